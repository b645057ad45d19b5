"""What a file must be to be taken, and what its preview says."""

import datetime as dt

import pytest

from quizzes import types
from quizzes.domain import importing
from quizzes.enums import BankAccess, BankRole
from quizzes.exchange.neutral import MAX_BYTES, UnreadableFile
from quizzes.models import BankMember, ImportBatch, ImportFile, Question
from tests.counting import counted_queries
from tests.quizzes.factories import (
    AT,
    TYPE_KEYS,
    make_bank,
    make_objective,
    make_question,
    make_user,
)

from .shelf import shelf_of
from .uploading import commit, item, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

NO_FIGURE = [key for key in TYPE_KEYS if not types.get(key).asks_figure]


@pytest.fixture
def writer():
    """Somebody who may write questions, and is no member of anything."""
    return make_user()


def rows_of(batch, **values):
    return importing.preview(batch=batch, by=batch.by, **values).rows


def messages(row):
    return [problem.message for problem in row.problems]


def test_upload_is_kept_and_makes_no_question(bank, author):
    batch = upload(item(), item("numeric"), bank=bank, by=author)

    assert (batch.count, batch.left_out, batch.file_format) == (2, 0, "shelf")
    assert batch.report["problems"] == []
    assert ImportFile.objects.get().batch == batch
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b" \n\t ", "The file is empty."),
        (b"\x00\x01\xff no questions", "no file of a format that this site reads"),
        (shelf_of(), "There is no question in the file."),
        (b"SHELF\n{", "The shelf is broken."),
    ],
)
def test_unreadable_file_is_refused_in_words(bank, author, content, message):
    with pytest.raises(UnreadableFile, match=message):
        upload(content=content, bank=bank, by=author)
    assert not ImportBatch.objects.exists()


def test_file_that_is_too_large_is_not_even_looked_at(bank, author, shelf, monkeypatch):
    monkeypatch.setattr(shelf, "read", None)
    with pytest.raises(UnreadableFile, match="larger than 20 MB"):
        upload(content=b"SHELF\n" + bytes(MAX_BYTES), bank=bank, by=author)


def test_file_with_too_many_questions_is_refused(bank, author, monkeypatch):
    monkeypatch.setattr(importing, "MAX_ITEMS", 2)
    with pytest.raises(UnreadableFile, match="more than 2 questions"):
        upload(item(), item(), item(), bank=bank, by=author)


def test_format_that_was_chosen_is_held_to(bank, author):
    with pytest.raises(UnreadableFile, match="This is no shelf"):
        upload(content=b"::Q:: 1+1? {=2}", bank=bank, by=author, file_format="shelf")
    with pytest.raises(UnreadableFile, match="does not read files of that format"):
        upload(item(), bank=bank, by=author, file_format="no-such")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\Ana\\quiz.txt", "quiz.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\u202etxt.exe\n", "abtxt.exe"),
        ("x" * 300, "x" * 255),
        ("///", "without a name"),
    ],
)
def test_name_of_a_file_is_only_a_name(bank, author, name, shown):
    assert upload(item(), bank=bank, by=author, file_name=name).file_name == shown


@pytest.mark.parametrize(
    ("access", "role", "may"),
    [
        (BankAccess.MEMBERS, None, False),
        (BankAccess.READ, None, False),
        (BankAccess.WRITE, None, True),
        (BankAccess.MEMBERS, BankRole.READER, False),
        (BankAccess.MEMBERS, BankRole.WRITER, True),
        (BankAccess.MEMBERS, BankRole.OWNER, True),
    ],
)
def test_only_writers_of_a_bank_import_into_it(bank, writer, access, role, may):
    bank.access = access
    bank.save()
    if role:
        BankMember.objects.create(bank=bank, person=writer, role=role)
    if may:
        assert upload(item(), bank=bank, by=writer).bank == bank
        return
    with pytest.raises(importing.BankClosed):
        upload(item(), bank=bank, by=writer)


def test_writer_who_lost_the_bank_cannot_commit(bank, writer):
    batch = upload(item(), bank=bank, by=writer)
    bank.access = BankAccess.READ
    bank.save()

    with pytest.raises(importing.BankClosed):
        commit(batch)
    assert not Question.objects.exists()


@pytest.mark.parametrize("type_key", [*NO_FIGURE, "essay"])
def test_preview_shows_each_type_as_it_will_be(bank, author, type_key):
    (row,) = rows_of(upload(item(type_key), bank=bank, by=author))

    assert row.problems == ()
    assert row.question.type_key == type_key
    assert row.body["stem"]
    assert not Question.objects.exists()


