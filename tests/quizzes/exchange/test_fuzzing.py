"""Whatever a file holds: an import ends in questions or in words, and leaves no rests."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import types
from quizzes.domain import import_commit, importing
from quizzes.exchange import formats
from quizzes.exchange.neutral import Item, Package, Picture, UnreadableFile
from quizzes.models import ImportBatch, ImportFile, Question
from tests.quizzes.factories import AT, EVERY_SOURCE

pytestmark = [pytest.mark.django_db]
FUZZ = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "x",
            "<p>x</p>",
            "<script>",
            "a\x00b",
            "\ud800",
            "[[1]]",
            "1e400",
            "0",
            "*",
        ]
    ),
)
scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.integers(min_value=10**20),
)
NAMES = sorted(
    {name for source in EVERY_SOURCE.values() for name in source}
    | {"text", "correct", "feedback", "worth", "kind", "levels", "points", "prompt"}
    | {"match", "accepted", "weight", "part", "name", "others", "wildcards", "mode"}
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    ),
    max_leaves=12,
)


@st.composite
def fields_of(draw, type_key):
    """Fields of a whole question with a few of them put wrong."""
    fields = dict(EVERY_SOURCE.get(type_key, {}))
    changes = draw(st.dictionaries(st.sampled_from(NAMES), anything, max_size=3))
    return {**fields, **changes}


@st.composite
def items(draw):
    type_key = draw(st.sampled_from([*EVERY_SOURCE, "no_such_type"]))
    return Item(
        number=draw(st.integers(1, 3)),
        type_key=type_key,
        fields=draw(fields_of(type_key)),
        line=draw(st.none() | st.integers(0, 10)),
        key=draw(texts),
        name=draw(texts),
        rationale=draw(texts),
        hints=tuple(draw(st.lists(texts, max_size=3))),
        category=draw(texts),
        tags=tuple(draw(st.lists(texts, max_size=3))),
        difficulty=draw(texts),
        objective=draw(texts),
        references=tuple(draw(st.lists(texts, max_size=2))),
        picture=draw(
            st.none() | st.builds(Picture, texts, st.binary(max_size=60), texts)
        ),
    )


class Anything:
    """Gives whatever package a test made up."""

    key = "anything"
    label = "Anything"
    extension = "any"
    content_type = "application/octet-stream"
    can_read = True
    can_write = False
    package = Package(())

    def matches(self, head, name):
        return name == "x.any"

    def read(self, content):
        return self.package


@pytest.fixture
def any_format():
    known = formats.register(Anything())
    yield known
    formats.unregister(known.key)


@FUZZ
@given(found=st.lists(items(), max_size=3), publish=st.booleans())
def test_any_package_comes_in_or_is_left_out_with_reasons(
    bank, author, any_format, found, publish
):
    numbered = {item.number: item for item in found}
    any_format.package = Package(tuple(numbered.values()))
    ImportBatch.objects.all().delete()
    try:
        batch = importing.upload(
            content=b"x", file_name="x.any", bank=bank, by=author, at=AT
        )
    except UnreadableFile:
        assert not found
        return
    rows = importing.preview(batch=batch, by=author).rows
    for row in rows:
        assert row.question is not None or row.problems
    try:
        import_commit.commit(
            batch=batch, by=author, at=AT, include_duplicates=True, publish=publish
        )
    except import_commit.NothingChosen:
        assert all(row.question is None for row in rows)
        return
    made = list(batch.questions.all())
    assert len(made) == batch.count == sum(row.question is not None for row in rows)
    for question in made:
        content = types.get(question.type_key).content(question.body[0].value)
        assert types.get(question.type_key).problems(content) == []
        assert question.get_latest_revision_as_object().title == question.title
    Question.objects.filter(pk__in=[q.pk for q in made], versions=None).delete()


@FUZZ
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text("{}=~#:\\[]%TFA.B\n<>?/quiz ANSWER,;\"'", max_size=200).map(str.encode),
        st.binary(max_size=100).map(lambda rest: b"PK\x03\x04" + rest),
        st.binary(max_size=100).map(lambda rest: b"<?xml version='1.0'?><quiz>" + rest),
    ),
    name=st.sampled_from(["x", "x.gift", "x.xml", "x.csv", "x.zip", "x.txt"]),
    key=st.sampled_from(["", *(known.key for known in formats.all_formats())]),
)
def test_any_bytes_are_read_or_refused_in_words(bank, author, content, name, key):
    before = ImportBatch.objects.count(), ImportFile.objects.count()
    try:
        batch = importing.upload(
            content=content,
            file_name=name,
            bank=bank,
            by=author,
            at=AT,
            file_format=key,
        )
    except UnreadableFile as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert str(refusal.message)
        assert before == (ImportBatch.objects.count(), ImportFile.objects.count())
        return
    try:
        import_commit.commit(batch=batch, by=author, at=AT)
    except import_commit.NothingChosen:
        assert not batch.questions.exists()
    else:
        assert batch.questions.count() == batch.count > 0
