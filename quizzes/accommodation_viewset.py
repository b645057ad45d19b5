"""Accommodations in the admin: granted with a reason, listed for good."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from media.people import display_name
from quizzes.domain import accommodations
from quizzes.forms import AccommodationForm
from quizzes.models import Accommodation, Attempt

from .viewsets import MENU


class AccommodationIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("learner", "granted_by")


class GrantView(CreateView):
    """Adds a row. ``?attempt=`` fills in the learner and the quiz of an attempt."""

    page_title = _("Grant")
    submit_button_label = _("Grant")
    success_message = _("Granted. It holds for attempts that start from now on.")

    def get_initial(self):
        initial = super().get_initial()
        pk = self.request.GET.get("attempt", "")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return initial
        attempt = Attempt.objects.select_related("learner").filter(pk=pk).first()
        if attempt and self.request.user.has_perm("ce_quizzes.view_attempt"):
            initial["learner_name"] = attempt.learner.get_username()
            initial["quiz"] = attempt.quiz_id
        return initial

    def get_success_buttons(self):
        return []

    def save_instance(self):
        given = self.form.cleaned_data
        names = ("time_factor", "extra_attempts", "opens_at", "closes_at", "reason")
        return accommodations.grant(
            learner=self.form.instance.learner,
            quiz=given["quiz"],
            granted_by=self.request.user,
            at=timezone.now(),
            **{name: given[name] for name in names},
        )


def factor(row):
    return "" if row.time_factor == 1 else f"× {row.time_factor.normalize():f}"


def extra(row):
    return f"+ {row.extra_attempts}" if row.extra_attempts else ""


def granter(row):
    return display_name(row.granted_by) if row.granted_by else ""


class AccommodationViewSet(ModelViewSet):
    """The log of everything that was granted; the newest row of a learner counts."""

    model = Accommodation
    name = "quiz_accommodations"
    icon = "user"
    menu_hook = MENU
    menu_order = 110
    menu_label = _("Accommodations")
    index_view_class = AccommodationIndexView
    add_view_class = GrantView
    list_display = [
        Column(
            "learner",
            label=_("Learner"),
            accessor=lambda row: display_name(row.learner),
        ),
        "quiz_title",
        Column("time_factor", label=_("Time"), accessor=factor),
        Column("extra_attempts", label=_("More attempts"), accessor=extra),
        DateColumn("opens_at", label=_("Opens")),
        DateColumn("closes_at", label=_("Closes")),
        "reason",
        Column("granted_by", label=_("Granted by"), accessor=granter),
        DateColumn("granted_at", label=_("Granted")),
    ]
    list_filter = ["quiz_title", "granted_at"]
    search_fields = [
        "quiz_title",
        "reason",
        f"learner__{get_user_model().USERNAME_FIELD}",
    ]
    copy_view_enabled = False
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return AccommodationForm
