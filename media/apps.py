from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Figures, references and clinical reviews: what lessons and questions show."""

    name = "media"
    label = "ce_media"
    verbose_name = _("Figures and references")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, receivers  # noqa: F401

        checks.register()
