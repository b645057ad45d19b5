"""What the editor of a lesson says beside its fields."""

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class StudyMinutesPanel(Panel):
    """What the saved body gives by the formula; nothing before there is one."""

    # A dotted name, because domain stands above models, which hold their panels.
    formula = "courses.domain.minutes.of_lesson"

    def __init__(self, **kwargs):
        super().__init__(
            **{"heading": _("Minutes by the formula"), "icon": "time", **kwargs}
        )

    class BoundPanel(Panel.BoundPanel):
        template_name = "ce_courses/admin/study_minutes.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            minutes, length = import_string(self.panel.formula)(self.instance)
            return {
                **super().get_context_data(parent_context),
                "minutes": minutes,
                "words": length.words,
                "figures": length.figures,
                "questions": len(length.questions),
                "videos": len(length.videos),
            }
