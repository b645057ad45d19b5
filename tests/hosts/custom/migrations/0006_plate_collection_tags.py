import django.db.models.deletion
import modelcluster.contrib.taggit
import wagtail.models.media
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ce_media', '0003_figure_collection_tags'),
        ('host', '0005_plates'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='plate',
            name='collection',
            field=models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection'),
        ),
        migrations.AddField(
            model_name='plate',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='ce_media.FigureTag', to='taggit.Tag', verbose_name='tags'),
        ),
    ]
