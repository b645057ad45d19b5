"""A folder of course files, read whole and checked before anything is written."""

from pathlib import Path

from django.utils.translation import gettext as _

from quizzes.blocks import PRACTICE_TAGS

from . import content, length, library, outline
from .fields import KEY, Uses
from .lessons import read_lesson
from .problems import Problems
from .yaml_source import Node, parse

MAX_BYTES = 5_000_000


def read_course(folder):
    """Return what the files in ``folder`` say.

    Raises ``CourseFileErrors`` with every problem in every file at once. Reads files
    only inside ``folder`` and writes nothing.
    """
    return _Reader(Path(folder)).read()


class _Reader:
    def __init__(self, folder):
        self.folder = folder
        self.problems = Problems()
        self.uses = Uses()
        self.drawings = set()
        self.asked = []  # each question with its fields

    def read(self):
        if not (self.folder / "course.yaml").is_file():
            self.problems.for_file("course.yaml").add(1, _("There is no such file."))
            self.problems.raise_if_any()
        references = self._list("references*.yaml", library.read_reference)
        terms = self._list("glossary*.yaml", library.read_term)
        figures = self._list(
            "figures*.yaml", lambda fields: library.read_figure(fields, self._drawing)
        )
        questions = self._list("questions/*.yaml", self._question)
        lessons = self._lessons()
        course = self._course()
        self._unused_drawings()
        self._asked_parts(figures)
        if course is not None:
            self.uses.check(
                {
                    "figure": figures,
                    "glossary term": terms,
                    "lesson": lessons,
                    "module": {module.key for module in course.modules},
                    "objective": {objective.key for objective in course.objectives},
                    "question": questions,
                    "reference": references,
                },
                self.problems,
            )
            _Outline(course, lessons, questions, self.problems).check()
        self.problems.raise_if_any()
        lessons = {
            key: length.with_minutes(lesson, questions)
            for key, lesson in lessons.items()
        }
        return content.CourseFiles(
            course, lessons, questions, figures, references, terms
        )

    def _text(self, path):
        """Return the text of a file, or ``None`` after noting why it can't be read."""
        problems = self.problems.for_file(self._name(path))
        try:
            data = path.read_bytes()
        except OSError as error:
            problems.add(
                1, _("The file can't be read: %(why)s.") % {"why": error.strerror}
            )
            return None
        if len(data) > MAX_BYTES:
            problems.add(1, _("The file is larger than 5 MB."))
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.add(line, _("The file is not UTF-8."))
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _name(self, path):
        return path.relative_to(self.folder).as_posix()

    def _list(self, pattern, read):
        """Return the entries of all files of one kind by key; a key stands once."""
        found, places = {}, {}
        for path in sorted(self.folder.glob(pattern)):
            text = self._text(path)
            if text is None:
                continue
            problems = self.problems.for_file(self._name(path))
            for fields in library.entries(parse(text, problems), problems, self.uses):
                entry = read(fields)
                key = fields.data["key"].value if "key" in fields.data else None
                if not isinstance(key, str):
                    continue
                line = fields.data["key"].line
                if key in places:
                    problems.add(
                        line,
                        _("The key “%(key)s” is taken: %(place)s.")
                        % {"key": key, "place": places[key]},
                    )
                    continue
                places[key] = f"{problems.path}:{line}"
                # A broken entry keeps its place, so that its uses are not reported too.
                found[key] = entry
        return found

    def _drawing(self, fields, key):
        path = self.folder / "figures" / f"{key}.svg"
        if not KEY.fullmatch(key):
            return None
        if not path.is_file():
            fields.problem(
                "key", _("The drawing figures/%(key)s.svg is missing.") % {"key": key}
            )
            return None
        self.drawings.add(path.name)
        text = self._text(path)
        if text is None:
            return None
        return library.read_drawing(text, self.problems.for_file(self._name(path)))

    def _question(self, fields):
        question = library.read_question(fields)
        if question is not None:
            self.asked.append((question, fields))
        return question

    def _asked_parts(self, figures):
        """Note the parts that a question names and its figure doesn't have."""
        for question, fields in self.asked:
            figure = figures.get(question.figure)
            if figure is None and question.figure:
                continue  # a figure that is missing, or was not understood
            for message in library.figure_problems(question, figure):
                fields.problem("parts", message)

    def _unused_drawings(self):
        for path in sorted((self.folder / "figures").glob("*.svg")):
            if path.name not in self.drawings:
                self.problems.for_file(self._name(path)).add(
                    1,
                    _("No entry in figures.yaml has the key “%(key)s”.")
                    % {"key": path.stem},
                )

    def _lessons(self):
        lessons = {}
        for path in sorted(self.folder.glob("lessons/*.md")):
            text = self._text(path)
            if text is None:
                continue
            problems = self.problems.for_file(self._name(path))
            lesson = read_lesson(text, problems, self.uses)
            if lesson is None:
                continue
            if lesson.key in lessons:
                problems.add(
                    1,
                    _("The key “%(key)s” is taken: %(place)s.")
                    % {"key": lesson.key, "place": lessons[lesson.key].path},
                )
                continue
            lessons[lesson.key] = lesson
        return lessons

    def _course(self):
        path = self.folder / "course.yaml"
        text = self._text(path)
        if text is None:
            return None
        problems = self.problems.for_file("course.yaml")
        node = parse(text, problems)
        if node is None:
            return None
        if node.value is None:
            node = Node({}, 1)
        return outline.read_course(node, problems, self.uses)


