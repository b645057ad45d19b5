"""Writes the whole site into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms import backup


class Command(BaseCommand):
    help = "Write database and uploads into FILE (tar.gz). The site may go on running."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.absolute().parent}.")
        try:
            backup.create(path=file.absolute(), at=timezone.now())
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB)")
