import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.markdown import to_html
from media.domain.markdown_lines import WIDTH
from media.domain.markdown_writing import to_markdown, unsayable

# Words that Markdown would like to read as something else.
WORDS = st.sampled_from(
    [
        "sacrum", "a", "Zürich", "“so”", "it’s", "5", "-", "+", "#", "##", "1.", "12)",
        ">", "*", "**", "_x_", "snake_case", "`", "[a]", "[a](b)", "![a]", "<b>", "a<b",
        "&", "&amp;", "&copy", "\\", "\\*", "=", "===", "---", "~~~", ":::", ":::note",
        "!", "(a)", "a*b", "2*3*4", "__", "<!--", "|", "…", "°", "don't", '"so"', "[^x",
        "[[sacrum]]", "[[sacrum|the bone]]", "[[a|b *c* \"d\"]]", "[^two-ends]", "[[a]](b)",
        "[^x]:", "https://example.org", "x@example.org", "%20", "☞", "a\xa0b",
    ]
)  # fmt: skip
TEXT = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
LINKS = st.sampled_from(
    [
        "https://example.org",
        "https://example.org/a_b_(c)?x=1&y=%20#z",
        "https://example.org/?a=1&copy;=2",
        "mailto:a@example.org",
    ]
)


def escaped(text):
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")


def inside(tag, html, attribute=""):
    return f"<{tag}{attribute}>{html}</{tag}>"


def link(html, address):
    address = address.replace("&", "&amp;")
    return inside("a", html, f' href="{address}"')


PLAIN = TEXT.map(escaped)
LEAVES = (
    PLAIN
    | st.builds(inside, st.sampled_from(["sub", "sup"]), PLAIN)
    | st.builds(link, PLAIN, LINKS)
    | st.builds(lambda text: inside("em", inside("strong", text)), PLAIN)
    | st.builds(lambda text: inside("strong", inside("em", text)), PLAIN)
)
NESTED = st.tuples(PLAIN, st.sampled_from(["em", "strong"]), PLAIN, PLAIN).map(
    lambda parts: inside(
        "strong" if parts[1] == "em" else "em",
        f"{parts[0]}{inside(parts[1], parts[2])}{parts[3]}",
    )
)
EMPHASIS = st.builds(inside, st.sampled_from(["em", "strong"]), PLAIN) | NESTED


@st.composite
def lines(draw):
    """A line of text with emphasis, links and breaks, glued together or apart."""
    parts = draw(st.lists(LEAVES | EMPHASIS, min_size=1, max_size=5))
    glued = draw(
        st.lists(st.sampled_from(["", " ", "x", "<br>\nx"]), min_size=5, max_size=5)
    )
    html = parts[0]
    for part, glue in zip(parts[1:], glued, strict=False):
        # Two of the same kind in a row are one, and no editor makes two of them.
        same = html.endswith("></a>") or html[-5:] == part[:1] + "/" + part[1:5]
        glue = glue or ("," if same or (part[:1] == "<" and html[-1:] == ">") else "")
        html += glue + part
    return html


HEADINGS = st.builds(inside, st.sampled_from(["h2", "h3"]), PLAIN)
PARAGRAPHS = st.builds(lambda html: inside("p", html), lines())


def listed(tag, items):
    return inside(tag, "\n" + "".join(inside("li", item) + "\n" for item in items))


def tight_lists(inner):
    nested = st.builds(lambda text, below: f"{text}\n{below}\n", PLAIN, inner)
    return st.builds(
        listed,
        st.sampled_from(["ul", "ol"]),
        st.lists(lines() | nested, min_size=1, max_size=12),
    )


TIGHT = tight_lists(
    tight_lists(PARAGRAPHS.map(lambda html: inside("ul", f"\n<li>{html[3:-4]}</li>\n")))
)
LOOSE = st.builds(
    lambda tag, items: listed(tag, [f"\n{item}\n" for item in items]),
    st.sampled_from(["ul", "ol"]),
    st.lists(
        PARAGRAPHS | st.builds("{}\n{}".format, PARAGRAPHS, PARAGRAPHS),
        min_size=2,
        max_size=4,
    ),
)
QUOTES = st.lists(PARAGRAPHS | HEADINGS, min_size=1, max_size=3).map(
    lambda blocks: inside("blockquote", "\n" + "\n".join(blocks) + "\n")
)
HTML = st.lists(
    PARAGRAPHS | HEADINGS | TIGHT | LOOSE | QUOTES | st.just("<hr>"), max_size=6
).map("\n".join)


@given(HTML)
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_as_the_same_html(html):
    assert to_html(to_markdown(html)) == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<h2>A # b #</h2>", "## A # b \\#"),
        ("<p>One <b>two</b> <i>three</i></p>", "One **two** *three*"),
        ("<p>[[sacrum]][^ends]</p>", "[[sacrum]][^ends]"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol>\n<li>a</li>\n<li>b</li>\n</ol>", "1. a\n2. b"),
        ("<p>a<br/>b</p>", "a<br>b"),
        ("<p>a<br>\nb</p>", "a\\\nb"),
        ("<p>don't</p>", "don\\'t"),
        ("<p>1. a</p>\n<p>- b</p>", "1\\. a\n\n\\- b"),
        ("<p>a<strong>b</strong>c</p>", "a**b**c"),
        ("<p>a<strong>(b)</strong>c</p>", "&#97;**(b)**&#99;"),
        ("<p>y<strong>a<em>b</em></strong></p>", "&#121;**&#97;_b_**"),
        ("<p><strong>a.</strong>b_c</p>", "**a.**&#98;\\_c"),
        ("<p>a<strong>b </strong>c</p>", "a**b&#32;**&#99;"),
        ('<p><a linktype="page" id="3">here</a></p>', "here"),
        ('<p data-block-key="x">a</p>', "a"),
    ],
)
def test_to_markdown(html, text):
    assert to_markdown(html) == text


def test_terms_and_marks_can_be_told_from_the_same_words():
    html = "<p>[[sacrum]] and [^ends] here</p>"

    text = to_markdown(html, terms=False, marks=False)

    assert "[[" not in text
    assert "[^" not in text
    assert to_html(text) == html


def test_paragraphs_are_wrapped_at_the_width():
    text = "<p>" + "word and - " * 40 + "end</p>"

    lines = to_markdown(text).split("\n")

    assert len(lines) > 3
    assert all(len(line) <= WIDTH + 12 for line in lines)
    assert not any(line.startswith("-") for line in lines)


def test_what_has_no_markdown_is_named():
    html = (
        '<p><a linktype="page" id="3">a</a> <a href="#b">b</a>'
        '<a href="https://example.org">c</a></p><h4>d</h4><embed embedtype="image"/>'
    )

    assert unsayable(html) == ["<a page>", "<a #b>", "<h4>", "<embed>"]
