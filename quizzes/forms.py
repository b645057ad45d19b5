"""What authors fill in about questions, and staff about learners' attempts."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.fields import StreamField
from wagtail.permissions import policy_registry

from media.people import display_name

from .domain import banks
from .enums import BankRole
from .models import Accommodation, Bank, Question, QuizPage, freezing
from .types.base import PLACES, rubric_fraction


class QuestionForm(WagtailAdminModelForm):
    """A question's own form. A draft may name parts that its figure doesn't have.

    Its banks are those in which the person may write, and the one that it is in.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.for_user is not None and "bank" in self.fields:
            mine = Q(pk__in=banks.writable(self.for_user).order_by().values("pk"))
            self.fields["bank"].queryset = Bank.objects.filter(
                mine | Q(pk=self.instance.bank_id)
            )

    def _post_clean(self):
        super()._post_clean()
        # What the question asks about the figure shows when both are known.
        if not self.is_deferred_validation and not self.errors and self.instance.body:
            for problem in freezing.figure_problems_of(self.instance):
                self.add_error("figure", problem)


class PageWithQuestionsForm(WagtailAdminPageForm):
    """A page that names questions: no new ones that its editor may not read.

    Those that the page named before stay, whoever saves it. Banks that a section draws
    from are held to the same.
    """

    def clean(self):
        cleaned = super().clean()
        if self.for_user is None:
            return cleaned
        for field in self.instance._meta.get_fields():
            if isinstance(field, StreamField) and cleaned.get(field.name) is not None:
                self._check(field, cleaned[field.name])
        return cleaned

    def _check(self, field, value):
        before = _named(field, getattr(self.instance, field.name))
        for model, named in _named(field, value).items():
            new = named - before[model]
            readable = policy_registry.get_by_type(
                model
            ).instances_user_has_permission_for(self.for_user, "view")
            if readable.filter(pk__in=new).count() < len(new):
                self.add_error(
                    field.name,
                    _("There is a question or bank here that you may not use."),
                )


def _named(field, value):
    """Return the ids of questions and banks that a StreamField's value names."""
    found = {Question: set(), Bank: set()}
    for model, pk, _path, _content in field.extract_references(value):
        if model in found:
            found[model].add(int(pk))
    return found


class AccommodationForm(WagtailAdminModelForm):
    """What one learner is granted on one quiz. A new row, whatever was granted before."""

    learner_name = forms.CharField(
        label=gettext_lazy("Learner"),
        max_length=254,
        help_text=gettext_lazy(
            "The email address or name that the learner signs in with."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    quiz = forms.ModelChoiceField(
        label=gettext_lazy("Quiz"),
        queryset=QuizPage.objects.all(),
        widget=AdminPageChooser(target_models=[QuizPage]),
    )

    field_order = ["learner_name", "quiz"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = _("In your time zone, %(zone)s. Empty: as for everyone.") % {
            "zone": timezone.get_current_timezone_name()
        }
        for name in ("opens_at", "closes_at"):
            self.fields[name].help_text = zone
        self.fields["extra_attempts"].help_text = _("On top of those of the quiz.")

    def clean_learner_name(self):
        name = self.cleaned_data["learner_name"].strip()
        self.instance.learner = person_named(name)
        return name

    class Meta:
        model = Accommodation
        fields = ["time_factor", "extra_attempts", "opens_at", "closes_at", "reason"]


def person_named(name):
    """Return who signs in with ``name``; raise ``ValidationError`` if nobody does."""
    people = get_user_model()._default_manager
    try:
        return people.get_by_natural_key(name.strip())
    except get_user_model().DoesNotExist:
        raise ValidationError(_("Nobody signs in with this name.")) from None


class MembersForm(forms.Form):
    """The members of a bank with what they may do, and room for one more.

    ``roles()`` and ``added()`` are what ``banks.change_members`` takes.
    """

    LEAVES = "leaves"

    person = forms.CharField(
        label=gettext_lazy("Add a person"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("The email address or name that they sign in with."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Who may"),
        choices=BankRole.choices,
        initial=BankRole.WRITER,
        required=False,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {f"member-{member.pk}": member for member in members}
        choices = [*BankRole.choices, (self.LEAVES, _("No member any more"))]
        rows = {
            name: forms.ChoiceField(
                label=display_name(member.person),
                choices=choices,
                initial=member.role,
                help_text=member.person.get_username(),
            )
            for name, member in self.members.items()
        }
        self.fields = {**rows, **self.fields}

    def clean_person(self):
        name = self.cleaned_data["person"]
        return person_named(name) if name.strip() else None

    def roles(self):
        chosen = {
            member.pk: self.cleaned_data[name] for name, member in self.members.items()
        }
        return {
            pk: None if role == self.LEAVES else role for pk, role in chosen.items()
        }

    def added(self):
        person = self.cleaned_data["person"]
        return (
            [(person, self.cleaned_data["role"] or BankRole.WRITER)] if person else []
        )


class MarkForm(forms.Form):
    """A person's mark for one answer: a level for each criterion, or a percentage.

    ``fraction()`` gives the mark, from 0 to 1, once the form is valid.
    """

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Kept with the mark. The learner reads it where the quiz shows feedback."
        ),
    )

    def __init__(self, *args, rubric=None, needs_note=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric = rubric if rubric and rubric["criteria"] else None
        if needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = _("Reason")
            self.fields["note"].help_text = _(
                "Why the mark changes. The learner reads it beside the new mark."
            )
        if self.rubric:
            marks = {
                self.name_of(criterion): self._levels(criterion)
                for criterion in self.rubric["criteria"]
            }
        else:
            marks = {
                "percent": forms.DecimalField(
                    label=_("Mark"),
                    min_value=0,
                    max_value=100,
                    decimal_places=2,
                    help_text=_("In percent: 0 is not right at all, 100 is right."),
                )
            }
        self.fields = {**marks, **self.fields}

    def name_of(self, criterion):
        return f"level-{criterion['id']}"

    def _levels(self, criterion):
        return forms.ChoiceField(
            label=criterion["name"],
            widget=forms.RadioSelect,
            choices=[
                (
                    level["id"],
                    ngettext(
                        "%(text)s (%(points)s point)",
                        "%(text)s (%(points)s points)",
                        level["points"],
                    )
                    % {"text": level["text"], "points": level["points"]},
                )
                for level in criterion["levels"]
            ],
        )

    def fraction(self):
        if not self.rubric:
            return (self.cleaned_data["percent"] / 100).quantize(PLACES)
        chosen = {
            criterion["id"]: self.cleaned_data[self.name_of(criterion)]
            for criterion in self.rubric["criteria"]
        }
        return rubric_fraction(self.rubric, chosen)
