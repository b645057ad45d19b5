import pytest
from django.contrib.auth import get_user_model

from media.people import display_name


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"email": "a@example.org", "first_name": "Ann", "last_name": "Li"}, "Ann Li"),
        ({"email": "ann@example.org"}, "ann"),
        ({}, "Former user"),
    ],
)
def test_display_name(fields, name):
    assert display_name(get_user_model()(**fields)) == name


def test_display_name_of_nobody():
    assert display_name(None) == "Former user"
