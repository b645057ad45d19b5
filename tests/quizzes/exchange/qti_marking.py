"""A small reader of what a written item says of marking: enough to run it in tests."""

from decimal import Decimal
from xml.etree import ElementTree

NS = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"


class Marker:
    """Marks responses as the response processing of an item says."""

    def __init__(self, text):
        self.item = ElementTree.fromstring(text)
        self.declared = {
            node.get("identifier"): node
            for node in self.item.iter(f"{NS}qti-response-declaration")
        }

    def mark(self, **responses):
        """Return the score as a part of the highest, and the feedback shown."""
        self.values = dict.fromkeys(self.declared) | responses
        for node in self.item.iter(f"{NS}qti-outcome-declaration"):
            value = node.find(f"{NS}qti-default-value/{NS}qti-value")
            self.values[node.get("identifier")] = (
                None if value is None else self.cast(value.text, node.get("base-type"))
            )
        processing = self.item.find(f"{NS}qti-response-processing")
        name = (processing.get("template") or "").rpartition("/")[2]
        if name == "match_correct.xml":
            same = self.same(responses["RESPONSE"], self.right("RESPONSE"))
            self.values["SCORE"] = Decimal(int(same))
        elif name == "map_response.xml":
            self.values["SCORE"] = self.mapped("RESPONSE")
        self.run(processing)
        told = [
            "".join(node.itertext())
            for node in self.item.iter(f"{NS}qti-modal-feedback")
            if self.shows(node)
        ]
        return self.values["SCORE"] / self.values["MAXSCORE"], told

    def shows(self, node):
        value = self.values[node.get("outcome-identifier")]
        name = node.get("identifier")
        return name in value if isinstance(value, list) else name == value

    def run(self, node):
        for each in node:
            tag = each.tag.removeprefix(f"{NS}qti-")
            if tag == "set-outcome-value":
                self.values[each.get("identifier")] = self.value(each[0])
            elif tag == "response-condition":
                for branch in each:
                    if self.value(branch[0]):
                        self.run(list(branch)[1:])
                        break

    def value(self, node):
        tag = node.tag.removeprefix(f"{NS}qti-")
        inner = [] if tag == "index" else [self.value(each) for each in node]
        if tag == "base-value":
            return self.cast(node.text or "", node.get("base-type"))
        if tag == "variable":
            return self.values[node.get("identifier")]
        if tag == "correct":
            return self.right(node.get("identifier"))
        if tag == "map-response":
            return self.mapped(node.get("identifier"))
        if tag == "index":
            listed = self.value(node[0]) or []
            place = int(node.get("n")) - 1
            return listed[place] if place < len(listed) else None
        return getattr(self, f"do_{tag.replace('-', '_')}")(node, *inner)

    def do_match(self, _node, one, other):
        return self.same(one, other)

    def do_string_match(self, node, one, other):
        if node.get("case-sensitive") == "false":
            return (one or "").casefold() == other.casefold()
        return one == other

    def do_equal(self, node, one, other):
        if one is None:
            return False
        if node.get("tolerance-mode") == "exact":
            return one == other
        low, high = map(Decimal, node.get("tolerance").split())
        if node.get("tolerance-mode") == "relative":
            low, high = (abs(other) * end / 100 for end in (low, high))
        return other - low <= one <= other + high

    def do_and(self, _node, *inner):
        return all(inner)

    def do_gte(self, _node, one, other):
        return one is not None and one >= other

    def do_lte(self, _node, one, other):
        return one is not None and one <= other

    def do_sum(self, _node, *inner):
        return sum(inner)

    def do_product(self, _node, one, other):
        return one * other

    def do_divide(self, _node, one, other):
        return one / other

    def same(self, one, other):
        if isinstance(one, list) and isinstance(other, list):
            return one == other if self.is_ordered else sorted(one) == sorted(other)
        return one == other

    @property
    def is_ordered(self):
        return any(
            node.get("cardinality") == "ordered" for node in self.declared.values()
        )

    def right(self, name):
        node = self.declared[name]
        values = [
            self.cast(each.text, node.get("base-type"))
            for each in node.iterfind(f"{NS}qti-correct-response/{NS}qti-value")
        ]
        return values[0] if node.get("cardinality") == "single" else values

    def mapped(self, name):
        mapping = self.declared[name].find(f"{NS}qti-mapping")
        given = self.values[name]
        total = Decimal(0)
        for each in given if isinstance(given, list) else [given]:
            for entry in mapping:
                key = entry.get("map-key")
                strict = entry.get("case-sensitive", "true") == "true"
                same = key == each if strict else key.casefold() == (each or "").casefold()  # fmt: skip
                if same:
                    total += Decimal(entry.get("mapped-value"))
                    break
        if (low := mapping.get("lower-bound")) is not None:
            total = max(total, Decimal(low))
        if (high := mapping.get("upper-bound")) is not None:
            total = min(total, Decimal(high))
        return total

    def cast(self, text, kind):
        return Decimal(text) if kind in {"float", "integer"} else text
