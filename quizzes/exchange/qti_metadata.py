"""What a manifest says of a question beside its text: Learning Object Metadata (LOM)."""

from collections.abc import Callable
from dataclasses import dataclass

from quizzes.types.text import squeeze

from .qti_tree import every
from .xml import Node

# Names the key of a question, and of a reference, in files of our own.
CATALOG = "wagtail-ce-courses"
DIFFICULTIES = {
    "very easy": "easy",
    "easy": "easy",
    "medium": "medium",
    "difficult": "hard",
    "very difficult": "hard",
}
OF_DIFFICULTY = {"easy": "easy", "medium": "medium", "hard": "difficult"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an ``Item`` of the same names."""

    key: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    objective: str = ""
    references: tuple[str, ...] = ()


def read(resource: Node) -> Metadata:
    lom = next(iter(every(resource, "lom")), None)
    if lom is None:
        return Metadata()
    general = lom.child("general")
    keywords = [squeeze(_text(each)) for each in every(general, "keyword")]
    level = lom.child("educational", "difficulty", "value")
    return Metadata(
        key=next(iter(_entries(general)), ""),
        category="/".join(_taxons(lom, "discipline")),
        tags=tuple(dict.fromkeys(filter(None, keywords))),
        difficulty=DIFFICULTIES.get(_text(level).lower() if level else "", ""),
        objective="/".join(_taxons(lom, "educational objective")),
        references=tuple(
            entry for each in lom.all("relation") for entry in _entries(each)
        ),
    )


def _entries(node: Node | None) -> list[str]:
    return [
        squeeze(each.value("entry"))
        for each in every(node, "identifier")
        if each.value("catalog") == CATALOG
    ]


def _taxons(lom: Node, purpose: str) -> list[str]:
    return [
        squeeze(_text(taxon.child("entry") or taxon))
        for each in lom.all("classification")
        if (node := each.child("purpose")) and purpose in _text(node).lower()
        for taxon in every(each, "taxon")
    ]


def _text(node: Node) -> str:
    """Return the text of an element, however many others it stands in."""
    inner = list(node.elements())
    if not inner:
        return node.text()
    return " ".join(filter(None, (_text(each) for each in inner)))


Element = Callable[..., str]


def written(metadata: Metadata, element: Element) -> str:
    """Return the elements that say it; ``""`` if there is nothing to say."""

    def string(value: str) -> str:
        return element("lom:string", text=value)

    def said(tag: str, value: str) -> str:
        inner = element("lom:source", text="LOMv1.0") + element("lom:value", text=value)
        return element(tag, inner)

    def entry(value: str) -> str:
        return element(
            "lom:identifier",
            element("lom:catalog", text=CATALOG) + element("lom:entry", text=value),
        )

    def classified(purpose: str, path: str) -> str:
        taxons = "".join(
            element("lom:taxon", element("lom:entry", string(part)))
            for part in path.split("/")
        )
        return element(
            "lom:classification",
            said("lom:purpose", purpose) + element("lom:taxonPath", taxons),
        )

    general = entry(metadata.key) if metadata.key else ""
    general += "".join(element("lom:keyword", string(tag)) for tag in metadata.tags)
    parts = [element("lom:general", general) if general else ""]
    if level := OF_DIFFICULTY.get(metadata.difficulty):
        parts.append(element("lom:educational", said("lom:difficulty", level)))
    parts += [
        element(
            "lom:relation",
            said("lom:kind", "references") + element("lom:resource", entry(key)),
        )
        for key in metadata.references
    ]
    if metadata.category:
        parts.append(classified("discipline", metadata.category))
    if metadata.objective:
        parts.append(classified("educational objective", metadata.objective))
    inner = "".join(parts)
    return element("lom:lom", inner) if inner else ""
