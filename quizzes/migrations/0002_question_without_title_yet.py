from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft may still be without a body, and so without a title."""

    dependencies = [("ce_quizzes", "0001_questions_quizzes_attempts")]

    operations = [
        migrations.AlterField(
            model_name="question",
            name="title",
            field=models.CharField(
                blank=True, editable=False, max_length=255, verbose_name="title"
            ),
        ),
    ]
