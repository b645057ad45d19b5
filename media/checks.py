"""What a site may have forgotten when it installed the media app."""

from typing import Any

from django.core import checks


def check_uploads(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Photos must not be stored with the place that they were taken at."""
    from wagtail.images.forms import get_image_base_form  # inline: needs the models

    from .uploads import WithoutMetadata

    if issubclass(get_image_base_form(), WithoutMetadata):
        return []
    return [
        checks.Warning(
            "Photos are stored as they are uploaded, with place, time and device.",
            hint='Set WAGTAILIMAGES_IMAGE_FORM_BASE = "media.uploads.PhotoForm", or '
            "put media.uploads.WithoutMetadata before the bases of your own form. To "
            'keep such files, silence "ce_media.W001".',
            id="ce_media.W001",
        )
    ]


def register() -> None:
    checks.register(check_uploads)
