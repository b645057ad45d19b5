"""Questions of every type, as the fields of their types are written."""

from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from quizzes.exchange import figures, html
from quizzes.exchange.neutral import Item

# Questions are large to make; a slow machine must not fail for it.
round_trip = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

# What some format gives a meaning to.
TRICKY = [
    *"~=#{}:\\%[]()<>&\"'`*|;,@+-/_$^!?.",
    *("->", "::", "####", "//", "\\n", "%50%", "[html]", "[plain]", "&lt;", "<b>", "]]>"),
    *("=1+1", "+1", "-1", "@x", "A. ", "B) ", "ANSWER: A", "1e3", "-0", "$CATEGORY: x"),
    *("TRUE", "T", "F", "\u00a0", "é", "日本", "🦴", "\u2028", "\u200b", "1..5", "a", " "),
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"])


def words(*, max_size=6):
    """One line, not empty, without needless spaces."""
    pieces = st.one_of(st.sampled_from(TRICKY), st.text(LETTERS, max_size=8))
    return (
        st.lists(pieces, min_size=1, max_size=max_size)
        .map(lambda parts: " ".join("".join(parts).split()))
        .filter(bool)
    )


def lines():
    """One line or several."""
    return st.lists(words(), min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(["\n", "\n\n", " "]).map(
            lambda between: between.join(parts).strip()
        )
    )


def rich():
    """HTML that stems may hold."""
    piece = st.one_of(
        words(),
        st.sampled_from(["<b>", "</b>", "<sup>2</sup>", "<ul><li>", "</ul>", "<br>", "<p>", " "]),
    )  # fmt: skip
    return st.one_of(
        words().map(html.from_plain),
        st.lists(piece, min_size=1, max_size=8).map("".join).map(html.clean),
    ).filter(lambda value: bool(html.line(value)))


def optional(name, values):
    return st.one_of(st.just({}), values.map(lambda value: {name: value}))


def merged(*parts):
    return st.tuples(*parts).map(lambda each: {k: v for part in each for k, v in part.items()})  # fmt: skip


def option():
    return merged(
        words().map(lambda text: {"text": text}), optional("feedback", lines())
    )


@st.composite
def single_choice(draw):
    options = draw(st.lists(option(), min_size=2, max_size=5))
    right = draw(st.integers(0, len(options) - 1))
    options[right] = {"text": options[right]["text"], "correct": True, **options[right]}
    return {"options": options}


@st.composite
def multiple_response(draw):
    options = draw(st.lists(option(), min_size=2, max_size=6))
    right = draw(
        st.lists(st.booleans(), min_size=len(options), max_size=len(options)).filter(
            any
        )
    )
    return {
        "options": [
            {**each, **({"correct": True} if is_right else {})}
            for each, is_right in zip(options, right, strict=True)
        ]
    }


def true_false():
    return merged(
        st.booleans().map(lambda answer: {"answer": answer}),
        optional("feedback_true", lines()),
        optional("feedback_false", lines()),
    )


@st.composite
def short_text(draw):
    wildcards = draw(st.booleans())
    fields = {"accepted": draw(st.lists(words(), min_size=1, max_size=3))}
    others = draw(
        st.lists(
            st.one_of(
                merged(
                    words().map(lambda text: {"text": text}),
                    optional("worth", st.integers(1, 99)),
                    optional("feedback", lines()),
                ),
                merged(
                    words().map(lambda text: {"text": text, "worth": 100}),
                    lines().map(lambda text: {"feedback": text}),
                ),
            ),
            max_size=3,
        )
    )
    if others:
        fields["others"] = others
    if wildcards:
        fields["wildcards"] = True
    return fields


def numbers(low=-1_000_000):
    return st.one_of(
        st.integers(low, 1_000_000).map(Decimal),
        st.decimals(low, 1_000_000, places=3),
        st.sampled_from(["1e3", "0.0000001", "12345678901234567890.5"]).map(Decimal),
    )


@st.composite
def numeric(draw):
    ranges = []
    for _number in range(draw(st.integers(0, 3))):
        ends = sorted([draw(numbers()), draw(numbers())])
        more = draw(
            merged(optional("worth", st.integers(0, 99)), optional("feedback", lines()))
        )
        ranges.append(
            {"from": figures.field(ends[0]), "to": figures.field(ends[1]), **more}
        )
    if any("worth" not in each for each in ranges) and draw(st.booleans()):
        fields = {"tolerance": 0}
    else:
        fields = {
            "answer": figures.field(draw(numbers())),
            "tolerance": figures.field(draw(numbers(0))),
        }
    return {**fields, **({"ranges": ranges} if ranges else {})}


def matching():
    pair = st.fixed_dictionaries({"prompt": words(), "match": words()})
    return merged(
        st.lists(pair, min_size=2, max_size=4).map(lambda pairs: {"pairs": pairs}),
        optional("distractors", st.lists(words(), min_size=1, max_size=2)),
    )


@st.composite
def fill_in_blanks(draw, instruction=None):
    kind, fields = draw(
        st.one_of(
            st.tuples(st.just("text"), short_text()),
            st.tuples(st.just("choice"), single_choice()),
            st.tuples(st.just("number"), numeric()),
        )
    )
    before, after = draw(words()), draw(words())
    text = html.clean(f"<p>{draw(st.sampled_from(['', '<b>']))}")
    text += html.from_plain(f"{before} [[1]] {after}")
    return {"text": text, "gaps": [{"kind": kind, **fields}]}


@st.composite
def items(draw, type_key, fields, **more):
    """A question of a type, with all that many formats can say."""
    return Item(
        number=1,
        type_key=type_key,
        fields={"stem": draw(rich()), **draw(fields)},
        name=draw(st.one_of(st.just(""), words())),
        rationale=draw(st.one_of(st.just(""), rich())),
        **{name: draw(value) for name, value in more.items()},
    )
