from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from courses.curriculum import dumper
from courses.models import CoursePage


class Command(BaseCommand):
    help = (
        "Write a course of the site into course files, which load as the same course."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the folder; it is made")
        parser.add_argument(
            "--course",
            default="",
            metavar="SLUG",
            help="the course; needed where there are several",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="write into a folder that holds files; course files in it are replaced",
        )
        parser.add_argument(
            "--partial",
            action="store_true",
            help="write even what goes out incomplete; it is listed all the same",
        )

    def handle(self, *args, path, course, force, partial, **options):
        if path.exists() and not path.is_dir():
            raise CommandError(f"{path} is no folder.")
        if path.is_dir() and any(path.iterdir()) and not force:
            raise CommandError(f"{path} holds files. Write over them with --force.")
        page = self._course(course)
        dump = dumper.dump(course=page)
        for unsaid in dump.unsaid:
            self.stderr.write(str(unsaid))
        if dump.unsaid and not partial:
            count = len(dump.unsaid)
            raise CommandError(
                ngettext(
                    "Course files can't say %(count)s thing of this course. Nothing was "
                    "written; --partial writes the rest.",
                    "Course files can't say %(count)s things of this course. Nothing "
                    "was written; --partial writes the rest.",
                    count,
                )
                % {"count": count}
            )
        dumper.save(files=dump.files, folder=path)
        self.stdout.write(f"{page.title}: {len(dump.files)} files in {path}.")

    def _course(self, slug):
        pages = (
            CoursePage.objects.filter(slug=slug) if slug else CoursePage.objects.all()
        )
        found = list(pages[:2])
        if not found:
            raise CommandError("There is no such course.")
        if len(found) > 1:
            raise CommandError(
                "There are several courses. Name one with --course SLUG."
            )
        return found[0]
