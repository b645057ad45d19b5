from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import html
from quizzes.exchange.csv_cells import FORMULA, PLAIN_NUMBER, bare, safe
from quizzes.exchange.csv_table import FORMAT
from quizzes.exchange.neutral import Item, Severity, UnreadableFile

from . import fuzz
from . import strategies as known

HEADER = "key,type,question,option 1,option 2,option 3,right,feedback 1,feedback 2,rationale,tags,difficulty,objective\n"  # fmt: skip


def read(rows):
    return FORMAT.read((HEADER + rows).encode())


def fields(rows):
    package = read(rows)
    assert package.problems == ()
    (item,) = package.items
    return item.type_key, dict(item.fields)


def test_reads_all_columns():
    (item,) = read(
        'k1,Single choice,"Which\nbone?",Ilium,Sacrum,,b,No,"Yes, it is",Because,'
        '"pelvis; bones,pelvis",Easy,OBJ-1\n'
    ).items
    assert item == Item(
        number=1,
        type_key="single_choice",
        line=2,
        key="k1",
        fields={
            "stem": "<p>Which<br>bone?</p>",
            "options": [
                {"text": "Ilium", "feedback": "No"},
                {"text": "Sacrum", "correct": True, "feedback": "Yes, it is"},
            ],
        },
        rationale="<p>Because</p>",
        tags=("pelvis", "bones"),
        difficulty="easy",
        objective="OBJ-1",
    )


@pytest.mark.parametrize(
    ("row", "type_key", "expected"),
    [
        (',multiple-response,Q,a,b,c,"1, 3"', "multiple_response", {"options": [{"text": "a", "correct": True}, {"text": "b"}, {"text": "c", "correct": True}]}),
        (",,Q,a,b,,A", "single_choice", {"options": [{"text": "a", "correct": True}, {"text": "b"}]}),
        (",,Q,a,b,,A;B", "multiple_response", {"options": [{"text": "a", "correct": True}, {"text": "b", "correct": True}]}),
        (",,Q,,,,TRUE,,No", "true_false", {"answer": True, "feedback_false": "No"}),
        (",true_false,Q,,,,f,Yes", "true_false", {"answer": False, "feedback_true": "Yes"}),
        (",short-text,Q,a,b", "short_text", {"accepted": ["a", "b"]}),
        (",short-text,Q,a,b,c,A,,no", "short_text", {"accepted": ["a"], "others": [{"text": "b", "feedback": "no"}, {"text": "c"}]}),
        (",numeric,Q,,,,-7.5", "numeric", {"answer": -7.5, "tolerance": 0}),
        (",numeric,Q,,,,7 ± 0.5", "numeric", {"answer": 7, "tolerance": 0.5}),
        (",numeric,Q,,,,7 +/- 5 %", "numeric", {"answer": 7, "tolerance": 5, "tolerance_in": "percent"}),
        (",numeric,Q,,,,6 to 8", "numeric", {"tolerance": 0, "ranges": [{"from": 6, "to": 8}]}),
        (",matching,Q,a -> b,c->d,-> e", "matching", {"pairs": [{"prompt": "a", "match": "b"}, {"prompt": "c", "match": "d"}], "distractors": ["e"]}),
        (",ordering,Q,a,b,c", "ordering", {"items": ["a", "b", "c"]}),
        (",essay,Q", "essay", {}),
    ],
)  # fmt: skip
def test_reads_each_type(row, type_key, expected):
    assert fields(row) == (type_key, {"stem": "<p>Q</p>", **expected})


def test_questions_may_be_html_and_others_are_text():
    (item,) = read(",,<i>Q</i> & H<sub>2</sub>O,<b>a</b>,b < c,,A,,,x < y").items
    assert item.fields["stem"] == "<p><i>Q</i> &amp; H<sub>2</sub>O</p>"
    assert [each["text"] for each in item.fields["options"]] == ["<b>a</b>", "b < c"]
    assert item.rationale == "<p>x &lt; y</p>"


