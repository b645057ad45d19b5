"""Puts a backup in the place of what is there."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms import backup


class Command(BaseCommand):
    help = "Put the database and the uploads of FILE back. Stop the site before."
    # The database may be empty: nothing of it is looked at before.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--yes", action="store_true", help="replace a database that has accounts"
        )

    def handle(self, *args, file, yes=False, **options):
        try:
            kept = backup.restore(path=file, overwrite=yes, at=timezone.now())
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {file}. Now run: manage.py migrate")
        if kept:
            self.stdout.write(f"The uploads that were here are in {kept}")
