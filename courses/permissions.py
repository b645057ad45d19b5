"""Which staff permission opens what.

Three permissions hang on the course (``CoursePage.Meta.permissions``); records have
none of their own, since nobody adds, changes or deletes a record by hand.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from courses.models import Edition, Enrolment, ExportRecord

ENROL = "ce_courses.enrol_learner"
WAIVE = "ce_courses.waive_requirement"
EXPORT = "ce_courses.export_completions"
STAFF = (ENROL, WAIVE, EXPORT)


class RecordsPolicy(BasePermissionPolicy):
    """Opens each named action to people with any of its permissions.

    An action that is not named is closed to everyone, superusers too: records are
    made by studying, by the acts of staff, and by exports, and are never edited.
    """

    def __init__(self, model, actions: Mapping[str, Iterable[str]]):
        super().__init__(model)
        self.actions = {name: tuple(needed) for name, needed in actions.items()}

    def user_has_permission(self, user, action):
        return any(user.has_perm(name) for name in self.actions.get(action, ()))

    def users_with_any_permission(self, actions):
        names = {name for action in actions for name in self.actions.get(action, ())}
        if not names:
            return get_user_model()._default_manager.none()
        wanted = Q()
        for name in names:
            label, codename = name.split(".")
            wanted |= Q(content_type__app_label=label, codename=codename)
        found = Permission.objects.filter(wanted)
        people = get_user_model()._default_manager.filter(is_active=True)
        return people.filter(
            Q(is_superuser=True)
            | Q(user_permissions__in=found)
            | Q(groups__permissions__in=found)
        ).distinct()


POLICIES = {
    Enrolment: {
        "view": (*STAFF, "ce_courses.view_enrolment"),
        "enrol_learner": (ENROL,),
        "waive_requirement": (WAIVE,),
        "export_completions": (EXPORT,),
    },
    Edition: {"view": (*STAFF, "ce_courses.view_edition")},
    ExportRecord: {"view": (EXPORT, "ce_courses.view_exportrecord")},
}


def register_policies() -> None:
    """Tell Wagtail; the first of its look-ups would otherwise settle on a default."""
    for model, actions in POLICIES.items():
        if policy_registry.get_by_type(model, fallback=False) is None:
            register_permission_policy(model, RecordsPolicy(model, actions))
