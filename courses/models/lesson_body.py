"""The rendered body of a lesson, the same for every learner."""

from django.db import models


class LessonBody(models.Model):
    """Derived data: deleting a row only costs the next reader a rendering.

    ``key`` names what the HTML was made from (see ``courses.rendering``); a row whose
    key does not fit any more is made anew. Holds nothing that differs per learner.
    """

    lesson = models.OneToOneField(
        "ce_courses.LessonPage",
        models.CASCADE,
        primary_key=True,
        related_name="stored_body",
    )
    key = models.CharField(max_length=120)
    html = models.TextField()

    wagtail_reference_index_ignore = True

    def __str__(self):
        return self.key
