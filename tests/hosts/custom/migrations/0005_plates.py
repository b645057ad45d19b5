import django.db.models.deletion
import media.structures
import modelsearch.index
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # As for the image model in 0004: from this migration on, versions of figures, questions
    # and course pages point at the plates.
    run_before = [
        ('ce_media', '0002_figure_model_of_the_host'),
        ('ce_quizzes', '0003_figure_model_of_the_host'),
        ('ce_courses', '0003_figure_model_of_the_host'),
    ]

    dependencies = [
        ('host', '0004_pages_and_pictures'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('key', models.SlugField(help_text='Short name that course files use; never changes its meaning.', max_length=100, unique=True, verbose_name='key')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('alt', models.CharField(help_text='One sentence that can stand in for the picture.', max_length=500, verbose_name='alternative text')),
                ('description', models.TextField(help_text='What is where, so that someone who can’t see it learns the same.', verbose_name='long description')),
                ('credit', models.CharField(help_text='Who drew it, and what it derives from.', max_length=500, verbose_name='credit')),
                ('licence', models.CharField(default='CC BY 4.0', max_length=100, verbose_name='license')),
                ('svg', models.TextField(blank=True, help_text='SVG. It is cleaned when saved; leave empty for a photo.', verbose_name='drawing')),
                ('structures', models.JSONField(blank=True, default=media.structures.empty, help_text='The named parts; each key is the id of a shape in the drawing.', validators=[media.structures.validate], verbose_name='structures')),
                ('sponsor', models.CharField(blank=True, max_length=200)),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='host.picture', verbose_name='image')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'plate',
                'verbose_name_plural': 'plates',
                'ordering': ['key'],
                'abstract': False,
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
    ]
