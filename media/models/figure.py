import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.images import get_image_model_string
from wagtail.models import (
    CollectionMember,
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from media import structures
from media.figures import get_figure_model_string
from media.labels import crossings
from media.photos import UnreadablePhoto, size_of, without_metadata
from media.svg import UnsafeSvg, clean

from .append_only import AppendOnlyModel

# What a published figure has to say about itself, besides its title.
MUST_HAVES = ("alt", "description", "credit", "licence")
PREVIEW_LABELS = {"hidden": "none", "print": "numbers"}


class FigureQuerySet(models.QuerySet):
    def delete(self):
        """Delete one by one, so that each figure takes its own versions with it."""
        with transaction.atomic():
            counts = Counter()
            for figure in self:
                counts.update(figure.delete()[1])
        return counts.total(), dict(counts)


class FigureTag(TaggedItemBase):
    content_object = ParentalKey(
        get_figure_model_string(),
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class AbstractFigure(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    CollectionMember,
    index.Indexed,
    ClusterableModel,
):
    """A drawing or photo whose parts have names. Publishing freezes a version.

    A host that wants more fields builds its own figure on this class, names it in
    ``CE_MEDIA_FIGURE_MODEL``, and lists the fields in ``extra_panels``. They may be
    left empty: course files know nothing of them.
    """

    key = models.SlugField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Short name that course files use; never changes its meaning."),
    )
    title = models.CharField(_("title"), max_length=255)
    title.required_on_save = True
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        help_text=_("One sentence that can stand in for the picture."),
    )
    description = models.TextField(
        _("long description"),
        help_text=_("What is where, so that someone who can’t see it learns the same."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=500,
        help_text=_("Who drew it, and what it derives from."),
    )
    licence = models.CharField(_("license"), max_length=100, default="CC BY 4.0")
    svg = models.TextField(
        _("drawing"),
        blank=True,
        help_text=_("SVG. It is cleaned when saved; leave empty for a photo."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    structures = models.JSONField(
        _("structures"),
        default=structures.empty,
        blank=True,
        validators=[structures.validate],
        help_text=_("The named parts; each key is the id of a shape in the drawing."),
    )

    tags = ClusterTaggableManager(through=FigureTag, blank=True, verbose_name=_("tags"))

    search_fields = [
        *CollectionMember.search_fields,
        index.SearchField("title", boost=3),
        index.SearchField("key"),
        index.SearchField("alt"),
        index.SearchField("description"),
        index.AutocompleteField("title"),
        index.AutocompleteField("key"),
        index.FilterField("live"),
        index.FilterField("licence"),
        index.RelatedFields(
            "tags",
            [index.SearchField("name"), index.AutocompleteField("name")],
        ),
    ]

    # A draft may be unfinished: a form that saves one sets this, and what only has to
    # be there when the figure is published is not refused yet.
    is_unfinished = False

    # What a host's own fields look like in the admin, below those of every figure.
    extra_panels = []

    objects = FigureQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["key"]

    def __str__(self):
        return self.title

    def clean(self):
        """Clean the drawing in place; refuse what is unsafe or contradicts itself."""
        super().clean()
        self._check_keys()
        self._check_labels()
        if self.svg and self.image_id:
            raise ValidationError(
                {"image": gettext("A figure is either a drawing or an image.")}
            )
        if not self.svg:
            self._check_phases(has_phases=False)
            return
        try:
            drawing = clean(self.svg)
        except UnsafeSvg as error:
            raise ValidationError({"svg": str(error)}) from error
        self.svg = drawing.svg
        self._check_phases(has_phases=drawing.has_phases)
        missing = self.structure_keys() - drawing.ids
        if missing and not self.is_unfinished:
            raise ValidationError(
                {
                    "structures": gettext(
                        "The drawing has no shape with the id %(ids)s."
                    )
                    % {"ids": ", ".join(sorted(missing))}
                }
            )

    def _check_keys(self):
        """Refuse another key for a structure that was published under one."""
        changed = structures.renamed(self.published_structures(), self.structures)
        if changed:
            raise ValidationError(
                {
                    "structures": [
                        gettext(
                            "“%(label)s” was published with the key “%(old)s”, which "
                            "can’t become “%(new)s”: questions and lessons know it by "
                            "its key."
                        )
                        % {"label": label, "old": old, "new": new}
                        for label, old, new in changed
                    ]
                }
            )

    def _check_labels(self):
        """Refuse labels that were placed so that their lines cross."""
        if not isinstance(self.structures, dict) or self.is_unfinished:
            return
        if pairs := crossings(self.structures.get("items", [])):
            raise ValidationError(
                {
                    "structures": [
                        gettext(
                            "The lines of “%(one)s” and “%(other)s” cross. Move one "
                            "label, or leave its place to the plate."
                        )
                        % {"one": one["label"], "other": other["label"]}
                        for one, other in pairs
                    ]
                }
            )

    def _check_phases(self, *, has_phases):
        named = isinstance(self.structures, dict) and bool(
            self.structures.get("phases")
        )
        if named and not has_phases:
            raise ValidationError(
                {
                    "structures": gettext(
                        "“phases” names two states, but no part of the drawing has "
                        "a second one (“data-to-d” and the like)."
                    )
                }
            )
        if has_phases and not named and not self.is_unfinished:
            raise ValidationError(
                {
                    "structures": gettext(
                        "The drawing moves between two states; “phases” names them."
                    )
                }
            )

    def published_structures(self):
        """Return what was last published under each key, however long ago."""
        if self.pk is None:
            return {}
        contents = self.versions.order_by("number").values_list(
            "content__structures", flat=True
        )
        return {
            item["key"]: item
            for content in contents
            for item in (content or {}).get("items", [])
        }

    def structure_keys(self):
        items = (
            self.structures.get("items") if isinstance(self.structures, dict) else []
        )
        return {
            item["key"]
            for item in (items if isinstance(items, list) else [])
            if isinstance(item, dict) and isinstance(item.get("key"), str)
        }

    def publish(self, revision, *args, **kwargs):
        """Publish ``revision`` and freeze what went live, or do neither.

        Every way of publishing a snippet ends here. The row lock gives two
        publishers a version number each.
        """
        with transaction.atomic():
            type(self).objects.select_for_update().get(pk=self.pk)
            super().publish(revision, *args, **kwargs)
            live = type(self).objects.get(pk=self.pk)
            # A revision that is only scheduled is not live, and freezes nothing.
            if live.live and live.live_revision_id == revision.pk:
                freeze(live)

    def delete(self, *args, **kwargs):
        """Delete the figure with its versions, unless one of them is pinned.

        A version that a question rests on is protected by the question's own key:
        then ``ProtectedError`` is raised and nothing is deleted.
        """
        with transaction.atomic():
            FigureVersion._base_manager.filter(figure=self).delete()
            return super().delete(*args, **kwargs)

    def current_version(self):
        """Return the version that was frozen last, or ``None``."""
        return self.versions.order_by("-number").first()

    @property
    def preview_modes(self):
        return [
            ("", _("Reading")),
            ("hidden", _("Labels hidden")),
            ("print", _("Print")),
        ]

    def get_preview_template(self, request, mode_name):
        return "ce_media/figure_preview.html"

    def get_preview_context(self, request, mode_name):
        return {
            **super().get_preview_context(request, mode_name),
            "figure": self,
            "labels": PREVIEW_LABELS.get(mode_name, "names"),
        }


class Figure(AbstractFigure):
    """The figure of a site that names none of its own."""

    class Meta(AbstractFigure.Meta):
        pass


class FigureVersion(AppendOnlyModel):
    """One published state of a figure. Never changed; pinned by question versions.

    ``content`` (schema 1) holds ``key``, ``title``, ``alt``, ``description``,
    ``credit``, ``licence``, ``structures`` as in ``media.structures``, and
    ``image_hash``. A raster figure keeps a copy of the file in ``image_file``; the
    image itself serves smaller renditions for as long as its file is the same.
    """

    figure = models.ForeignKey(
        get_figure_model_string(), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    svg = models.TextField(blank=True)
    width = models.FloatField()
    height = models.FloatField()
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_file = models.FileField(upload_to="figures", blank=True)
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("figure version")
        verbose_name_plural = _("figure versions")
        ordering = ["figure", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "number"], name="ce_media_figure_version_number"
            )
        ]

    def __str__(self):
        return gettext("%(title)s, version %(number)s") % {
            "title": self.content.get("title", ""),
            "number": self.number,
        }


def freeze(figure):
    """Keep what ``figure`` shows now as its next version, and return the version.

    Nothing new is kept when the newest version has the same digest. Call it inside
    the transaction that publishes, with the figure's row locked.
    """
    svg, width, height, drawing = "", 0, 0, None
    if figure.svg:
        drawing = clean(figure.svg)
        svg, width, height = drawing.svg, drawing.width, drawing.height
    elif not figure.image_id:
        raise ValidationError(gettext("A figure needs a drawing or an image."))
    _check_complete(figure, drawing)
    with _readable(figure.image):
        content = version_content(figure)
    digest = version_digest(content=content, svg=svg)
    newest = figure.current_version()
    if newest is not None and newest.digest == digest:
        return newest
    photo = None
    if figure.image_id:
        photo, width, height = _photo(figure.image)
    version = FigureVersion(
        figure=figure,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        content=content,
        svg=svg,
        width=width,
        height=height,
        image=figure.image,
        created_at=figure.last_published_at or Now(),
    )
    if figure.image_id:
        name = f"{figure.key}-{version.number}.{figure.image.filename.rsplit('.')[-1]}"
        version.image_file.save(name, ContentFile(photo), save=False)
    version.save()
    return version


def _photo(image):
    """Return the bytes of an image without metadata, its width and its height."""
    with _readable(image), image.open_file() as file:
        data = without_metadata(file.read())
        size = (image.width, image.height) if image.is_svg() else size_of(BytesIO(data))
    return data, *size


@contextmanager
def _readable(image):
    try:
        yield
    except (OSError, UnreadablePhoto) as error:
        raise ValidationError(
            gettext("The file of the image “%(title)s” is missing or damaged.")
            % {"title": image}
        ) from error


def _check_complete(figure, drawing):
    """Refuse what a draft may lack. Forms say the same earlier, field by field."""
    missing = [
        str(figure._meta.get_field(name).verbose_name)
        for name in MUST_HAVES
        if not getattr(figure, name).strip()
    ]
    if missing:
        raise ValidationError(
            gettext("To be published, the figure needs: %(fields)s.")
            % {"fields": ", ".join(missing)}
        )
    if drawing and (unseen := figure.structure_keys() - drawing.ids):
        raise ValidationError(
            gettext("The drawing has no shape with the id %(ids)s.")
            % {"ids": ", ".join(sorted(unseen))}
        )


def version_content(figure):
    return {
        "schema": 1,
        "key": figure.key,
        "title": figure.title,
        "alt": figure.alt,
        "description": figure.description,
        "credit": figure.credit,
        "licence": figure.licence,
        "structures": figure.structures,
        "image_hash": figure.image.get_file_hash() if figure.image_id else "",
    }


def version_digest(*, content, svg):
    """Return the hash of what a version shows, the same on every machine."""
    canonical = json.dumps(
        {"content": content, "svg": svg},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
