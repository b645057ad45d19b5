"""What a site says that course files can't: every thing with its place."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unsaid:
    """``place`` names the object and the part of it; ``what`` is a whole sentence."""

    place: str
    what: str

    def __str__(self):
        return f"{self.place}: {self.what}"


@dataclass(slots=True)
class Notes:
    """Collects them; ``fields`` are those of objects that were spoken of already."""

    found: list[Unsaid] = field(default_factory=list)
    fields: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, kind, key, what, *, part="", name=""):
        place = f"{kind} {key}" + (f", {part}" if part else "")
        note = Unsaid(place, str(what))
        if note not in self.found:
            self.found.append(note)
        if name:
            self.fields.add((kind, key, name))
