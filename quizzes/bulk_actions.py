"""What can be done to several questions of the list at once.

Unreadable questions are as good as not there: an id that was guessed finds nothing.
Questions that may be read but not changed are named, and left alone.
"""

from urllib.parse import urlencode, urlsplit

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from taggit.forms import TagField, TagWidget
from taggit.models import Tag
from wagtail import hooks
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from .domain import banks, retiring, shelving, submitting
from .models import Bank, Question, QuestionTag
from .question_filters import listed


def bulk_url(action, questions, *, next_url=None):
    """Return the address where ``action`` asks for the rest and is confirmed."""
    names = (Question._meta.app_label, Question._meta.model_name, action)
    query = [("id", question.pk) for question in questions]
    if next_url:
        query.append(("next", next_url))
    return f"{reverse('wagtail_bulk_action', args=names)}?{urlencode(query)}"


class OnlyReadable:
    """Objects that its user may not see are not there."""

    def get_actionable_objects(self):
        return self._sorted

    @cached_property
    def _sorted(self):
        policy = policy_registry.get_by_type(self.model)
        seen = policy.instances_user_has_permission_for(self.request.user, "view")
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            found = self.all_listed(seen)
        else:
            found = seen.filter(pk__in=[pk for pk in ids if pk.isdecimal()])
        found = list(found.order_by("pk"))
        if not found:
            raise Http404
        allowed, refused = [], []
        for obj in found:
            (allowed if self.check_perm(obj) else refused).append(obj)
        return allowed, {"items_with_no_access": refused}

    def all_listed(self, seen):
        return seen


class DeleteOnlyReadable(OnlyReadable, DeleteBulkAction):
    """Wagtail's own, which would name the questions and banks of others."""

    models = [Question, Bank]


