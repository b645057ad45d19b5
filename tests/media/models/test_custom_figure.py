"""Which model the figures are. The rest is tested in a host: ``tests/hosts``."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from media.blocks import FigureChooserBlock, sample_figure
from media.figures import get_figure_model, get_figure_model_string
from media.models import AbstractFigure, Figure


def test_without_a_setting_figures_are_our_own():
    assert get_figure_model_string() == "ce_media.Figure"
    assert get_figure_model() is Figure
    assert type(sample_figure()) is Figure


def test_what_figures_are_is_read_when_it_is_asked_for(settings):
    settings.CE_MEDIA_FIGURE_MODEL = "ce_media.Reference"

    assert get_figure_model_string() == "ce_media.Reference"
    assert get_figure_model()._meta.label == "ce_media.Reference"
    assert FigureChooserBlock().target_model._meta.label == "ce_media.Reference"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Figure", "must be of the form 'app_label.model_name'"),
        ("a.b.Figure", "must be of the form 'app_label.model_name'"),
        ("ce_media.Nothing", "'ce_media.Nothing' that has not been installed"),
        ("nowhere.Figure", "'nowhere.Figure' that has not been installed"),
    ],
)
def test_a_name_without_a_model_is_a_mistake_in_the_settings(settings, name, message):
    settings.CE_MEDIA_FIGURE_MODEL = name

    with pytest.raises(ImproperlyConfigured, match=message):
        get_figure_model()


def test_behaviour_of_figures_is_on_the_abstract_class():
    """So that a host's figure behaves as ours."""
    own = {name for name in vars(Figure) if not name.startswith("_")}

    assert own.isdisjoint({"publish", "delete", "clean", "current_version"})
    assert type(AbstractFigure._meta.managers[0]) is type(Figure.objects)
