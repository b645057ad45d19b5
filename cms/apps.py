from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The reference site: home page, accounts, theme."""

    name = "cms"
    label = "sot_site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .accounts import receivers  # noqa: F401
