"""Videos in the admin."""

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from . import webvtt
from .domain.video import transcript_from
from .models import Video
from .models.video import max_bytes
from .video_files import KINDS

WEBVTT = {"accept": ".vtt,text/vtt"}
CODE = {"rows": 8, "spellcheck": "false"}


class WebVTTField(forms.FileField):
    """An uploaded WebVTT file; cleans to its text, empty without one."""

    widget = forms.FileInput(attrs=WEBVTT)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return ""
        try:
            # One byte more than may be there shows that there is more.
            text = webvtt.decode(upload.read(webvtt.MAX_BYTES + 1))
            webvtt.parse(text)
        except webvtt.BadWebVTT as error:
            raise forms.ValidationError(str(error)) from error
        return text


class VideoForm(WagtailAdminModelForm):
    """Captions and chapters may be uploaded instead of pasted.

    A transcript that was left empty is made from the captions, to be read through.
    """

    captions_file = WebVTTField(
        label=_("Upload captions"),
        required=False,
        help_text=_(
            "A WebVTT file (.vtt) in the video’s language, at most 1 MB. It replaces "
            "the captions in that language below."
        ),
    )
    chapters_file = WebVTTField(
        label=_("Upload chapters"),
        required=False,
        help_text=_("A WebVTT file (.vtt). It replaces the chapters below."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.help_text = self._about_file()

    def _about_file(self):
        most = gettext("An MP4 or WebM file of at most %(most)s.") % {
            "most": filesizeformat(max_bytes())
        }
        if not self.instance.file:
            return most
        there = gettext("There is a file (%(name)s). Another one replaces it.") % {
            "name": self.instance.file.name.rpartition("/")[2]
        }
        return f"{there} {most}"

    def clean(self):
        cleaned = super().clean()
        if text := cleaned.get("captions_file"):
            self._put_captions(cleaned, text)
        if text := cleaned.get("chapters_file"):
            cleaned["chapters"] = text
        return cleaned

    def _put_captions(self, cleaned, text):
        language, captions = cleaned.get("language"), cleaned.get("captions")
        if not language or captions is None:
            return
        for block in captions:
            if block.value["language"].lower() == language.lower():
                block.value["text"] = text
                return
        captions.append(("captions", {"language": language, "label": "", "text": text}))

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        if not self.instance.transcript.strip():
            self.instance.transcript = transcript_from(self.instance)
        if self.is_deferred_validation:
            return
        for name, text in self.instance.missing().items():
            self.add_error(name if name in self.fields else None, text)


class WithoutAutosave:
    """Autosave would upload a chosen film again with every few words typed."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class VideoCreateView(WithoutAutosave, CreateView):
    pass


class VideoEditView(WithoutAutosave, EditView):
    pass


class VideoViewSet(SnippetViewSet):
    model = Video
    icon = "media"
    menu_label = _("Videos")
    list_display = ["title", "key", "language", "licence", UpdatedAtColumn()]
    list_filter = ["live", "language"]
    list_per_page = 50
    copy_view_enabled = False
    add_view_class = VideoCreateView
    edit_view_class = VideoEditView
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", targets=["key"]),
            FieldPanel("key"),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "file",
                        required_on_save=False,
                        widget=forms.FileInput(
                            attrs={
                                "accept": ",".join([".mp4", ".webm", *KINDS.values()])
                            }
                        ),
                    ),
                    FieldPanel("duration"),
                    FieldPanel("poster"),
                ],
                heading=_("Film"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("language"),
                    FieldPanel("no_speech"),
                    FieldPanel("captions_file"),
                    FieldPanel("captions"),
                ],
                heading=_("Captions"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("chapters_file"),
                    FieldPanel("chapters", widget=forms.Textarea(attrs=CODE)),
                ],
                heading=_("Chapters"),
            ),
            FieldPanel("transcript"),
            FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
        ],
        base_form_class=VideoForm,
    )
