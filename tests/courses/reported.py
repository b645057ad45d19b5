"""Enrollments for the completions report, and what it exports."""

import csv
import datetime as dt
import io
from decimal import Decimal

from django.urls import reverse
from wagtail.users.models import UserProfile

from courses.models import Enrolment
from tests.courses.factories import (
    NOW,
    make_learner,
)


def enrolment(course, learner=None, **fields):
    """A row as the domain leaves it; completed unless ``fields`` say otherwise."""
    values = {
        "state": "completed",
        "enrolled_at": NOW,
        "completed_at": NOW + dt.timedelta(days=2),
        "active_seconds": 24_750,
        "score": Decimal("0.87500"),
        "attempts": 3,
        **fields,
    }
    return Enrolment.objects.create(
        learner=learner or make_learner(),
        course=course,
        course_key=course.translation_key,
        course_title=course.title,
        edition=course.editions.first(),
        **values,
    )


def export(client, kind="csv", **filters):
    response = client.get(reverse("ce_completions:index"), {**filters, "export": kind})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def zone(user, name):
    UserProfile.objects.create(user=user, current_time_zone=name)