class QuestionAction(OnlyReadable, SnippetBulkAction):
    models = [Question]
    template_name = "ce_quizzes/admin/bulk/confirm.html"
    question = ""
    button = ""

    def all_listed(self, seen):
        """Return all pages of the list that the person was looking at, as filtered."""
        return listed(self.request, urlsplit(self.next_url).query)

    def check_perm(self, snippet):
        policy = policy_registry.get_by_type(Question)
        return policy.user_has_permission_for_instance(
            self.request.user, "change", snippet
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": self.display_name,
            "question": self.question,
            "button": self.button or self.display_name,
        }

    @classmethod
    def execute_action(cls, objects, self=None, **kwargs):
        return self.act(objects), 0

    def act(self, questions):
        """Do it and return how many questions were changed."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects, num_child_objects):
        return self.done(num_parent_objects)

    def done(self, count):
        return ngettext(
            "%(count)d question changed.", "%(count)d questions changed.", count
        ) % {"count": count}


class TagForm(forms.Form):
    tags = TagField(
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy("Separated by commas."),
        widget=TagWidget(attrs={"autocomplete": "off"}),
    )


class AddTags(QuestionAction):
    display_name = gettext_lazy("Add tags")
    action_type = "tag"
    aria_label = gettext_lazy("Add tags to selected questions")
    action_priority = 10
    form_class = TagForm
    question = gettext_lazy("Which tags do these questions get?")

    def act(self, questions):
        return shelving.add_tags(
            questions=questions,
            names=self.cleaned_form.cleaned_data["tags"],
            by=self.request.user,
        )


class UntagForm(forms.Form):
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.none(),
        label=gettext_lazy("Tags"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        held = QuestionTag.objects.filter(content_object__in=questions)
        self.fields["tags"].queryset = Tag.objects.filter(
            pk__in=held.values("tag")
        ).order_by("name")


class RemoveTags(QuestionAction):
    display_name = gettext_lazy("Remove tags")
    action_type = "untag"
    aria_label = gettext_lazy("Remove tags from selected questions")
    action_priority = 11
    form_class = UntagForm
    question = gettext_lazy("Which tags do these questions lose?")

    def get_form_kwargs(self):
        allowed, _others = self.get_actionable_objects()
        return {
            **super().get_form_kwargs(),
            "questions": [question.pk for question in allowed],
        }

    def act(self, questions):
        tags = self.cleaned_form.cleaned_data["tags"]
        return shelving.remove_tags(
            questions=questions,
            names=[tag.name for tag in tags],
            by=self.request.user,
        )


class MoveForm(forms.Form):
    bank = forms.ModelChoiceField(
        Bank.objects.none(),
        label=gettext_lazy("Bank"),
        help_text=gettext_lazy("Banks in which you may write."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks.writable(user)


class Move(QuestionAction):
    display_name = gettext_lazy("Move")
    action_type = "move"
    aria_label = gettext_lazy("Move selected questions to another bank")
    action_priority = 12
    form_class = MoveForm
    question = gettext_lazy(
        "Which bank do these questions move to? Its members can see and ask them then; "
        "quizzes that name them stay as they are."
    )

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def act(self, questions):
        return shelving.move(
            questions=questions,
            bank=self.cleaned_form.cleaned_data["bank"],
            by=self.request.user,
        )

    def done(self, count):
        return ngettext(
            "%(count)d question moved to “%(bank)s”.",
            "%(count)d questions moved to “%(bank)s”.",
            count,
        ) % {"count": count, "bank": self.cleaned_form.cleaned_data["bank"]}


class Submit(QuestionAction):
    display_name = gettext_lazy("Send to review")
    action_type = "submit"
    aria_label = gettext_lazy("Send selected questions to review")
    action_priority = 13
    question = gettext_lazy(
        "Send the newest drafts of these questions to review? Questions that are in "
        "review already, that are retired, or whose newest draft is published and signed "
        "are left out."
    )

    def act(self, questions):
        return submitting.submit(questions=questions, by=self.request.user)

    def done(self, count):
        return ngettext(
            "%(count)d question sent to review.",
            "%(count)d questions sent to review.",
            count,
        ) % {"count": count}


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Those who look after the bank read it."),
    )


class Retire(QuestionAction):
    display_name = gettext_lazy("Retire")
    action_type = "retire"
    aria_label = gettext_lazy("Retire selected questions")
    action_priority = 20
    form_class = RetireForm
    question = gettext_lazy(
        "Retired questions are asked in no new attempt. Attempts that run or are over "
        "keep them, with their marks. Quizzes that name them ask one question fewer."
    )

    def act(self, questions):
        at = timezone.now()
        reason = self.cleaned_form.cleaned_data["reason"]
        return sum(
            retiring.retire(
                question=question, by=self.request.user, reason=reason, at=at
            )
            for question in questions
        )

    def done(self, count):
        return ngettext(
            "%(count)d question retired.", "%(count)d questions retired.", count
        ) % {"count": count}


class Restore(QuestionAction):
    display_name = gettext_lazy("Restore")
    action_type = "restore"
    aria_label = gettext_lazy("Restore selected questions")
    action_priority = 21
    question = gettext_lazy(
        "Bring these questions back as drafts? They are asked once they are published "
        "again. Questions that are not retired stay as they are."
    )

    def act(self, questions):
        return sum(
            retiring.restore(question=question, by=self.request.user)
            for question in questions
        )

    def done(self, count):
        return ngettext(
            "%(count)d question restored as a draft.",
            "%(count)d questions restored as drafts.",
            count,
        ) % {"count": count}


class Export(QuestionAction):
    """Goes on to the page that asks for the format; reading is enough."""

    display_name = gettext_lazy("Export")
    action_type = "export"
    aria_label = gettext_lazy("Export selected questions")
    action_priority = 14

    def check_perm(self, snippet):
        user = self.request.user
        return user.has_perm("ce_quizzes.change_question") or user.has_perm(
            "ce_quizzes.add_question"
        )

    def get(self, request, *args, **kwargs):
        if "all" in request.GET.getlist("id"):
            # No address is long enough for thousands: what the list shows goes along.
            query = urlencode({"listed": urlsplit(self.next_url).query})
        else:
            allowed, _others = self.get_actionable_objects()
            if not allowed:
                raise Http404
            query = urlencode([("id", question.pk) for question in allowed])
        return redirect(f"{reverse('ce_quizzes_admin:export')}?{query}")

    post = get


ACTIONS = [AddTags, RemoveTags, Move, Submit, Export, Retire, Restore]


def register():
    for action in ACTIONS:
        hooks.register("register_bulk_action", action)
    # After Wagtail's own, whose place it takes.
    hooks.register("register_bulk_action", DeleteOnlyReadable, order=100)