@pytest.mark.parametrize(
    "row",
    [
        ",single-choice,,a,b,,A",
        ",sudoku,Q,a,b,,A",
        ",,Q",
        ",single-choice,Q,a,,,A",
        ",single-choice,Q,a,,c,A",
        ",single-choice,Q,a,b,,",
        ",single-choice,Q,a,b,,C",
        ",single-choice,Q,a,b,,a b",
        ",single-choice,Q,a,b,,0",
        ",single-choice,Q,a,b,,²",
        ",single-choice,Q,7,3,1,3",
        ",true-false,Q,,,,perhaps",
        ",numeric,Q,,,,seven",
        ",numeric,Q,,,,7 ± -1",
        ",numeric,Q,,,,0 ± 5 %",
        ",numeric,Q,,,,8 to 6",
        ",numeric,Q,,,,1e999",
        ",matching,Q,a -> b,c",
        ",matching,Q,a -> b,-> c",
        ",ordering,Q,a",
        ",short-text,Q",
        ",essay,Q,,,,,,,,,,,too many",
        ",essay," + "long " * 25_000 + ",,,,,,," + "long " * 25_000,
    ],
)
def test_what_is_no_question_is_named_with_its_line(row):
    package = read(f",essay,Good\n{row}\n,essay,Good\n")
    assert [item.number for item in package.items] == [1, 3]
    assert [(each.severity, each.line, each.item) for each in package.problems] == [
        (Severity.LEFT_OUT, 3, 2)
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",essay,<table><tr><td>Q</table>", "a table"),
        (",essay,Q,,,,,,,,,tricky", "tricky"),
        (",essay,Q,a,,,x,f", "“option”, “right”, “feedback”"),
        (",single-choice,Q,a,b,,A,,,,,,,,", None),
        (",short-text,Q,a,b,,A,lost", "feedback 1"),
        (",true-false,Q,a,,,true", "option"),
    ],
)
def test_what_changes_is_named_with_its_line(row, words):
    package = read(f",essay,Good\n{row}\n")
    assert len(package.items) == 2
    if words is None:
        assert package.problems == ()
        return
    (problem,) = package.problems
    assert (problem.severity, problem.line, problem.item) == (Severity.CHANGED, 3, 2)
    assert words in problem.message


def test_lines_of_cells_are_counted():
    package = read(',essay,"a\nb\nc"\n\n,,\n,sudoku,"x\ny"\n,essay,d\n')
    assert [item.line for item in package.items] == [2, 9]
    assert [problem.line for problem in package.problems] == [7]


def test_unknown_columns_are_named_once():
    package = FORMAT.read(b"Question,points,TYPE\nQ,3,essay\nR,4,essay\n")
    assert [(each.line, "points" in each.message) for each in package.problems] == [
        (1, True)
    ]
    assert len(package.items) == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("begin", ["", "sep={}\n"])
def test_reads_what_spreadsheet_programs_save(separator, encoding, begin):
    table = (
        f"{begin.format(separator)}type|Question|OPTION_1|Option2|right\r\n"
        f'|"Où, ""ici""; là?"|=1+1|b|A\r\n'
    ).replace("|", separator)
    package = FORMAT.read(table.encode(encoding))
    (item,) = package.items
    assert item.fields["stem"] == '<p>Où, "ici"; là?</p>'
    assert item.fields["options"][0]["text"] == "=1+1"
    assert len(package.problems) == (encoding == "cp1252")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"question\n",
        b"a,b\nc,d\n",
        b"question,question\nQ,R\n",
        b'question,type\n"open,essay\n',
        b'question,type\n"a"b,essay\n',
        b"question," + b"x," * 300 + b"\nQ\n",
        b"question,type\n" + b"x" * 200_000 + b",essay\n",
        b"question,type\n" + b"Q,essay\n" * 5001,
        b"\x00" * 500,
    ],
)
def test_what_is_no_such_table_is_refused(content):
    with pytest.raises(UnreadableFile):
        FORMAT.read(content)


def test_a_damaged_row_has_a_line():
    with pytest.raises(UnreadableFile) as caught:
        read(',essay,"a\nb"\n,essay,"c"d\n')
    assert caught.value.line == 4


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (HEADER.encode(), "x.txt", True),
        (b"anything", "x.CSV", True),
        (b"question", "x.txt", False),
        (b"Which?\nA. a\nANSWER: A", "x.txt", False),
        (b"\x00" * 99, "x.csv", False),
    ],
)
def test_knows_its_files(content, name, expected):
    assert FORMAT.matches(content, name) is expected


@given(
    text=st.one_of(known.words(), st.text(alphabet="'=+-@\t\r\n\uff1da1.", max_size=6))
)
def test_no_cell_is_a_formula(text):
    cell = safe(text)
    assert bare(cell) == text
    assert cell[:1] not in {"=", "+", "@", "\t", "\r", "\n"}
    assert not cell.startswith("-") or PLAIN_NUMBER.fullmatch(cell)
    assert cell == text or FORMULA.match(text)


