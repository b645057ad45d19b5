from django.db import migrations, models
import django.db.models.deletion

from media.figures import get_figure_model_string


class Migration(migrations.Migration):

    dependencies = [
        ('ce_quizzes', '0002_question_without_title_yet'),
        migrations.swappable_dependency(get_figure_model_string()),
    ]

    operations = [
        migrations.AlterField(
            model_name='question',
            name='figure',
            field=models.ForeignKey(blank=True, help_text='Shown above the answer.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=get_figure_model_string(), verbose_name='figure'),
        ),
    ]
