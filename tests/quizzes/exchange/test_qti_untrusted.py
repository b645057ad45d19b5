"""QTI files that nobody should trust: packages, XML, HTML, and mutated ones."""

import io
import random
import re
import struct
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange import qti_archive, qti_tree
from quizzes.exchange.neutral import (
    MAX_BYTES,
    MAX_FILES,
    MAX_ITEMS,
    Picture,
    UnreadableFile,
)
from quizzes.exchange.qti import FORMAT
from quizzes.exchange.qti_archive import MOST_FILES

from .qti import (
    HEAD,
    MANIFEST,
    MATCH,
    OF_3,
    PNG,
    assessment,
    canvas_item,
    choice,
    declared,
    equal,
    fib,
    item_2,
    label,
    lid,
    manifest,
    material,
    messages,
    package,
    resource,
    scored,
    told,
)
from .test_qti_plain import NUMBER, OF_QTI_3, TWO, associable, conditions, match, near

CHOICE = canvas_item(
    "multiple_choice_question",
    lid("response1", label("1", "Atlas"), label("2", "Café")),
    scored(equal("response1", "2")),
)
FILE = assessment(CHOICE)


def refused(content):
    with pytest.raises(UnreadableFile) as caught:
        FORMAT.read(content)
    return caught.value.message


def archive(*entries):
    """Return a package of ``ZipInfo`` (or paths) and contents, as they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for info, content in entries:
            file.writestr(info, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "path",
    ["../q.xml", "a/../../q.xml", "/etc/q.xml", "C:/q.xml", "..\\q.xml", "c:\\q.xml",
     "\\\\host\\q.xml", "a\\..\\..\\q.xml"],
)  # fmt: skip
def test_paths_that_lead_out_are_refused(path):
    assert "leads out of the package" in refused(archive((path, FILE)))


def test_links_are_refused():
    info = zipfile.ZipInfo("q.xml")
    info.external_attr = 0o120777 << 16
    assert (
        refused(archive((info, "/etc/passwd"))) == "“q.xml” in the package is a link."
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a/q.xml", "a//q.xml", "a\\q.xml", "./a/q.xml"])
def test_same_path_twice_is_refused(second):
    content = archive(("a/q.xml", FILE), (second, FILE))
    assert refused(content) == "“a/q.xml” is in the package twice."


def test_locked_package_is_refused():
    content = bytearray(package({"q.xml": FILE}))
    at = content.index(b"PK\x01\x02") + 8
    content[at] |= 1
    assert refused(bytes(content)) == "The package is locked with a password."


def test_other_ways_of_packing_are_refused():
    content = package({"q.xml": FILE}, packing=zipfile.ZIP_LZMA)
    assert "packed in a way" in refused(content)


def test_bomb_is_refused_by_its_size():
    content = package({"q.xml": b" " * (101 * 2**20)})
    assert len(content) < MAX_BYTES
    assert "unpack to more" in refused(content)


def test_bomb_is_refused_by_its_ratio():
    assert "unpack to more" in refused(package({"q.xml": b" " * (20 * 2**20)}))


def test_many_small_bombs_are_refused_together():
    noise = random.Random(1).randbytes(2**14)
    files = {f"{i}.xml": (noise + bytes(2**20 - 2**14)) for i in range(101)}
    assert "unpack to more" in refused(package(files))


def test_size_that_is_a_lie_is_found_while_reading(monkeypatch):
    monkeypatch.setattr(qti_archive, "MAX_UNPACKED", 3 * len(FILE))
    content = archive(*((f"{i}.xml", FILE) for i in range(9)))
    lying = re.sub(
        rb"(PK\x01\x02.{20})(.{4})", lambda found: found[1] + struct.pack("<I", 9), content, flags=re.DOTALL
    )  # fmt: skip
    assert lying != content
    with pytest.raises(UnreadableFile):
        FORMAT.read(lying)
    # And as much as is read counts, whatever is declared.
    opened = qti_archive.Archive(package({"a": b"x" * 2 * len(FILE)}))
    opened.read("a")
    with pytest.raises(UnreadableFile, match="unpack to more"):
        opened.read("a")


def test_too_many_files_are_refused():
    files = dict.fromkeys((f"{i}" for i in range(MOST_FILES + 1)), "")
    assert refused(package(files)) == f"The package holds more than {MOST_FILES} files."


def test_list_of_far_too_many_files_is_not_even_read():
    content = b"PK\x03\x04" + b"PK\x01\x02" * (MOST_FILES * 4 + 1)
    assert refused(content) == f"The package holds more than {MOST_FILES} files."


def test_package_of_many_questions_with_pictures_can_be_read_again():
    (item,) = FORMAT.read(FILE.encode()).items
    picture = Picture("a.png", PNG)
    count = MAX_FILES // 2 + 10
    items = [replace(item, number=n, picture=picture) for n in range(1, count + 1)]
    found = FORMAT.read(FORMAT.write(items, title="").content)
    assert len(found.items) == count
    assert found.problems == ()


def test_package_in_a_package_is_not_opened():
    inner = package({"q.xml": FILE})
    found = FORMAT.read(package({MANIFEST: manifest(resource("q.xml")), "q.xml": FILE, "more.zip": inner}))  # fmt: skip
    assert len(found.items) == 1
    assert messages(found) == ["1 file of the package does not come in: more.zip"]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK", b"PK\x03\x04" + b"\x00" * 200, package({})],
)
def test_damaged_packages_are_refused(content):
    assert refused(content)


def test_damaged_file_in_a_package_is_named():
    content = bytearray(package({"q.xml": FILE, "r.xml": FILE}))
    at = content.index(b"q.xml") + 20
    content[at : at + 8] = bytes(8)
    found = FORMAT.read(bytes(content))
    assert len(found.items) == 1
    assert "“q.xml” can’t be read" in messages(found)[1]


def test_package_without_questions_is_refused():
    content = package({MANIFEST: manifest(), "a.txt": "x"})
    assert refused(content) == "There is no question in the file."
    content = package({MANIFEST: f"{HEAD}<html/>"})
    assert refused(content) == "The package holds no questions."


def test_too_large_file_is_refused():
    assert "larger than" in refused(FILE.encode() + b" " * MAX_BYTES)
    assert "larger than" in refused(b"PK\x03\x04" + b" " * MAX_BYTES)


def test_names_that_are_not_ascii_are_understood():
    info = zipfile.ZipInfo("ä/ü.xml")
    found = FORMAT.read(archive((MANIFEST, manifest(resource("%C3%A4/%C3%BC.xml"))), (info, FILE)))  # fmt: skip
    assert len(found.items) == 1
    assert found.problems == ()
    # Written as UTF-8 without saying so.
    content = package({"xx.xml": FILE}).replace(b"xx.xml", "ü.xml".encode())
    found = FORMAT.read(content)
    assert len(found.items) == 1


# XML


LAUGHS = """<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "begin",
    [
        LAUGHS,
        '<!DOCTYPE questestinterop SYSTEM "x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>',
        "<!DOCTYPE questestinterop [<!ELEMENT a (b)> %x; ]>",
    ],
)
def test_document_types_that_bring_something_are_refused(begin):
    for text in (FILE, OF_QTI_3):
        content = text.replace(HEAD, HEAD + begin).encode()
        assert "document type" in refused(content)


