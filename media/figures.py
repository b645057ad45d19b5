"""Which model the site's figures are. A host may build its own on ``AbstractFigure``.

Whoever only needs the name, such as a foreign key or a migration, asks for the string;
both are read from the setting when they are asked for.
"""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def get_figure_model_string():
    """Return ``app_label.ModelName`` of the figure model."""
    return getattr(settings, "CE_MEDIA_FIGURE_MODEL", "ce_media.Figure")


def get_figure_model():
    """Return the figure model; raise ``ImproperlyConfigured`` if there is none."""
    name = get_figure_model_string()
    try:
        return apps.get_model(name, require_ready=False)
    except ValueError as error:
        raise ImproperlyConfigured(
            "CE_MEDIA_FIGURE_MODEL must be of the form 'app_label.model_name'"
        ) from error
    except LookupError as error:
        raise ImproperlyConfigured(
            f"CE_MEDIA_FIGURE_MODEL refers to model '{name}' that has not been "
            "installed"
        ) from error
