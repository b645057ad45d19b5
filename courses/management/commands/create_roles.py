from django.core.management.base import BaseCommand

from courses.domain import roles


class Command(BaseCommand):
    help = "Create the groups of the course platform and the clinical-review workflow."

    def handle(self, *args, **options):
        for name in roles.create_roles():
            self.stdout.write(f"Created {name}")