def test_entity_behind_a_false_end_of_the_grammar_is_refused():
    begin = '<!DOCTYPE a [<!ATTLIST a b CDATA "]>"> <!ENTITY x "y">]>'
    assert refused(FILE.replace(HEAD, HEAD + begin).replace("Atlas", "&x;").encode())


def test_entity_of_a_named_grammar_is_never_read():
    text = FILE.replace("Atlas", "&xxe;").replace(
        HEAD, f'{HEAD}<!DOCTYPE a SYSTEM "file:///etc/passwd">'
    )
    assert refused(text.encode()) == (
        "The file uses a name for a character that XML does not know."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html/>", "The file is XML, but not that of QTI."),
        (b"", "The file is empty."),
        (b"<questestinterop/>", "There is no question in the file."),
        (b"<assessmentItem>", "The file ends before it is complete."),
        (b"<assessmentItem></b>", "The file is no well-formed XML."),
        (b"no xml", "The file is no well-formed XML."),
    ],
)
def test_what_is_no_qti_is_refused(content, message):
    assert refused(content) == message


def test_deep_nesting_is_refused_and_much_in_a_question_left_out(monkeypatch):
    deep = "<div>" * 200 + "</div>" * 200
    assert refused(item_2(deep).encode()) == "The file is nested too deep."
    many = "<b/>" * (qti_tree.MAX_ELEMENTS + 1)
    found = FORMAT.read(item_2(many + choice(*TWO), declared("B"), MATCH).encode())
    assert messages(found) == ["It has too many parts."]
    monkeypatch.setattr(qti_tree, "MAX_ALL", 5)
    assert refused(FILE.encode()) == "The file has too many parts."


