from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainersConfig(AppConfig):
    """Practice of the hand and the eye: an app of its own that a site may leave out.

    It adds its question types through the registry that any host would use.
    """

    name = "quizzes.trainers"
    label = "ce_trainers"
    verbose_name = _("Trainers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .types import register_all

        register_all()
