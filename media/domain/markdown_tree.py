"""Rich text as a tree of elements, for whoever writes it in another form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr"}
INLINE = {"a", "b", "br", "code", "em", "i", "strong", "sub", "sup"}
EMPTY = {"br", "hr"}
SAME = {"b": "strong", "i": "em"}


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def elements(self) -> "list[Element]":
        return [child for child in self.children if isinstance(child, Element)]


class _Tree(HTMLParser):
    """Builds elements; stray closing tags are passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(SAME.get(tag, tag), {k: v or "" for k, v in attrs})
        self.open[-1].children.append(element)
        if tag not in EMPTY and tag not in ("img", "embed"):
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(
            Element(SAME.get(tag, tag), {k: v or "" for k, v in attrs})
        )

    def handle_endtag(self, tag):
        tag = SAME.get(tag, tag)
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root
