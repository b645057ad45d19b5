import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from media import video_files, webvtt
from media.blocks import LANGUAGE_TAG, CaptionsBlock
from media.fields import OpenStreamField

FOLDER = "videos"
MAX_BYTES = 500 * 1024 * 1024


def max_bytes():
    """Return how large an uploaded video may be, from ``CE_MEDIA_VIDEO_MAX_BYTES``."""
    return getattr(settings, "CE_MEDIA_VIDEO_MAX_BYTES", MAX_BYTES)


def place(video, name):
    """Return where an upload is kept: a name of our own, that nobody can guess."""
    ending = PurePosixPath(name).suffix.lower()
    return f"{FOLDER}/{video.key}-{secrets.token_hex(8)}{ending}"


class Video(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A film with captions, chapters and a transcript.

    Nothing of it goes live before it can be followed without hearing it and without
    seeing it, and says whose it is (``missing``).
    """

    key = models.SlugField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Short name, part of its address; never changes its meaning."),
    )
    key.required_on_save = True
    title = models.CharField(_("title"), max_length=255)
    title.required_on_save = True
    file = models.FileField(_("file"), upload_to=place, max_length=255)
    duration = models.FloatField(
        _("length in seconds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.1)],
        help_text=_("Read from the file where the file says it."),
    )
    poster = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("poster"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Shown before it plays: a frame of the video, in the video’s own shape."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        default="en",
        validators=[LANGUAGE_TAG],
        help_text=_("The language that is spoken: en, es, pt-BR."),
    )
    no_speech = models.BooleanField(
        _("nothing to hear"),
        default=False,
        help_text=_("Nobody speaks and no sound matters, so it needs no captions."),
    )
    captions = OpenStreamField(
        [("captions", CaptionsBlock())], verbose_name=_("captions"), blank=True
    )
    chapters = models.TextField(
        _("chapters"),
        blank=True,
        help_text=_("WebVTT: the time of each chapter, and its title below it."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_(
            "What is said, and what is shown and not said. An empty line begins a "
            "paragraph; [1:05] at its beginning leads to that time. Left empty, it is "
            "made from the captions."
        ),
    )
    credit = models.CharField(
        _("credit"), max_length=500, help_text=_("Who made it, and who is seen in it.")
    )
    licence = models.CharField(_("license"), max_length=100)

    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("key"),
        index.SearchField("transcript"),
        index.AutocompleteField("title"),
        index.AutocompleteField("key"),
        index.FilterField("live"),
        index.FilterField("language"),
    ]

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(live=False)
                | ~(Q(file="") | Q(transcript="") | Q(credit="") | Q(licence="")),
                name="ce_media_video_live_is_complete",
                violation_error_message=_(
                    "A video needs its file, transcript, credit and license before "
                    "it is published."
                ),
            ),
            models.CheckConstraint(
                condition=Q(duration=None) | Q(duration__gt=0),
                name="ce_media_video_duration_positive",
                violation_error_message=_("The length must be more than 0 seconds."),
            ),
        ]

    def __str__(self):
        return self.title

    def publish(self, revision, *args, **kwargs):
        """Publish ``revision``, or raise ``ValidationError`` if it misses something.

        Every way of publishing a snippet ends here.
        """
        if missing := revision.as_object().missing():
            raise ValidationError(missing)
        super().publish(revision, *args, **kwargs)

    def clean(self):
        """Refuse a file that is no video and text that is no WebVTT; read the length."""
        super().clean()
        errors = {}
        for name, check in (
            ("file", self._clean_file),
            ("captions", self._clean_captions),
            ("chapters", self._clean_chapters),
        ):
            try:
                check()
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def missing(self):
        """Return what must be there before it is published: messages by field."""
        needed = {
            "file": (self.file, gettext("Choose the video’s file.")),
            "captions": (
                self.no_speech or self.captions,
                gettext(
                    "Add captions, for who can’t hear it. If there is nothing to hear, "
                    "tick “nothing to hear”."
                ),
            ),
            "transcript": (
                self.transcript.strip(),
                gettext("Write the transcript, for who can’t see or hear it."),
            ),
            "credit": (self.credit, gettext("Say who made it.")),
            "licence": (self.licence, gettext("Say under which license it is.")),
        }
        return {name: text for name, (there, text) in needed.items() if not there}

    def get_preview_template(self, request, mode_name):
        return "ce_media/video_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "video": self}

    def _clean_file(self):
        # What is stored was looked at when it came.
        if not self.file or self.file._committed:
            return
        if self.file.size > max_bytes():
            raise ValidationError(
                gettext("The file is larger than %(most)s. Export it smaller.")
                % {"most": filesizeformat(max_bytes())}
            )
        try:
            found = video_files.inspect(
                self.file.file, name=self.file.name, size=self.file.size
            )
        except video_files.BadVideo as error:
            raise ValidationError(str(error)) from error
        if found.seconds is not None:
            self.duration = round(found.seconds, 3)

    def _clean_captions(self):
        languages = [block.value["language"].lower() for block in self.captions]
        if len(set(languages)) < len(languages):
            raise ValidationError(gettext("Each language can have its captions once."))
        for block in self.captions:
            self._read(block.value["text"])

    def _clean_chapters(self):
        if self.chapters.strip():
            self._read(self.chapters)

    def _read(self, text):
        try:
            cues = webvtt.parse(text)
        except webvtt.BadWebVTT as error:
            raise ValidationError(str(error)) from error
        if self.duration and cues[-1].start >= self.duration:
            raise ValidationError(
                gettext("The last begins at %(time)s, after the end of the video.")
                % {"time": webvtt.clock(cues[-1].start)}
            )