@pytest.mark.parametrize("type_key", ["label_figure", "find_structure"])
def test_question_on_a_figure_cannot_come_in(bank, author, type_key):
    (row,) = rows_of(upload(item(type_key), bank=bank, by=author))

    assert row.question is None
    assert "asks about a figure" in messages(row)[0]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (item("no_such_type", fields={}), "no questions of the type “no_such_type”"),
        (item(fields={"stem": "Which?"}), "accepted: is missing"),
        (item(fields={"accepted": ["x"]}), "stem: is missing"),
        (item(stem="<script>x</script>"), "Question: This field is required."),
        (item(stem="<p> &nbsp;</p>"), "Question: This field is required."),
        (
            item(
                "single_choice",
                fields={"stem": "Which?", "options": [{"text": "a"}, {"text": "b"}]},
            ),
            "Exactly one option must be right.",
        ),
        (
            item(
                "single_choice",
                fields={
                    "stem": "Which?",
                    "options": [{"text": "a" * 501, "correct": True}, {"text": "b"}],
                },
            ),
            "at most 500 characters",
        ),
    ],
)
def test_question_that_cannot_be_asked_is_left_out_with_its_line(
    bank, author, broken, message
):
    batch = upload(item(), broken, bank=bank, by=author)

    assert (batch.count, batch.left_out) == (1, 1)
    whole, row = rows_of(batch)
    assert whole.question is not None
    assert row.question is None
    assert message in messages(row)[0]
    (problem,) = batch.report["problems"]
    assert problem["severity"] == "left_out"
    assert (problem["item"], problem["line"]) == (2, 3)


def test_what_the_reader_left_out_counts(bank, author):
    problems = [["left_out", "A drag-and-drop question.", 2, 17]]
    batch = upload(item(), bank=bank, by=author, problems=problems)

    assert (batch.count, batch.left_out) == (1, 1)
    assert batch.report["problems"][0]["message"] == "A drag-and-drop question."


def test_file_of_which_nothing_comes_in_still_has_its_preview(bank, author):
    problems = [["left_out", "A drag-and-drop question.", 1, 3]]
    batch = upload(bank=bank, by=author, problems=problems)

    assert (batch.count, batch.left_out) == (0, 1)


HOSTILE = (
    "<p onclick='x()'>Which<script>alert(1)</script> "
    "<img src=x onerror=alert(1)><iframe src='//evil.example'></iframe>"
    "<a href='javascript:alert(1)'>bone</a><style>p{}</style>?</p>"
    "<embed embedtype='image' id='1'><a linktype='page' id='1'>page</a>"
)


def test_nothing_of_a_file_is_trusted(bank, author):
    hostile = item(
        stem=HOSTILE, rationale=HOSTILE, hints=[HOSTILE, "<p></p>"], name=HOSTILE
    )
    (row,) = rows_of(upload(hostile, bank=bank, by=author))

    stored = [row.body["stem"], row.question.rationale]
    stored += [str(hint.value.source) for hint in row.question.hints]
    for text in stored:
        assert text.startswith("<p>Which")
        for bad in ("script", "onclick", "img", "iframe", "javascript", "style"):
            assert bad not in text
        assert "embed" not in text
        assert "linktype" not in text
    assert len(row.question.hints) == 1
    assert "<a" not in row.body["stem"]


def test_what_no_database_takes_is_taken_out(bank, author):
    strange = item(
        stem="a\x00b\ud800c\ufffe",
        fields={"stem": "x", "accepted": ["o\x00k"]},
        tags=["t\x00ag"],
        rationale="\x00why",
        key="k\x00",
        category="\udfffc",
    )
    batch = upload(strange, bank=bank, by=author)
    commit(batch, publish=True)

    question = Question.objects.get()
    assert question.title == "abc"
    assert question.current_version().body["accepted"] == ["ok"]
    assert sorted(question.tags.names()) == ["c", "tag"]


def test_what_is_changed_is_said(bank, author):
    objective = make_objective()
    odd = item(
        difficulty="brutal",
        objective="unknown",
        references=["nobody-2020"],
        hints=[f"Hint {number}" for number in range(11)],
        tags=["a" * 120, "Safety", "safety"],
        category="top/Anatomy/Sacrum",
    )
    fine = item("numeric", difficulty="hard", objective=objective.key)

    changed, kept = rows_of(upload(odd, fine, bank=bank, by=author))

    said = " ".join(messages(changed))
    for part in (
        "“brutal” is not known",
        "no objective with the key “unknown”",
        "no reference with the key “nobody-2020”",
        "9 hints at most",
        "is cut short",
    ):
        assert part in said
    assert changed.tags == ("a" * 100, "Safety", "Sacrum")
    assert changed.question.difficulty == "medium"
    assert len(changed.question.hints) == 9
    assert kept.problems == ()
    assert (kept.question.difficulty, kept.question.objective) == ("hard", objective)


