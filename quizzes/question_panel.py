"""What is known about a question beside what it asks, read-only in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.log_actions import registry

from media.people import display_name

from .domain import listing
from .enums import ReviewState
from .models import Question


def record_of(question):
    """Return what the admin says about a saved question, in two queries and its log."""
    questions = Question.objects.filter(pk=question.pk)
    row = listing.with_statistics(listing.with_review(questions))
    row = row.select_related("author", "import_batch", "bank").get()
    retired = None
    if row.retired_at:
        logs = registry.get_logs_for_instance(row)
        retired = logs.filter(action="ce_quizzes.retire").first()
    return {
        "author": display_name(row.author) if row.author else "",
        "bank": row.bank,
        "import_batch": row.import_batch,
        "state": row.review_state,
        "state_label": ReviewState(row.review_state).label,
        "reviewer_name": row.reviewer_name,
        "reviewed_at": row.reviewed_at,
        "retired_at": row.retired_at,
        "retired_by": retired.user_display_name if retired else "",
        "reason": retired.data.get("reason", "") if retired else "",
        "facility": row.facility,
        "facility_percent": row.facility and row.facility * 100,
        "discrimination": row.discrimination,
    }


class QuestionRecordPanel(Panel):
    """Author, clinical review, retirement and statistics; nothing before it is saved."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Record"), "icon": "info-circle", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "ce_quizzes/admin/question_record.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "record": record_of(self.instance),
            }
