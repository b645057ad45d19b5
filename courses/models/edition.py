"""A course's requirements, frozen at a moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyError


class Edition(models.Model):
    """What a learner who enrolled on it must do; never changed.

    ``manifest`` (schema 1)::

        {"schema": 1, "title": str, "in_order": bool,
         "modules": [{"key": uuid, "title": str, "requires": [uuid, ...],
                      "items": [ITEM, ...]}, ...],
         "items": [ITEM, ...]}                  # quizzes of the course itself
        ITEM = {"key": uuid, "kind": "lesson" | "quiz", "title": str,
                "required": bool, "minutes": int, "minimum_seconds": int,
                "pass_mark": str | None}

    Keys are the ``translation_key`` of the pages. ``outline_stamp`` is no part of the
    frozen content: it counts changes of addresses and titles of the course's pages, so
    that processes know when what they cached of the outline is stale.
    """

    course = models.ForeignKey(
        "ce_courses.CoursePage", models.SET_NULL, null=True, related_name="editions"
    )
    course_key = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    manifest = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    outline_stamp = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["course_key", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "number"],
                name="ce_courses_edition_number_unique",
                violation_error_message=_(
                    "This course has an edition with this number."
                ),
            )
        ]

    def __str__(self):
        return _("%(title)s, edition %(number)s") % {
            "title": self.title,
            "number": self.number,
        }

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError("An edition is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("An edition is never deleted.")
