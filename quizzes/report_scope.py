"""Wagtail's own reports, narrowed to the questions and banks that their reader may see.

*Site history*, *Workflows* and *Workflow tasks* ask for permissions on models, and have
no place for a policy on objects: they would list the titles of every bank. So the three
querysets behind them are narrowed where they are made. Nothing is ever added to them.
"""

from functools import wraps

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

from .models import Bank, Question


def seen_by(user, prefix=""):
    """Return a filter: no question or bank that ``user`` may not see, all else."""
    if user.is_superuser:
        return Q()
    seen = Q()
    for model in (Question, Bank):
        policy = policy_registry.get_by_type(model)
        visible = policy.instances_user_has_permission_for(user, "view").order_by()
        keys = visible.annotate(as_key=Cast("pk", CharField())).values("as_key")
        kind = ContentType.objects.get_for_model(model)
        seen &= ~Q(**{f"{prefix}content_type": kind}) | Q(
            **{f"{prefix}object_id__in": keys}
        )
    return seen


def narrow_reports():
    """Narrow the three querysets; called once, when the admin's hooks are loaded."""
    _narrow_log(type(ModelLogEntry.objects))
    _narrow_view(WorkflowView, "")
    _narrow_view(WorkflowTasksView, "workflow_state__")


def _narrow_log(manager):
    everything = manager.viewable_by_user

    @wraps(everything)
    def viewable_by_user(self, user):
        rows = everything(self, user)
        return rows.filter(seen_by(user)) if self.model is ModelLogEntry else rows

    manager.viewable_by_user = viewable_by_user


def _narrow_view(view, prefix):
    everything = view.get_queryset

    @wraps(everything)
    def get_queryset(self):
        return everything(self).filter(seen_by(self.request.user, prefix))

    view.get_queryset = get_queryset
