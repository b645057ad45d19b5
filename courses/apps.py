from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """What is taught, and what each learner has done."""

    name = "courses"
    label = "ce_courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from quizzes import cohorts

        from . import checks, receivers  # noqa: F401
        from .domain.cohorts import cohorts_of

        checks.register()
        cohorts.register("courses", cohorts_of)
