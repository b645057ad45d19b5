import django.core.validators
import django.db.models.deletion
import media.fields
import media.models.video
import modelsearch.index
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string


class Migration(migrations.Migration):
    dependencies = [
        ("ce_media", "0003_figure_collection_tags"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.CreateModel(
            name="Video",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "live",
                    models.BooleanField(
                        default=True, editable=False, verbose_name="live"
                    ),
                ),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="has unpublished changes",
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        null=True,
                        verbose_name="first published at",
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="go live date/time"
                    ),
                ),
                (
                    "expire_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="expiry date/time"
                    ),
                ),
                (
                    "expired",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="expired"
                    ),
                ),
                (
                    "locked",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="locked"
                    ),
                ),
                (
                    "locked_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="locked at"
                    ),
                ),
                (
                    "key",
                    models.SlugField(
                        help_text="Short name, part of its address; never changes its meaning.",
                        max_length=100,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "file",
                    models.FileField(
                        max_length=255,
                        upload_to=media.models.video.place,
                        verbose_name="file",
                    ),
                ),
                (
                    "duration",
                    models.FloatField(
                        blank=True,
                        help_text="Read from the file where the file says it.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0.1)],
                        verbose_name="length in seconds",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="The language that is spoken: en, es, pt-BR.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z",
                                "A language is written like en or pt-BR.",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "no_speech",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody speaks and no sound matters, so it needs no captions.",
                        verbose_name="nothing to hear",
                    ),
                ),
                (
                    "captions",
                    media.fields.OpenStreamField(
                        [], blank=True, verbose_name="captions"
                    ),
                ),
                (
                    "chapters",
                    models.TextField(
                        blank=True,
                        help_text="WebVTT: the time of each chapter, and its title below it.",
                        verbose_name="chapters",
                    ),
                ),
                (
                    "transcript",
                    models.TextField(
                        blank=True,
                        help_text="What is said, and what is shown and not said. An empty line begins a paragraph; [1:05] at its beginning leads to that time. Left empty, it is made from the captions.",
                        verbose_name="transcript",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        help_text="Who made it, and who is seen in it.",
                        max_length=500,
                        verbose_name="credit",
                    ),
                ),
                ("licence", models.CharField(max_length=100, verbose_name="license")),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown before it plays: a frame of the video, in the video’s own shape.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="poster",
                    ),
                ),
            ],
            options={
                "verbose_name": "video",
                "verbose_name_plural": "videos",
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live", False),
                            models.Q(
                                ("file", ""),
                                ("transcript", ""),
                                ("credit", ""),
                                ("licence", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="ce_media_video_live_is_complete",
                        violation_error_message="A video needs its file, transcript, credit and license before it is published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duration", None), ("duration__gt", 0), _connector="OR"
                        ),
                        name="ce_media_video_duration_positive",
                        violation_error_message="The length must be more than 0 seconds.",
                    ),
                ],
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
    ]
