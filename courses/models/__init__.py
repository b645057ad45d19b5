from .catalogue import (  # noqa: F401
    CourseIndexMixin,
    CourseIndexPage,
    CourseMixin,
    CoursePage,
    LessonMixin,
    LessonPage,
    ModuleMixin,
    ModulePage,
)
from .edition import Edition  # noqa: F401
from .enrolment import AttemptGrant, Enrolment, Waiver  # noqa: F401
from .export import ExportRecord  # noqa: F401
from .glossary import GlossaryTerm  # noqa: F401
from .instructor import Disclosure, Instructor  # noqa: F401
from .lesson_body import LessonBody  # noqa: F401
from .loading import LoadedObject  # noqa: F401
from .progress import ActiveInterval, Progress  # noqa: F401
