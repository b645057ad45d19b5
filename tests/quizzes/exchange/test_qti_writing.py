"""What is written as QTI 3: its structure, how it marks, and what can't be said."""

import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange.neutral import Item, Picture, Severity
from quizzes.exchange.qti import FORMAT

from . import strategies as known
from .moodle import PNG
from .qti_marking import NS, Marker
from .test_qti_round_trip import SAYABLE, items

NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
PACKAGE = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
# In this order, as the schema of an item has them.
ORDER = [
    "qti-response-declaration",
    "qti-outcome-declaration",
    "qti-item-body",
    "qti-response-processing",
    "qti-modal-feedback",
]
NEEDED = {
    "qti-assessment-item": {"identifier", "title", "time-dependent"},
    "qti-response-declaration": {"identifier", "cardinality", "base-type"},
    "qti-outcome-declaration": {"identifier", "cardinality", "base-type"},
    "qti-choice-interaction": {"response-identifier"},
    "qti-order-interaction": {"response-identifier"},
    "qti-match-interaction": {"response-identifier"},
    "qti-text-entry-interaction": {"response-identifier"},
    "qti-inline-choice-interaction": {"response-identifier"},
    "qti-extended-text-interaction": {"response-identifier"},
    "qti-simple-choice": {"identifier"},
    "qti-inline-choice": {"identifier"},
    "qti-simple-associable-choice": {"identifier", "match-max"},
    "qti-map-entry": {"map-key", "mapped-value"},
    "qti-mapping": {"default-value"},
    "qti-modal-feedback": {"outcome-identifier", "identifier", "show-hide"},
    "qti-rubric-block": {"view"},
    "qti-set-outcome-value": {"identifier"},
    "qti-variable": {"identifier"},
    "qti-correct": {"identifier"},
    "qti-map-response": {"identifier"},
    "qti-base-value": {"base-type"},
    "qti-index": {"n"},
    "qti-equal": {"tolerance-mode"},
    "qti-string-match": {"case-sensitive"},
}
CARDINALITIES = {
    "qti-choice-interaction": {"single", "multiple"},
    "qti-order-interaction": {"ordered"},
    "qti-match-interaction": {"multiple"},
    "qti-text-entry-interaction": {"single"},
    "qti-inline-choice-interaction": {"single"},
    "qti-extended-text-interaction": {"single"},
}
BASES = {
    "qti-choice-interaction": {"identifier"},
    "qti-order-interaction": {"identifier"},
    "qti-match-interaction": {"directedPair"},
    "qti-text-entry-interaction": {"string", "float"},
    "qti-inline-choice-interaction": {"identifier"},
    "qti-extended-text-interaction": {"string"},
}
HTML = {"div", "p", "br", "img", "b", "strong", "i", "em", "sub", "sup", "ul", "ol", "li"}  # fmt: skip
INLINE = {"qti-text-entry-interaction", "qti-inline-choice-interaction"}


def question(type_key, number=1, **fields):
    more = {
        name: fields.pop(name) for name in ("key", "hints", "picture") if name in fields
    }
    fields.setdefault("stem", "<p>Which?</p>")
    return Item(number, type_key, fields, name="Q", **more)


