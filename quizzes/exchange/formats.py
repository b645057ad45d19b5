"""The formats there are: those of this package, and those that a host registers.

A host adds one with ``register(MyFormat())`` in its ``AppConfig.ready``. Modules of
formats are imported when one is wanted.
"""

from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

from .neutral import MAX_BYTES, Format, UnreadableFile

# In the order in which a file is tried; a host's own formats come before them.
MODULES: tuple[str, ...] = ("moodle_xml", "qti", "gift", "aiken", "csv_table")

# How much of a file is looked at to find out what it is.
HEAD = 64 * 2**10

_registered: dict[str, Format] = {}


def register(known: Format) -> Format:
    """Make a host's format known under its key. A key can be taken only once."""
    key = known.key
    if not key or not key.replace("_", "").isalnum() or key != key.lower():
        raise ImproperlyConfigured(f"“{key}” can't be the key of a format.")
    if len(key) > 20:
        raise ImproperlyConfigured(f"“{key}” is longer than 20 characters.")
    if any(other.key == key and other is not known for other in all_formats()):
        raise ImproperlyConfigured(f"There is already a format “{key}”.")
    _registered[key] = known
    return known


def unregister(key: str) -> None:
    """Forget a host's format; meant for tests."""
    del _registered[key]


def all_formats() -> list[Format]:
    own = [import_module(f"{__package__}.{name}").FORMAT for name in MODULES]
    return [*_registered.values(), *own]


def get(key: str) -> Format:
    """Return the format of that key; raises ``LookupError``."""
    for known in all_formats():
        if known.key == key:
            return known
    raise LookupError(key)


def sniff(content: bytes, name: str) -> Format | None:
    """Return the first readable format that a file looks like, or ``None``."""
    head = content[:HEAD]
    readable = (known for known in all_formats() if known.can_read)
    return next((known for known in readable if known.matches(head, name)), None)


__all__ = [
    "MAX_BYTES",
    "MODULES",
    "UnreadableFile",
    "all_formats",
    "get",
    "register",
    "sniff",
    "unregister",
]
