"""What was last loaded from course files, so that edits on the site are kept."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedObject(models.Model):
    """Ties a key in the files to an object on the site.

    ``digest`` is that of the content as it was loaded; where the object's own content
    has another digest now, somebody edited it on the site, and it is left alone.
    """

    course_key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=20)
    key = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_pk = models.CharField(max_length=36)
    loaded_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("loaded object")
        verbose_name_plural = _("loaded objects")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "kind", "key"],
                name="ce_courses_loaded_key_unique",
                violation_error_message=_("This key was loaded before."),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
