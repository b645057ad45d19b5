from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.domain import analysis


class Command(BaseCommand):
    help = "Compute the statistics of all questions anew, for lists and filters."

    def handle(self, *args, **options):
        count = analysis.refresh(at=timezone.now())
        self.stdout.write(f"Versions with statistics: {count}")
