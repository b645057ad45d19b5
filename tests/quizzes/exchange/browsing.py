"""Who looks at imports and exports in the admin, and what they read."""

import re

from django.contrib.auth.models import Permission

from tests.quizzes.factories import (
    make_user,
)

NEW = "/admin/quizzes/imports/new/"
EXPORT = "/admin/quizzes/export/"


def make_writer(*names):
    """Somebody who gets into the admin, with these permissions on questions."""
    person = make_user()
    found = Permission.objects.filter(
        codename__in=["access_admin", *(names or ["add_question", "change_question"])]
    )
    person.user_permissions.add(*found)
    return person


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
