"""Who may do what in the admin, where it differs from Django's model permissions."""

from functools import partial, wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import URLPattern
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from .domain import banks
from .models import Bank, Question

ANY = ("add", "change", "delete", "publish", "view")


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Records that people may look at; nobody adds, changes or deletes them here."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(
            [action for action in actions if action == "view"]
        )


class AppendOnlyPolicy(ModelPermissionPolicy):
    """Records that people may look at and add to; nobody changes or deletes them."""

    ALLOWED = ("view", "add")

    def user_has_permission(self, user, action):
        return action in self.ALLOWED and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(
            [action for action in actions if action in self.ALLOWED]
        )


def may_mark(user):
    """Say whether a person may give answers a mark: who may add to the mark events."""
    return user.is_active and user.has_perm("ce_quizzes.add_markevent")


class _ByBank(ModelPermissionPolicy):
    """Model permissions say what somebody may do at all; banks say with which objects.

    ``view`` means every way of seeing one: whoever may do anything with the model sees
    what they may read.
    """

    def user_has_permission_for_instance(self, user, action, instance):
        if instance.pk is None:
            return self.user_has_permission(user, action)
        return self._instances(user, [action]).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if instance.pk is None:
            return self.user_has_any_permission(user, actions)
        return self._instances(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        return self._instances(user, actions)

    def _works_with(self, user):
        return self.user_has_any_permission(user, ANY)

    def _instances(self, user, actions):
        if "view" in actions and self._works_with(user):
            return self._readable(user)
        if self.user_has_any_permission(user, set(actions) - {"view"}):
            return self._changeable(user, actions)
        return self.model._default_manager.none()


class QuestionPolicy(_ByBank):
    """Questions of readable banks are seen, of writable ones changed.

    Whoever is asked to review a question may change it as long as it waits for them.
    Whoever may look at all questions and may publish can take any of them offline.
    """

    def __init__(self):
        super().__init__(Question)

    def _readable(self, user):
        return banks.readable_questions(user)

    def _changeable(self, user, actions):
        publishes = "publish" in actions and self.user_has_permission(user, "publish")
        if publishes and user.has_perm(banks.LOOK):
            return banks.readable_questions(user)
        return banks.writable_questions(user)

    def user_has_permission_for_instance(self, user, action, instance):
        if instance.pk is None:
            return self.user_has_permission(user, action)
        actions = ANY if action == "view" else (action,)
        if not self.user_has_any_permission(user, actions):
            return False
        sees_all = user.has_perm(banks.MANAGE) or (
            action in ("view", "publish") and user.has_perm(banks.LOOK)
        )
        if sees_all or instance.bank_id is None:
            return True
        of = banks.readable if action == "view" else banks.writable
        if instance.bank_id in _bank_ids(user, of):
            return True
        if action not in ("view", "change", "publish"):
            return False
        task = instance.current_workflow_task
        return task is not None and task.user_can_access_editor(instance, user)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(
            self.user_has_permission_for_instance(user, action, instance)
            for action in actions
        )


def _bank_ids(user, of):
    """Return the ids of ``of(user)``; a list of questions asks for them once a request.

    Wagtail keeps permissions on the user's object in the same way.
    """
    known = user.__dict__.setdefault("_ce_quizzes_banks", {})
    if of not in known:
        known[of] = frozenset(of(user).values_list("pk", flat=True))
    return known[of]


class BankPolicy(_ByBank):
    """Banks are seen by who may read them, and changed and deleted by their owners.

    ``ce_quizzes.manage_banks`` stands for every permission on banks.
    """

    def __init__(self):
        super().__init__(Bank)

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) or user.has_perm(banks.MANAGE)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def _works_with(self, user):
        """Whoever works with questions sees in which banks they lie."""
        return super()._works_with(user) or any(
            user.has_perm(f"ce_quizzes.{action}_question") for action in ANY
        )

    def _readable(self, user):
        return banks.readable(user)

    def _changeable(self, user, actions):
        return banks.owned(user)


def guarded(patterns, model, needs):
    """Return the URL patterns of a viewset so that each obeys the model's policy.

    Wagtail's snippet views ask for permissions on the model only. Every pattern with a
    ``pk`` answers 404 for an object that the user may not see, and 403 where the user
    may not do what ``needs`` says by the pattern's name (``change`` if it says nothing).
    """
    return [
        URLPattern(
            pattern.pattern,
            _guard(pattern.callback, model, needs.get(pattern.name, "change")),
            pattern.default_args,
            pattern.name,
        )
        if _names_an_object(pattern.pattern)
        else pattern
        for pattern in patterns
    ]


def _names_an_object(pattern):
    return "pk" in pattern.converters or "pk" in pattern.regex.groupindex


def _guard(view, model, action):
    @wraps(view)
    def guarded_view(request, *args, **kwargs):
        allowed = partial(
            policy_registry.get_by_type(model).user_has_permission_for_instance,
            request.user,
        )
        try:
            instance = model._default_manager.get(pk=unquote(str(kwargs["pk"])))
        except (model.DoesNotExist, ValueError):
            raise Http404 from None
        if not allowed("view", instance):
            raise Http404
        if action != "view" and not allowed(action, instance):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded_view


def may_regrade(user):
    """Say whether a person may change marks of a question in many attempts at once."""
    return user.is_active and user.has_perm("ce_quizzes.add_regrade")


def may_see_statistics(user):
    """Say whether a person may look at attempts, and so at what they come to."""
    return user.is_active and user.has_perm("ce_quizzes.view_attempt")


def may_work_with_questions(user):
    """Say whether a person may do anything with questions at all."""
    return user.is_active and policy_registry.get_by_type(
        Question
    ).user_has_any_permission(user, ANY)
