from django.apps import AppConfig


class HostConfig(AppConfig):
    """A site whose base page, image and user models are all its own."""

    name = "tests.hosts.custom"
    label = "host"
    default_auto_field = "django.db.models.BigAutoField"
