from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import ngettext

from courses.curriculum import loader, plan
from courses.curriculum.problems import CourseFileErrors
from courses.curriculum.reader import read_course

SIGNS = {
    plan.CREATED: ("+", "created"),
    plan.UPDATED: ("~", "updated"),
    plan.EDITED: (
        "!",
        "edited on the site, left alone (--force {key} overwrites it)",
    ),
    plan.RETIRED: ("!", "retired on the site, stays so (--force {key} publishes it)"),
    plan.DELETED: ("!", "deleted on the site, not made again (--force {key} does)"),
    plan.LEFT_OUT: ("?", "no longer in the files, left on the site"),
}


class Command(BaseCommand):
    help = "Put a course from files on the site. Only what changed is written."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the folder with course.yaml")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the plan, write nothing"
        )
        parser.add_argument(
            "--force",
            action="append",
            default=[],
            metavar="KEY",
            help="overwrite this object although it was edited on the site; repeatable",
        )
        parser.add_argument(
            "--parent", default="", metavar="SLUG", help="the course index to load into"
        )

    def handle(self, *args, path, dry_run, force, parent, **options):
        try:
            files = read_course(path)
        except CourseFileErrors as error:
            count = len(error.problems)
            title = ngettext(
                "%(count)s problem in %(path)s; nothing was loaded:",
                "%(count)s problems in %(path)s; nothing was loaded:",
                count,
            ) % {"count": count, "path": path}
            raise CommandError(f"{title}\n{error}") from error
        try:
            done = loader.load(
                files=files,
                at=timezone.now(),
                force=force,
                parent=parent,
                dry_run=dry_run,
            )
        except plan.LoadError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        self._print(done, files.course.title, dry_run=dry_run)

    def _print(self, done, title, *, dry_run):
        for change in done.changes:
            if change.action in SIGNS:
                sign, words = SIGNS[change.action]
                words = words.format(key=change.key)
                self.stdout.write(f"{sign} {change.kind} {change.key}: {words}")
        counts = done.counts()
        summary = ", ".join(
            f"{counts[action]} {action}"
            for action in (
                plan.CREATED,
                plan.UPDATED,
                plan.UNCHANGED,
                plan.EDITED,
                plan.RETIRED,
                plan.DELETED,
                plan.LEFT_OUT,
            )
            if counts[action]
        )
        prefix = "Dry run, nothing was written. " if dry_run else ""
        self.stdout.write(f"{prefix}{title}: {summary}.")
