import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from media.models import Figure
from tests.courses.factories import make_admin

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">'
    '<g id="sacrum"><path d="M10 10L20 40Z" fill="var(--fig-bone-2)"/></g>'
    '<circle id="crest-r" cx="70" cy="20" r="9" fill="#dccba9"/></svg>'
)


def structure(key, **fields):
    return {
        "key": key,
        "label": key.title(),
        "latin": "",
        "side": "midline",
        "layer": "bone",
        "text": "",
        "anchor": None,
        **fields,
    }


def figure(key="f01", **fields):
    """Return an unsaved figure whose must-haves are filled in."""
    values = {
        "key": key,
        "title": "The pelvis",
        "alt": "The pelvis from the front.",
        "description": "The sacrum stands between the hip bones.",
        "credit": "Drawing: the project.",
        "svg": SVG,
        "structures": {"schema": 1, "items": [structure("sacrum")]},
        "live": False,
        **fields,
    }
    return Figure(**values)


@pytest.fixture
def published(db):
    """Return a function that saves a figure and publishes it."""

    def publish(key="f01", **fields):
        made = figure(key, **fields)
        made.save()
        made.save_revision().publish()
        made.refresh_from_db()
        return made

    return publish


@pytest.fixture
def reviewers(db):
    group = Group.objects.get_or_create(name="Clinical reviewers")[0]
    # Approving the last task publishes, and Wagtail asks for that permission.
    group.permissions.add(Permission.objects.get(codename="publish_figure"))
    return group


@pytest.fixture
def reviewer(reviewers):
    user = get_user_model().objects.create_user(email="rev@example.org", password="x")
    user.groups.add(reviewers)
    return user


@pytest.fixture
def editor(client, db):
    client.force_login(make_admin())
    return client
