from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from courses.curriculum.problems import CourseFileErrors
from courses.curriculum.reader import read_course
from media.domain.plates import plate_of_drawing
from media.domain.svg import clean

SHIPPED = Path(__file__).resolve().parents[2] / "curriculum" / "sot"
STYLES = [
    "ce_media/tokens.css",
    "ce_media/base.css",
    "ce_media/figure.css",
    "ce_media/plate.css",
    "ce_courses/tools/figure_sheet.css",
]


class Command(BaseCommand):
    help = (
        "Draw every figure of a course on one page, to look through: light, dark and as "
        "printed. Reads the course's files; needs no database."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument("--out", type=Path, default=Path("var/figures.html"))

    def handle(self, *, folder, out, **options):
        try:
            course = read_course(folder)
        except CourseFileErrors as errors:
            raise CommandError(str(errors)) from errors
        figures = [plate_of(drawn) for _key, drawn in sorted(course.figures.items())]
        out.parent.mkdir(parents=True, exist_ok=True)
        stylesheet = out.with_suffix(".css")
        stylesheet.write_text("\n".join(map(style, STYLES)), encoding="utf-8")
        page = render_to_string(
            "ce_courses/figure_sheet.html",
            {"figures": figures, "stylesheet": stylesheet.name},
        )
        out.write_text(page, encoding="utf-8")
        self.stdout.write(f"{len(figures)} figures: {out}")


def plate_of(drawn):
    names = ["key", "title", "alt", "description", "credit", "licence", "structures"]
    content = {name: getattr(drawn, name) for name in names}
    return plate_of_drawing(content, clean(drawn.svg))


def style(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")
