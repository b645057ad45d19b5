"""Rows that are written once: evidence, not settings."""

from django.db import models
from django.utils.translation import gettext as _


class AppendOnlyError(Exception):
    """A row that may only be added was about to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError(_("Rows of this kind are never changed."))

    def bulk_update(self, objs, fields, batch_size=None):
        raise AppendOnlyError(_("Rows of this kind are never changed."))

    def delete(self):
        raise AppendOnlyError(_("Rows of this kind are never deleted."))


class AppendOnlyModel(models.Model):
    """A row that can be added and read, nothing else.

    Foreign keys may still be emptied by the database when what they point at is
    deleted (``SET_NULL``); everything else stays as it was written.
    """

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(_("Rows of this kind are never changed."))
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(_("Rows of this kind are never deleted."))
