import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import wagtail.models.media
from django.db import migrations, models

from media.figures import get_figure_model_string


class Migration(migrations.Migration):

    dependencies = [
        ('ce_media', '0002_figure_model_of_the_host'),
        migrations.swappable_dependency(get_figure_model_string()),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='figure',
            name='collection',
            field=models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection'),
        ),
        migrations.CreateModel(
            name='FigureTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to=get_figure_model_string())),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='figure',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='ce_media.FigureTag', to='taggit.Tag', verbose_name='tags'),
        ),
    ]
