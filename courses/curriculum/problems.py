"""What is wrong with course files: every problem with its file and line."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


class CourseFileErrors(Exception):
    """The files can't be loaded. ``problems`` has all of it, by file and line."""

    def __init__(self, problems):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """Collects problems of one file; ``for_file`` shares the list with another."""

    path: str = ""
    found: list[Problem] = field(default_factory=list)

    def add(self, line, message):
        self.found.append(Problem(self.path, line, str(message)))

    def for_file(self, path):
        return Problems(path, self.found)

    def raise_if_any(self):
        if self.found:
            raise CourseFileErrors(self.found)
