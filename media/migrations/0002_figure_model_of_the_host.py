from django.db import migrations, models
import django.db.models.deletion

from media.figures import get_figure_model_string

# Versions belong to the figures that CE_MEDIA_FIGURE_MODEL names. The first migration
# made them for ce_media.Figure; on a site that keeps the default, nothing changes here.


class Migration(migrations.Migration):

    dependencies = [
        ('ce_media', '0001_figures_references_reviews'),
        migrations.swappable_dependency(get_figure_model_string()),
    ]

    operations = [
        migrations.AlterField(
            model_name='figureversion',
            name='figure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to=get_figure_model_string()),
        ),
    ]
