"""An SVG from anywhere, rebuilt from an allow-list, or refused with the line.

What could act or reach out (scripts, event handlers, foreign content, external
references, entities, animation) is refused, because a drawing that silently lost a
part would mislead. What editors leave behind (metadata, their own namespaces,
classes) is dropped. Presentation ends up as attributes; there is no ``style``.
"""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from . import phases
from .expansion import Expansion, References, TooMuch
from .vocabulary import (
    ATTRIBUTES,
    ELEMENTS,
    EVENT_HANDLER,
    HUGE,
    KINDS,
    LOCAL_REFERENCE,
    MATHML,
    NUMERIC,
    PROPERTIES,
    REFUSED_LOWER,
    ROOT_DROPPED,
    SVG,
    TEXT,
    TEXT_ONLY,
    XHTML,
    XLINK,
)

MAX_BYTES = 2_000_000
MAX_NODES = 20_000
MAX_DEPTH = 60
CHUNK = 65_536
IN_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
SHOWN = 60  # characters of a value that a message repeats


class UnsafeSvg(ValueError):
    """The drawing can't be used; the message says why and on which line."""

    def __init__(self, reason, line=None):
        self.reason = reason
        self.line = line
        if line is None:
            super().__init__(reason)
        else:
            super().__init__(
                _("Line %(line)s: %(reason)s") % {"line": line, "reason": reason}
            )


@dataclass(frozen=True, slots=True)
class CleanSvg:
    """A drawing that is safe to stand in a page, and what was found in it."""

    svg: str
    viewbox: tuple[float, ...]
    ids: frozenset[str]
    has_phases: bool = False

    @property
    def width(self) -> float:
        return self.viewbox[2]

    @property
    def height(self) -> float:
        return self.viewbox[3]