def test_category_of_the_banks_name_is_no_tag(bank, author):
    (row,) = rows_of(upload(item(category="x/pelvis "), bank=bank, by=author))

    assert (row.tags, row.problems) == ((), ())


@pytest.mark.parametrize("name", ["Check", "lab"])
def test_category_never_hides_a_question_from_draws(bank, author, name):
    batch = upload(item(category=f"x/{name}"), bank=bank, by=author)
    (row,) = rows_of(batch)

    assert row.tags == ()
    assert "practice in lessons" in batch.report["problems"][0]["message"]


def test_what_becomes_of_a_category_is_said_once(bank, author):
    items = [
        item(stem=f"{number}?", category=f"top/{name}")
        for number, name in enumerate(["Sacrum", "Atlas", "Sacrum"])
    ]
    batch = upload(*items, bank=bank, by=author)

    said = [(found["line"], found["message"]) for found in batch.report["problems"]]
    assert said == [
        (2, "The category “top/Sacrum” becomes the tag “Sacrum”."),
        (3, "The category “top/Atlas” becomes the tag “Atlas”."),
    ]
    assert [row.tags for row in rows_of(batch)] == [
        ("Sacrum",),
        ("Atlas",),
        ("Sacrum",),
    ]


def test_duplicates_are_shown_in_the_file_and_in_readable_banks(bank, writer):
    hidden = make_bank("Exam")
    hidden.access = BankAccess.MEMBERS
    hidden.save()
    make_question("short_text", bank=hidden)
    known = make_question("short_text", bank=bank)

    batch = upload(item(), item(), item("numeric"), bank=bank, by=writer)
    first, second, other = rows_of(batch)

    assert [twin.question_id for twin in first.twins] == [known.pk]
    assert [twin.bank for twin in first.twins] == ["Pelvis"]
    assert [twin.item for twin in second.twins] == [None, 1]
    assert other.twins == ()
    assert batch.report["twins"] == 2


def test_questions_without_words_are_no_duplicates(bank, author):
    rows = rows_of(upload(item(stem="?!"), item(stem="…"), bank=bank, by=author))

    assert [row.twins for row in rows] == [(), ()]


def test_preview_goes_page_by_page_and_costs_the_same(bank, author):
    items = [item(stem=f"Question {number}?") for number in range(60)]
    batch = upload(*items, bank=bank, by=author)

    with counted_queries() as queries:
        rows = rows_of(batch, first=50, count=50)

    assert [row.item.number for row in rows] == list(range(51, 61))
    assert len(queries) <= 4, queries


def test_duplicate_in_the_file_is_known_on_every_page(bank, author):
    items = [item(stem=f"Question {number}?") for number in range(60)]
    batch = upload(*items, item(stem="question 3"), bank=bank, by=author)

    (row,) = rows_of(batch, first=60, count=50)

    assert [twin.item for twin in row.twins] == [4]


def test_uploads_that_nobody_wanted_go_after_a_week(bank, author):
    old = upload(item(), bank=bank, by=author)
    done = commit(upload(item("numeric"), bank=bank, by=author))
    fresh = upload(item(), bank=bank, by=author, at=AT + dt.timedelta(days=1))

    assert importing.purge(at=AT + dt.timedelta(days=7, minutes=1)) == 1

    assert set(ImportBatch.objects.all()) == {done, fresh}
    assert list(ImportFile.objects.values_list("batch", flat=True)) == [fresh.pk]
    with pytest.raises(importing.ImportClosed):
        importing.read(old)


def test_upload_is_thrown_away_but_never_an_import(bank, author):
    importing.discard(batch=upload(item(), bank=bank, by=author))
    assert not ImportBatch.objects.exists()

    done = commit(upload(item(), bank=bank, by=author))
    with pytest.raises(importing.ImportClosed):
        importing.discard(batch=done)


def test_same_file_again_is_told(bank, author):
    first = commit(upload(item(), bank=bank, by=author))
    again = upload(item(), bank=bank, by=author)

    assert importing.earlier(again) == first
    assert importing.earlier(first) is None
    other = upload(item(), bank=make_bank(), by=author)
    assert importing.earlier(other) is None


def test_imports_are_seen_by_who_made_them_and_by_owners(bank, writer):
    owner, stranger = make_user(), make_user()
    BankMember.objects.create(bank=bank, person=owner, role=BankRole.OWNER)
    done = commit(upload(item(), bank=bank, by=writer))
    waiting = upload(item("numeric"), bank=bank, by=writer)

    assert set(importing.visible(writer)) == {done, waiting}
    assert set(importing.visible(owner)) == {done}
    assert not importing.visible(stranger).exists()

    bank.access = BankAccess.MEMBERS
    bank.save()
    assert not importing.visible(writer).exists()