def files(*questions, title="Pelvis"):
    written = FORMAT.write(questions, title=title)
    with zipfile.ZipFile(io.BytesIO(written.content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def the_item(*args, **fields):
    found = files(question(*args, **fields))
    (name,) = [name for name in found if name.startswith("items/")]
    return found[name].decode()


def check_item(text):
    """Check an item against the rules of the standard that its parts touch."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{NS}qti-assessment-item"
    parts = [ORDER.index(node.tag.removeprefix(NS)) for node in root]
    assert parts == sorted(parts)
    assert parts.count(2) == 1
    assert parts.count(3) <= 1
    declared, outcomes = {}, {}
    for node in root.iter():
        assert node.tag.startswith(NS)
        tag = node.tag.removeprefix(NS)
        assert tag.startswith("qti-") or tag in HTML
        assert NEEDED.get(tag, set()) <= set(node.keys())
        assert NAME.fullmatch(node.get("identifier", "none"))
        if tag == "qti-response-declaration":
            assert node.get("identifier") not in declared
            declared[node.get("identifier")] = node
        elif tag == "qti-outcome-declaration":
            assert node.get("identifier") not in outcomes
            outcomes[node.get("identifier")] = node
    assert {"SCORE", "MAXSCORE"} <= set(outcomes)
    assert not set(declared) & set(outcomes)
    asked = check_body(root.find(f"{NS}qti-item-body"), declared)
    assert sorted(asked) == sorted(declared)
    for node in root.iter():
        tag = node.tag.removeprefix(NS)
        if tag == "qti-set-outcome-value":
            assert node.get("identifier") in outcomes
            check_cardinality(node, outcomes, declared)
        elif tag in {"qti-correct", "qti-map-response"}:
            assert node.get("identifier") in declared
        elif tag == "qti-variable":
            assert node.get("identifier") in {**declared, **outcomes}
        elif tag == "qti-modal-feedback":
            assert node.get("outcome-identifier") in outcomes
            assert [each.tag for each in node] == [f"{NS}qti-content-body"]


def check_cardinality(node, outcomes, declared):
    """What is set to a response can hold as many values as that."""
    outcome = outcomes[node.get("identifier")]
    for each in node:
        if each.get("identifier") in declared and each.tag == f"{NS}qti-variable":
            response = declared[each.get("identifier")]
            assert outcome.get("cardinality") == response.get("cardinality")
            assert outcome.get("base-type") == response.get("base-type")


def check_body(body, declared):
    asked = []
    for node in body.iter():
        tag = node.tag.removeprefix(NS)
        if tag.endswith("-interaction"):
            name = node.get("response-identifier")
            asked.append(name)
            assert declared[name].get("cardinality") in CARDINALITIES[tag]
            assert declared[name].get("base-type") in BASES[tag]
            choices = [each.get("identifier") for each in node.iter() if each.get("identifier")]  # fmt: skip
            assert len(set(choices)) == len(choices)
            if choices:
                values = declared[name].iterfind(f".//{NS}qti-value")
                right = {word for value in values for word in value.text.split()}
                assert right <= set(choices)
        for each in node:
            # What stands in a line stands in a paragraph.
            if each.tag.removeprefix(NS) in INLINE:
                assert tag in HTML - {"div", "ul", "ol"}
    return asked


def check_package(found):
    root = ElementTree.fromstring(found["imsmanifest.xml"])
    assert root.tag == f"{PACKAGE}manifest"
    assert [node.tag for node in root] == [f"{PACKAGE}{tag}" for tag in ("metadata", "organizations", "resources")]  # fmt: skip
    assert root.findtext(f"{PACKAGE}metadata/{PACKAGE}schema") == "QTI Package"
    assert root.findtext(f"{PACKAGE}metadata/{PACKAGE}schemaversion") == "3.0.1"
    names = [root.get("identifier")]
    listed = {"imsmanifest.xml"}
    for node in root.iter(f"{PACKAGE}resource"):
        names.append(node.get("identifier"))
        assert node.get("type") == "imsqti_item_xmlv3p0"
        assert node.get("href") in found
        item = ElementTree.fromstring(found[node.get("href")])
        assert item.get("identifier") == node.get("identifier")
        listed.add(node.get("href"))
        addresses = [each.get("href") for each in node.iter(f"{PACKAGE}file")]
        assert node.get("href") in addresses
        pictures = [each.get("src") for each in item.iter(f"{NS}img")]
        assert pictures == [f"../{each}" for each in addresses[1:]]
        listed |= {
            name for name in found if name.startswith("pictures/") and addresses[1:]
        }
    assert listed == set(found)
    assert len({name.casefold() for name in names}) == len(names)
    assert all(NAME.fullmatch(name) for name in names)


@pytest.mark.parametrize("type_key", list(SAYABLE))
@known.round_trip
@given(data=st.data())
def test_written_items_keep_to_the_standard(type_key, data):
    found = files(data.draw(items(type_key)))
    check_package(found)
    for name, content in found.items():
        if name.startswith("items/"):
            check_item(content.decode())


OPTIONS = [
    {"text": "a", "correct": True, "feedback": "Yes."},
    {"text": "b", "correct": True},
    {"text": "c", "feedback": "No."},
    {"text": "d"},
    {"text": "e"},
]


def part(numerator, denominator=1):
    return Decimal(numerator) / Decimal(denominator)


@pytest.mark.parametrize(
    ("chosen", "expected", "told"),
    [
        ([1, 2], part(1), ["Yes."]),
        ([1], part(1, 2), ["Yes."]),
        ([1, 2, 3], part(2, 3), ["Yes.", "No."]),
        ([1, 3, 4], part(0), ["Yes.", "No."]),
        ([3], part(0), ["No."]),
        ([1, 3], part(1, 6), ["Yes.", "No."]),
    ],
)
def test_multiple_response_is_marked_as_here(chosen, expected, told):
    marker = Marker(the_item("multiple_response", options=OPTIONS))
    score, shown = marker.mark(RESPONSE=[f"choice_{number}" for number in chosen])
    assert round(score, 9) == round(expected, 9)
    assert shown == told


def test_all_or_nothing_is_marked_as_here():
    text = the_item("multiple_response", options=OPTIONS, all_or_nothing=True)
    marker = Marker(text)
    assert marker.mark(RESPONSE=["choice_2", "choice_1"])[0] == 1
    assert marker.mark(RESPONSE=["choice_1"])[0] == 0


def test_single_choice_is_marked_as_here():
    marker = Marker(the_item("single_choice", options=[OPTIONS[2], OPTIONS[0]]))
    assert marker.mark(RESPONSE="choice_2") == (1, ["Yes."])
    assert marker.mark(RESPONSE="choice_1") == (0, ["No."])


def test_order_is_marked_as_here():
    marker = Marker(the_item("ordering", items=["one", "two", "three"]))
    assert marker.mark(RESPONSE=["item_1", "item_2", "item_3"])[0] == 1
    assert marker.mark(RESPONSE=["item_1", "item_3", "item_2"])[0] == part(1, 3)
    assert marker.mark(RESPONSE=["item_2", "item_3", "item_1"])[0] == 0


def test_matching_is_marked_as_here():
    pairs = [{"prompt": str(n), "match": match} for n, match in enumerate("xyx")]
    marker = Marker(the_item("matching", pairs=pairs, distractors=["z"]))
    response = ["prompt_1 match_1", "prompt_2 match_2", "prompt_3 match_3"]
    assert marker.mark(RESPONSE=response)[0] == part(2, 3)


@pytest.mark.parametrize(
    ("given", "expected", "told"),
    [("10", 1, []), ("10.5", 1, []), ("11", "0.5", ["Near."]), ("30", 1, ["Also."]),
     ("12.1", 0, []), ("8", 0, ["Low."])],
)  # fmt: skip
def test_number_is_marked_as_here(given, expected, told):
    marker = Marker(
        the_item(
            "numeric",
            answer=10,
            tolerance=5,
            tolerance_in="percent",
            ranges=[
                {"from": 0, "to": 9, "worth": 0, "feedback": "Low."},
                {"from": 9, "to": 12, "worth": 50, "feedback": "Near."},
                {"from": 30, "to": 31, "feedback": "Also."},
            ],
        )
    )
    assert marker.mark(RESPONSE=Decimal(given)) == (Decimal(expected), told)


def test_text_is_marked_as_here():
    fields = {
        "accepted": ["atlas", "C1"],
        "others": [{"text": "axis", "feedback": "Next."}, {"text": "vertebra", "worth": 30}],
    }  # fmt: skip
    marker = Marker(the_item("short_text", **fields))
    assert marker.mark(RESPONSE="c1") == (1, [])
    assert marker.mark(RESPONSE="AXIS") == (0, ["Next."])
    assert marker.mark(RESPONSE="vertebra") == (Decimal("0.3"), [])
    strict = Marker(the_item("short_text", **fields, case_sensitive=True))
    assert strict.mark(RESPONSE="c1") == (0, [])


def test_gaps_are_marked_by_their_weights():
    marker = Marker(
        the_item(
            "fill_in_blanks",
            text="<p>[[1]] and [[2]] or [[3]]</p>",
            gaps=[
                {"kind": "text", "accepted": ["atlas"], "weight": 3},
                {"kind": "number", "answer": 7, "tolerance": 0, "weight": 2},
                {"kind": "choice", "options": [OPTIONS[0], OPTIONS[2]]},
            ],
        )
    )
    assert marker.mark(RESPONSE_1="atlas", RESPONSE_2=Decimal(7), RESPONSE_3="gap_3_choice_2") == (part(5, 6), ["No."])  # fmt: skip
    assert marker.mark(RESPONSE_1="x", RESPONSE_2=Decimal(7))[0] == part(2, 6)


def losses(*args, **fields):
    written = FORMAT.write([question(*args, **fields)], title="")
    assert all(problem.item == 1 for problem in written.problems)
    return [problem.message for problem in written.problems]


@pytest.mark.parametrize(
    ("type_key", "fields", "expected"),
    [
        ("essay", {"hints": ("<p>a</p>",)}, "These can’t be said: its hints."),
        ("essay", {"rubric": [{}], "min_words": 5}, "These can’t be said: its rubric, how many words are wanted."),
        ("numeric", {"answer": 1, "unit": "m", "other_units": {"km": 1000}}, "These can’t be said: its units."),
        ("short_text", {"accepted": ["a"], "likeness": 85}, "These can’t be said: that misspellings are accepted."),
        ("short_text", {"accepted": ["a", "b*"], "wildcards": True}, "These can’t be said: the answer “b*”."),
        ("ordering", {"items": ["a", "b"], "scoring": "relative"}, "Its order is right or wrong as a whole there."),
        ("essay", {"stem": '<p>a <a href="/b">b</a></p>'}, "These can’t be said: a link."),
        ("numeric", {"answer": "1" * 40}, "Its numbers have more digits than many programs read."),
    ],
)  # fmt: skip
def test_losses_are_named(type_key, fields, expected):
    assert losses(type_key, **fields) == [expected]


def test_other_types_are_left_out_and_the_rest_written():
    items = [question("label_figure", 1), question("essay", 2)]
    written = FORMAT.write(items, title="")
    (problem,) = written.problems
    assert (problem.severity, problem.item) == (Severity.LEFT_OUT, 1)
    assert problem.message == "QTI has no questions of this type."
    assert len(FORMAT.read(written.content).items) == 1


def test_keys_name_the_items_where_they_can():
    keys = ["atlas-1", "ATLAS-1", "1st", "a b", "", "package"]
    items = [question("essay", number, key=key) for number, key in enumerate(keys, 1)]
    found = files(*items)
    check_package(found)
    assert list(found)[:6] == [
        "items/atlas-1.xml",
        "items/ATLAS-1_2.xml",
        "items/item_3.xml",
        "items/item_4.xml",
        "items/item_5.xml",
        "items/package_2.xml",
    ]
    back = FORMAT.read(FORMAT.write(items, title="").content)
    assert [item.key for item in back.items] == keys


def test_same_questions_make_the_same_package():
    item = question("essay", picture=Picture("a.png", PNG, "A bone"))
    first, second = (FORMAT.write([item], title="A") for _time in range(2))
    assert first.content == second.content


def test_nothing_to_write_is_a_package_all_the_same():
    found = files(title="A <b> & \x00 c")
    assert list(found) == ["imsmanifest.xml"]
    root = ElementTree.fromstring(found["imsmanifest.xml"])
    assert root.findtext(f".//{LOM}string") == "A <b> & c"


def test_what_xml_does_not_know_is_taken_out():
    text = the_item("single_choice", options=[{"text": "a\x00\x0b\ud800", "correct": True}, {"text": "b"}])  # fmt: skip
    check_item(text)
