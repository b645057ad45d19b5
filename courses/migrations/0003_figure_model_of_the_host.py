from django.db import migrations, models
import django.db.models.deletion

from media.figures import get_figure_model_string


class Migration(migrations.Migration):

    dependencies = [
        ('ce_courses', '0002_interval_knows_its_page_view'),
        migrations.swappable_dependency(get_figure_model_string()),
    ]

    operations = [
        migrations.AlterField(
            model_name='coursepage',
            name='figure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=get_figure_model_string(), verbose_name='figure'),
        ),
    ]