TAGS = st.lists(
    known.words(max_size=3).filter(lambda tag: not set(tag) & set(",;")),
    max_size=2,
    unique=True,
).map(tuple)  # fmt: skip
LINE = st.one_of(st.just(""), known.words())
SAYABLE = {
    "single_choice": known.single_choice(),
    "multiple_response": known.multiple_response(),
    "true_false": known.true_false(),
    "short_text": known.short_text().filter(
        lambda fields: not fields.get("wildcards")
        and not any(each.get("worth") for each in fields.get("others", []))
    ),
    "matching": known.matching().filter(
        lambda fields: not any("->" in pair["prompt"] for pair in fields["pairs"])
    ),
    "ordering": st.lists(known.words(), min_size=2, max_size=5).map(
        lambda texts: {"items": texts}
    ),
    "essay": st.just({}),
    "numeric": st.one_of(
        known.numeric().map(
            lambda fields: {key: value for key, value in fields.items() if key != "ranges"}
        ).filter(lambda fields: "answer" in fields),
        st.tuples(known.numbers(), known.numbers()).map(sorted).map(
            lambda ends: {
                "tolerance": 0,
                "ranges": [{"from": known.figures.field(ends[0]), "to": known.figures.field(ends[1])}],
            }
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("type_key", list(SAYABLE))
@known.round_trip
@given(data=st.data())
def test_comes_back(type_key, data):
    item = data.draw(
        known.items(
            type_key,
            SAYABLE[type_key],
            tags=TAGS,
            key=LINE,
            category=LINE,
            objective=LINE,
            difficulty=st.sampled_from(["", "easy", "medium", "hard"]),
        )
    )
    written = FORMAT.write([item, item], title="")
    found = FORMAT.read(written.content)
    assert written.problems == ()
    assert [p for p in found.problems if "formula" not in p.message] == []
    assert [replace(each, number=1, line=None) for each in found.items] == [item, item]


def item(type_key, **more):
    return Item(number=4, type_key=type_key, fields={"stem": "<p>A</p>", **more})


@pytest.mark.parametrize(
    "unsayable",
    [
        item("fill_in_blanks", text="<p>[[1]]</p>", gaps=[{}]),
        item("label_figure"),
        item("ordering", items=[str(number) for number in range(51)]),
        item("matching", pairs=[{"prompt": "a->b", "match": "c"}]),
        item("numeric", ranges=[{"from": 1, "to": 2, "worth": 50}]),
        item("multiple_response", options=[{"text": "a"}, {"text": "b"}]),
    ],
)
def test_what_a_table_can_not_say_is_left_out_by_name(unsayable):
    written = FORMAT.write([unsayable], title="")
    assert [(each.severity, each.item) for each in written.problems] == [
        (Severity.LEFT_OUT, 4)
    ]
    assert written.content.count(b"\n") == 1


@pytest.mark.parametrize(
    ("partly", "words"),
    [
        (item("essay", min_words=5, sample="s"), ["fewest words", "sample"]),
        (item("numeric", answer=7, unit="mm", other_units={"cm": 10}, ranges=[{"from": 1, "to": 2}]), ["the unit", "other units", "other ranges"]),
        (item("numeric", ranges=[{"from": 1, "to": 2, "feedback": "f"}]), ["feedback"]),
        (item("short_text", accepted=["a"], others=[{"text": "b", "worth": 50}], wildcards=True, likeness=80, case_sensitive=True), ["part", "any text", "misspellings", "capitals"]),
        (item("ordering", items=["a", "b"], scoring="relative"), ["scoring"]),
        (item("multiple_response", all_or_nothing=True, options=[{"text": "a", "correct": True}, {"text": "b"}]), ["all or nothing"]),
        (Item(number=4, type_key="essay", fields={"stem": "A"}, hints=("h",), references=("r",), tags=("a,b",)), ["hints", "references", "commas"]),
    ],
)  # fmt: skip
def test_what_a_table_drops_of_a_question_is_named(partly, words):
    written = FORMAT.write([partly], title="")
    (problem,) = written.problems
    assert (problem.severity, problem.item) == (Severity.CHANGED, 4)
    assert all(word in problem.message for word in words)
    assert len(FORMAT.read(written.content).items) == 1


def test_the_template_comes_in_as_it_is():
    template = FORMAT.template()
    assert template.startswith(b"\xef\xbb\xbfkey,")
    package = FORMAT.read(template)
    assert package.problems == ()
    assert [item.type_key for item in package.items] == ["single_choice", "numeric"]
    assert html.plain(package.items[0].fields["stem"]).endswith("?")


VALID = [
    (HEADER + ',,Q,a,b,,A,"x\ny",,r,t,easy,o\n,numeric,N,,,,7 ± 1\n').encode(),
    b"sep=;\nquestion;type;option 1;option 2\nM;matching;a -> b;c -> d\nT;ordering;'=x;y\n",
    FORMAT.template(),
]


@given(
    content=st.one_of(st.binary(max_size=200), fuzz.damaged(VALID, b",;\t\"'\n=AB-> "))
)
@known.round_trip
def test_no_file_breaks_the_reader(content):
    fuzz.survives(FORMAT, content)


@pytest.mark.parametrize(
    "unit",
    [b",", b";", b"\t", b'"', b'""', b"'", b"\n", b",essay,Q\n", b",,Q,a,b,,A\n", b"x", b"<b>", b'"\n'],
)  # fmt: skip
def test_takes_time_in_proportion(unit):
    fuzz.assert_linear(
        FORMAT, lambda size: HEADER.encode() + unit * (size // len(unit))
    )