class _Outline:
    """What only shows when the whole course is known."""

    def __init__(self, course, lessons, questions, problems):
        self.course = course
        self.lessons = lessons
        self.questions = questions
        self.problems = problems.for_file("course.yaml")

    def check(self):
        self._keys_once()
        self._lessons_once()
        self._no_circle()
        for quiz in self.course.quizzes:
            for section in quiz.sections:
                if isinstance(section, content.Draw):
                    self._enough(section)

    def _keys_once(self):
        named = [(module.key, module.line) for module in self.course.modules]
        named += [(quiz.key, quiz.line) for quiz in self.course.quizzes]
        named += [(key, 0) for key in self.lessons]
        seen = {}
        for key, line in sorted(named, key=lambda pair: pair[1]):
            if key in seen:
                self.problems.add(
                    line, _("The key “%(key)s” stands for two things.") % {"key": key}
                )
            seen[key] = line
        for entries in (self.course.objectives, self.course.instructors):
            keys = [entry.key for entry in entries]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                self.problems.add(
                    1, _("The key “%(key)s” stands twice.") % {"key": key}
                )

    def _lessons_once(self):
        seen = {}
        for module in self.course.modules:
            for key in module.lessons:
                if key in seen:
                    self.problems.add(
                        module.line,
                        _("The lesson “%(key)s” is also in module “%(module)s”.")
                        % {"key": key, "module": seen[key]},
                    )
                seen[key] = module.key
        for key, lesson in self.lessons.items():
            if key not in seen:
                self.problems.for_file(lesson.path).add(
                    1, _("No module has the lesson “%(key)s”.") % {"key": key}
                )

    def _no_circle(self):
        modules = {module.key: module for module in self.course.modules}
        for start in self.course.modules:
            trail, todo = set(), list(start.requires)
            while todo:
                key = todo.pop()
                if key == start.key:
                    self.problems.add(
                        start.line,
                        _("The module “%(key)s” requires itself, by a circle.")
                        % {"key": key},
                    )
                    break
                if key not in trail and key in modules:
                    trail.add(key)
                    todo += modules[key].requires

    def _enough(self, draw):
        """A draw must find as many questions as it asks for, without those of lessons."""
        fitting = [
            question
            for question in self.questions.values()
            if question is not None
            and not set(PRACTICE_TAGS).intersection(map(str.casefold, question.tags))
            and draw.objective in ("", question.objective)
            and draw.difficulty in ("", question.difficulty)
            and (not draw.tag or draw.tag in question.tags)
        ]
        if len(fitting) < draw.count:
            self.problems.add(
                draw.line,
                _("This draw asks for %(count)s questions; %(found)s fit.")
                % {"count": draw.count, "found": len(fitting)},
            )