def test_more_questions_than_anybody_looks_over_are_refused():
    items = '<item ident="a"/>' * (MAX_ITEMS + 1)
    message = f"The file has more than {MAX_ITEMS} questions."
    assert refused(assessment(items).encode()) == message
    half = assessment('<item ident="a"/>' * (MAX_ITEMS // 2 + 1))
    assert refused(package({"a.xml": half, "b.xml": half})) == message


@pytest.mark.parametrize(
    ("encoding", "named", "read_as"),
    [
        ("utf-8-sig", "UTF-8", "utf-8"),
        ("utf-16", "UTF-16", "utf-16-le"),
        ("iso-8859-1", "ISO-8859-1", "iso8859-1"),
    ],
)
def test_encodings(encoding, named, read_as):
    text = FILE.replace("UTF-8", named)
    found = FORMAT.read(text.encode(encoding))
    assert found.items[0].fields["options"][1]["text"] == "Café"
    assert found.encoding == read_as


def test_encoding_that_is_not_declared_is_guessed_and_named():
    found = FORMAT.read(FILE.encode("cp1252"))
    assert found.items[0].fields["options"][1]["text"] == "Café"
    assert "Windows-1252" in messages(found)[0]


ATTACK = (
    '<p onclick="alert(1)">x<script>alert(1)</script><a href="javascript:alert(1)">y</a>'
    '<img src="x" onerror="alert(1)"/><style>*{}</style><iframe src="//x"></iframe></p>'
)


def test_html_comes_in_safe():
    item = canvas_item(
        "multiple_choice_question",
        lid("response1", label("1", ATTACK, "text/html"), label("2", ATTACK, "text/plain")),
        told("<other/>", "general_fb") + scored(equal("response1", "1")),
        f'<itemfeedback ident="general_fb">{material(ATTACK)}</itemfeedback>',
        text=ATTACK,
    )  # fmt: skip
    (first,) = FORMAT.read(assessment(item).encode()).items
    assert first.fields["stem"] == first.rationale == "<p>xy</p>"
    assert first.fields["options"][0]["text"] == "xy"
    # Options are text: it is shown as it stands.
    assert first.fields["options"][1]["text"] == ATTACK
    second = item_2(ATTACK + choice(("A", ATTACK), ("B", "z")), declared("A"), MATCH)
    (item,) = FORMAT.read(second.encode()).items
    assert item.fields["stem"] == "<p>xy</p><p>Which?</p>"
    assert item.fields["options"][0]["text"] == "xy"


@pytest.mark.parametrize(
    "address",
    ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "\\\\host\\x.png", "",
     "http://[x", "data:image/svg+xml;base64,PHN2Zz4=", "%00.png", "a" * 5000],
)  # fmt: skip
def test_pictures_come_only_from_the_package(address):
    body = f'<p><img src="{address}" alt="x"/></p>' + choice(*TWO)
    content = package({"i/q.xml": item_2(body, declared("A"), MATCH), "x.txt": "x"})
    (item,) = FORMAT.read(content).items
    assert item.picture is None


def test_picture_that_is_too_large_or_empty_is_named(monkeypatch):
    monkeypatch.setattr("quizzes.exchange.qti_source.MAX_PICTURE", 10)
    body = '<p><img src="a.png"/><img src="b.png"/></p>' + choice(*TWO)
    content = package({"q.xml": item_2(body, declared("A"), MATCH), "a.png": PNG, "b.png": b""})  # fmt: skip
    found = FORMAT.read(content)
    assert found.items[0].picture is None
    assert "The picture “a.png” is larger than 0 MB." in messages(found)
    assert "The picture “b.png” is damaged." in messages(found)


# Any bytes


def read_or_refuse(content):
    """Read; only ``UnreadableFile`` may come out. Say whether it was read."""
    FORMAT.matches(content[:8192], "a.zip")
    try:
        found = FORMAT.read(content)
    except UnreadableFile:
        return False
    numbers = [item.number for item in found.items]
    assert numbers == sorted(set(numbers))
    for item in found.items:
        assert item.line >= 1
        assert item.fields["stem"]
    if found.items:
        again = FORMAT.write(found.items, title="Again")
        FORMAT.read(again.content)
    return True


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    read_or_refuse(content)
    read_or_refuse(b"PK\x03\x04" + content)
    read_or_refuse(FILE.encode()[:300] + content)


WHOLE_12 = assessment(
    CHOICE,
    canvas_item("numerical_question", fib(fibtype="Decimal"), scored(equal("response1", "7"))),
    canvas_item("short_answer_question", fib(), scored(equal("response1", "a"))),
    canvas_item("matching_question", lid("response_1", label("1", "a"), about=material("b")), scored(equal("response_1", "1"))),
    canvas_item("fill_in_multiple_blanks_question", lid("response_x", label("1", "a")), scored(equal("response_x", "1")), text="<p>A [x].</p>"),
    canvas_item("multiple_answers_question", lid("response1", label("1", "a"), label("2", "b"), cardinality="Multiple"), scored(f"<and>{equal('response1', '1')}<not>{equal('response1', '2')}</not></and>")),
)  # fmt: skip
WHOLE_2 = [
    OF_QTI_3,
    item_2(choice(*TWO), declared("B"), MATCH),
    item_2(NUMBER, declared("42", base="float"), conditions((near("absolute", "0.5"), 1))),
    item_2(match(associable(C="a", D="b"), associable(R="c", M="d")), declared("C R", "D M", cardinality="multiple", base="directedPair"), MATCH),
]  # fmt: skip
TEXT = re.compile(rb"(?<=>)[^<>]*(?=<)|(?<==\")[^\"<>]*")
ELEMENT = re.compile(rb"<(\w+)[^<>]*>[^<>]*</\1>|<(\w+)[^<>]*/>")
WORDS = [
    b"", b"0", b"-1", b"100", b"1e25", b"9" * 30, b"NaN", b"*", b"a" * 999, b"RESPONSE", b"A",
    b"multiple", b"ordered", b"float", b"string", b"response1", b"../x", b"\xef\xbf\xbd",
    b"&lt;img src=x&gt;", b"[x]", b"[[1]]", b"&#xE000;1&#xE001;", b"A B", b"Multiple", b"FEEDBACK",
]  # fmt: skip


def mutated(rng, content):
    """Return XML with other texts, elements less or twice, or bytes that are broken."""
    for _time in range(rng.randint(1, 8)):
        pattern = TEXT if rng.random() < 0.7 else ELEMENT
        found = rng.choice(list(pattern.finditer(content)) or [re.match(b"", b"")])
        new = rng.choice(WORDS) if pattern is TEXT else found[0] * rng.choice([0, 2])
        content = content[: found.start()] + new + content[found.end() :]
    if rng.random() < 0.2:
        at = rng.randrange(len(content))
        content = content[:at] + rng.randbytes(3) + content[at + rng.choice([0, 3]) :]
    return content


def mutated_package(rng):
    files = {"a.xml": mutated(rng, WHOLE_12.encode()), "p.png": PNG}
    for number, text in enumerate(WHOLE_2):
        files[f"i/{number}.xml"] = mutated(rng, text.encode())
    listed = manifest(*(resource(path) for path in files)).encode()
    content = package({MANIFEST: mutated(rng, listed), **files})
    if rng.random() < 0.5:
        for _time in range(rng.randint(1, 4)):
            at = rng.randrange(len(content))
            content = content[:at] + rng.randbytes(1) + content[at + 1 :]
    return content


def test_mutated_files_are_read_or_refused():
    rng = random.Random(1)
    read = sum(read_or_refuse(mutated_package(rng)) for _time in range(60))
    read += sum(read_or_refuse(mutated(rng, WHOLE_12.encode())) for _time in range(60))
    read += sum(read_or_refuse(mutated(rng, rng.choice(WHOLE_2).encode())) for _time in range(120))  # fmt: skip
    assert 80 < read < 240


def grown(part, times):
    """Return how many seconds it takes to read ``part``, ``times`` over."""
    content = part(times)
    content = content if isinstance(content, bytes) else content.encode()
    begun = time.process_time()
    read_or_refuse(content)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "part",
    [
        lambda n: assessment(canvas_item("essay_question", fib(), text="<p>a</p>" * n)),
        lambda n: assessment(canvas_item("essay_question", fib(), text="<img src='x'>" * n)),
        lambda n: assessment(canvas_item("fill_in_multiple_blanks_question", lid("response_x", label("1", "a")), scored(equal("response_x", "1")), text="[x]" * n)),
        lambda n: assessment(canvas_item("short_answer_question", fib(), scored(equal("response1", "a") * min(n, 6000)))),
        lambda n: assessment(CHOICE * min(n // 10, 4000)),
        lambda n: assessment("<section>" * 50 + "<x/>" * n + "</section>" * 50),
        lambda n: item_2("<b>x</b>" * min(n, 19000) + choice(*TWO), declared("B"), MATCH),
        lambda n: item_2(choice(*TWO), declared("B", mapping="<mapping>" + "<mapEntry mapKey='A' mappedValue='1'/>" * min(n, 19000) + "</mapping>"), MATCH),
        lambda n: item_2(NUMBER, declared("42", base="float"), conditions(*([(near("absolute", "1"), 1)] * min(n // 8, 2000)))),
        lambda n: package({f"{i}.xml": item_2(choice(*TWO), declared("B"), MATCH) for i in range(n // 10)}),
        lambda n: f"{HEAD}{'<!-- x -->' * n}<qti-assessment-item xmlns='{OF_3}'/>",
        lambda n: "<!DOCTYPE " + "a " * n,
        lambda n: "<!DOCTYPE a [" + "<!ELEMENT a>" * n,
        lambda n: "<?x ?> " * n,
        lambda n: "<!--" * n,
    ],
)  # fmt: skip
def test_time_grows_with_the_length_alone(part):
    few = min(grown(part, 1_000) for _time in range(3))
    most = 8 * 3 * max(few, 0.02)
    # Other work on the machine can slow one reading down, not each of several.
    assert any(grown(part, 8_000) < most for _time in range(4))