def clean(text: str) -> CleanSvg:
    """Return the cleaned drawing, or raise ``UnsafeSvg`` naming the line.

    Cleaning what was cleaned gives the same text again. Memory stays below 32 bytes for
    each of the text: size, nodes, depth and what local references expand to are limited,
    and a document type is refused before any entity could be declared.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise UnsafeSvg(
            _("The drawing is larger than %(size)s MB.")
            % {"size": MAX_BYTES // 1_000_000}
        )
    cleaner = _Cleaner()
    parser = DefusedXMLParser(target=cleaner, forbid_dtd=True)
    cleaner.parser = parser.parser
    try:
        for start in range(0, len(text), CHUNK):
            parser.feed(text[start : start + CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise UnsafeSvg(
            _("A document type or entity is not allowed; delete it."), cleaner.line
        ) from error
    except ParseError as error:
        raise UnsafeSvg(
            _("This is not well-formed XML: %(error)s.")
            % {"error": str(error).split(":")[0]},
            error.position[0],
        ) from error
    except (UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, UnsafeSvg):
            raise
        raise UnsafeSvg(_("The text can't be read as XML."), cleaner.line) from error
    return cleaner.result()


class _Cleaner:
    """Takes the parser's events and writes what may stay, as it comes."""

    def __init__(self):
        self.parser: Any = None
        self.out: list[str] = []
        self.stack = []  # names of the open elements that stay
        self.dropping = 0  # depth inside an element that is dropped
        self.nodes = 0
        self.open_tag = False  # the last start tag still lacks its ">"
        self.ids = {}
        self.viewbox: tuple[float, ...] = ()
        self.has_phases = False
        self.expansion = Expansion()

    @property
    def line(self):
        return self.parser.CurrentLineNumber if self.parser else None

    def refuse(self, reason, **values):
        values = {name: str(value)[:SHOWN] for name, value in values.items()}
        raise UnsafeSvg(reason % values if values else reason, self.line)

    # what the parser calls

    def start(self, tag, attributes):
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(_("The drawing has more than %(n)s parts."), n=MAX_NODES)
        if len(self.stack) + self.dropping >= MAX_DEPTH:
            self.refuse(_("Parts are nested more than %(n)s deep."), n=MAX_DEPTH)
        namespace, _brace, name = tag.rpartition("}")
        namespace = namespace.lstrip("{")
        is_root = not self.stack and not self.dropping
        self._check_element(namespace, name, is_root)
        stays = not self.dropping and self._stays(namespace, name, is_root)
        clean_attributes = self._attributes(name, attributes, stays=stays)
        if not stays:
            self.dropping += 1
            return
        if is_root:
            self._read_viewbox(attributes)
            self._write_root(clean_attributes)
        else:
            self._end_start_tag()
            self._write_start(name, clean_attributes)
        self.stack.append(name)

    def end(self, _tag):
        if self.dropping:
            self.dropping -= 1
            return
        name = self.stack.pop()
        self.expansion.close()
        if self.open_tag:
            self.out.append("/>")
            self.open_tag = False
        else:
            self.out.append(f"</{name}>")

    def data(self, text):
        if self.dropping or not self.stack or self.stack[-1] not in TEXT:
            return
        self._end_start_tag()
        self.expansion.write(len(text))
        # A lone carriage return would be a line feed when it is read again.
        self.out.append(escape(text.replace("\r", "\n")))

    def pi(self, target, _data=None):
        self.refuse(
            _("The processing instruction “%(name)s” is not allowed."), name=target
        )

    def close(self):
        try:
            self.expansion.check()
        except TooMuch as error:
            raise UnsafeSvg(str(error)) from error

    def result(self):
        return CleanSvg(
            "".join(self.out), self.viewbox, frozenset(self.ids), self.has_phases
        )

    # what decides

    def _check_element(self, namespace, name, is_root):
        if is_root:
            if name != "svg" or namespace not in (SVG, ""):
                self.refuse(_("This is not an SVG drawing."))
            return
        if namespace in (XHTML, MATHML):
            self.refuse(_("“%(name)s” is not part of SVG."), name=name)
        # A refused name is refused in any namespace: the page is parsed as HTML,
        # where prefixes mean nothing.
        if name.lower().rpartition(":")[2] in REFUSED_LOWER:
            self.refuse(_("“%(name)s” is not allowed in a drawing."), name=name)
        if self.stack and self.stack[-1] in TEXT_ONLY and not self.dropping:
            self.refuse(
                _("“%(parent)s” may hold nothing but text."), parent=self.stack[-1]
            )

    def _stays(self, namespace, name, is_root):
        if is_root:
            return True
        if namespace not in (SVG, "") or name not in ELEMENTS:
            return False
        # The root's own title would be a second name beside the alternative text.
        return not (len(self.stack) == 1 and name in TEXT_ONLY)

    def _attributes(self, element, attributes, *, stays):
        known = ATTRIBUTES if stays else {}
        if element == "svg":
            known = known.keys() - ROOT_DROPPED
        cleaned: dict[str, str] = {}
        for full_name, value in attributes.items():
            namespace, _brace, name = full_name.rpartition("}")
            namespace = namespace.lstrip("{")
            if EVENT_HANDLER.fullmatch(name):
                self.refuse(
                    _("The event handler “%(name)s” is not allowed."), name=name
                )
            if name.lower() in {"href", "src"}:
                self._check_href(element, value)
            if namespace == XLINK and name == "href":
                cleaned.setdefault("href", value.strip())
            elif namespace:
                continue
            elif name == "style":
                cleaned.update(self._style(value, known))
            elif name in known:
                cleaned[name] = self._value(name, value)
            elif "url(" in value.lower():
                self._check_urls(name, value)
        if element != "use" and "Gradient" not in element and element != "pattern":
            cleaned.pop("href", None)
        return cleaned

    def _check_href(self, element, value):
        if not KINDS["href"].fullmatch(value.strip()):
            self.refuse(
                _("“%(name)s” points outside the drawing; only #id is allowed."),
                name=element,
            )

    def _style(self, style, known):
        if "\\" in style or "/*" in style or "@" in style:
            self.refuse(_("The style holds an escape, a comment or an at-rule."))
        found = {}
        for declaration in style.split(";"):
            name, colon, value = declaration.partition(":")
            name, value = name.strip().lower(), value.strip()
            value = value.removesuffix("!important").strip()
            if not colon:
                continue
            if "url(" in value.lower():
                self._check_urls(name, value)
            if name in PROPERTIES and name in known:
                found[name] = self._value(name, value)
        return found

    def _check_urls(self, name, value):
        if value.lower().count("url(") != len(LOCAL_REFERENCE.findall(value)):
            self.refuse(
                _("“%(name)s” points outside the drawing; only #id is allowed."),
                name=name,
            )

    def _value(self, name, value):
        value = value.strip()
        if not KINDS[ATTRIBUTES[name]].fullmatch(value):
            if "url(" in value.lower():
                self._check_urls(name, value)
            self.refuse(
                _("The value of “%(name)s” is not understood: %(value)s"),
                name=name,
                value=value,
            )
        if ATTRIBUTES[name] in NUMERIC and HUGE.search(value):
            self.refuse(_("A number in “%(name)s” is too large."), name=name)
        return value

    # what writes

    def _read_viewbox(self, attributes):
        numbers = attributes.get("viewBox", "").replace(",", " ").split()
        if not numbers:
            numbers = [
                "0",
                "0",
                attributes.get("width", "").removesuffix("px"),
                attributes.get("height", "").removesuffix("px"),
            ]
        try:
            x, y, width, height = (float(number) for number in numbers)
        except ValueError:
            self.refuse(_("The drawing needs a viewBox of four numbers."))
        if not (0 < width < 1e6 and 0 < height < 1e6 and abs(x) < 1e6 and abs(y) < 1e6):
            self.refuse(_("The size of the viewBox makes no sense."))
        # As it will be written, so that cleaning again finds the same.
        self.viewbox = tuple(float(f"{n:g}") for n in (x, y, width, height))

    def _write_root(self, attributes):
        if "transform" in attributes:
            self.refuse(_("The drawing as a whole can’t be transformed; use a group."))
        attributes = {
            name: value
            for name, value in attributes.items()
            if not name.startswith(("aria-", "data-"))
        }
        numbers = " ".join(f"{number:g}" for number in self.viewbox)
        self.expansion.open(None, _references(attributes))
        self.out.append(f'<svg xmlns="{SVG}" viewBox="{numbers}"')
        self._write_attributes(attributes)

    def _write_start(self, name, attributes):
        identifier = attributes.get("id")
        if identifier:
            if identifier in self.ids:
                self.refuse(
                    _("The id “%(id)s” was used before, on line %(line)s."),
                    id=identifier,
                    line=self.ids[identifier],
                )
            self.ids[identifier] = self.line
        if phases.is_phased(attributes):
            self.has_phases = True
            if reason := phases.problem(attributes):
                raise UnsafeSvg(reason, self.line)
        length = len(attributes.get("d", "")) + len(attributes.get("points", ""))
        self.expansion.open(identifier, _references(attributes), length)
        self.out.append(f"<{name}")
        self._write_attributes(attributes)

    def _write_attributes(self, attributes):
        for name, value in sorted(attributes.items()):
            self.out.append(f" {name}={_quoted(value)}")
        self.open_tag = True

    def _end_start_tag(self):
        if self.open_tag:
            self.out.append(">")
            self.open_tag = False


def _references(attributes):
    found = References()
    if "href" in attributes:
        found.once.append(attributes["href"][1:])
    for name, value in attributes.items():
        kind = ATTRIBUTES[name]
        if kind not in {"paint", "local"}:
            continue
        if name == "marker-mid":
            into = found.along
        elif kind == "paint" or name.startswith("marker-"):
            into = found.each
        else:
            into = found.once
        into += LOCAL_REFERENCE.findall(value)
    return found


def _quoted(value):
    """Quote with double quotes always, so that the text can be read back simply."""
    return f'"{escape(value, IN_QUOTES)}"'
