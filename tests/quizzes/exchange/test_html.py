import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import html
from quizzes.types.text import clean_html

SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<sup>",
                "</sup>",
                "<ul>",
                "</ul>",
                "<ol>",
                "<li>",
                "</li>",
                "<br>",
                "<div>",
                "</div>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "&lt;",
                "&amp;",
                "&nbsp;",
                "&#60;",
                "<",
                ">",
                '"',
                "'",
                "<img",
                "<a",
                "<stdio.h>",
                "<x:y>",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("abc", "<p>abc</p>"),
        ("", ""),
        ("<p>&nbsp;</p>", ""),
        ("<p>a<p> b \n c", "<p>a</p><p>b c</p>"),
        ("<div>a</div><div>b <b>c</div>", "<p>a</p><p>b <b>c</b></p>"),
        ('<p style="x:y" onclick="e()">a<br/>b</p>', "<p>a<br>b</p>"),
        ("<h2>a</h2>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li><p>b</p><p>c</p></ul>d", "<ul><li>a</li><li>b<br>c</li></ul><p>d</p>"),
        ("<ol><li>a<ul><li>b</ul></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "<p>a | b</p><p>c</p>"),
        ("<script>alert(1)</script>a<!-- b -->c", "<p>ac</p>"),
        ("<script>a", ""),
        ("a <b", "<p>a &lt;b</p>"),
        ("#include <stdio.h>", "<p>#include &lt;stdio.h&gt;</p>"),
        ("a<b and c>d", "<p>a&lt;b and c&gt;d</p>"),
        ("&lt;script&gt;&amp;amp;", "<p>&lt;script&gt;&amp;amp;</p>"),
        ("<o:p>a</o:p>", "<p>a</p>"),
        ("&#" + "9" * 5000 + ";a", "<p>�a</p>"),
        ("a&#1;&#0;b", "<p>a�b</p>"),
        ("<i></i><b> </b>", ""),
    ],
)  # fmt: skip
def test_clean(given_html, expected):
    assert html.clean(given_html) == expected


@given(SOUP)
def test_clean_is_safe_and_changes_nothing_twice(soup):
    once = html.clean(soup)
    assert html.clean(once) == once
    assert clean_html(once) == once
    assert html.lost(once) == () or "$$" in once or "\\" in once
    html.plain(soup)
    html.lost(soup, as_text=True)


@given(st.text())
def test_text_survives_as_html(value):
    seen = html.plain(html.from_plain(value))
    assert seen.split() == html.CONTROL.sub("", value).split()


def test_text_as_html_keeps_lines_and_paragraphs():
    assert html.from_plain("a < b\nc\n\n\nd") == "<p>a &lt; b<br>c</p><p>d</p>"


def test_plain_keeps_lines_and_raised_digits_apart():
    given_html = (
        "<p>10<sup>3</sup> of H<sub>2</sub>O<br>x<sup>ab c</sup></p><ul><li>a</li></ul>"
    )
    assert html.plain(given_html) == "10³ of H₂O\nx^(ab c)\na"
    assert html.line("<p>a</p><p>b</p>") == "a b"


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<p>a <b>b</b></p><ul><li>c</li></ul>", ()),
        ('<table><tr><td>a</table><img src="x"><img src="y">', ("a table", "a picture")),
        ('<a href="x">a</a>', ("a link",)),
        ("<math><mi>x</mi></math>", ("a formula",)),
        ("\\(x^2\\)", ("a formula",)),
        ('<span class="math-tex">x</span>', ("a formula",)),
        ('<span style="color: red">a</span>', ("color",)),
        ('<font color="red">a</font>', ("color",)),
        ('<p style="text-align:left">a</p>', ("styles of letters",)),
        ("<h3>a</h3><hr><u>b</u>", ("a heading", "a dividing line", "underlining")),
        ("a <b and c> d", ()),
    ],
)  # fmt: skip
def test_lost(given_html, expected):
    assert html.lost(given_html) == expected


def test_text_loses_more_than_html():
    given_html = "<ul><li><b>a</b><sub>2</sub></li></ul>"
    assert html.lost(given_html) == ()
    assert html.lost(given_html, as_text=True) == (
        "a list",
        "bold or italics",
        "the place of raised or lowered letters",
    )


def test_has_tags():
    assert html.has_tags("a<br>b")
    assert not html.has_tags("a < b and <c> d")


@pytest.mark.parametrize(
    "unit",
    ["<b>", "<ul><li>", "<b \"'", "<!--", "<script", "<b a", "<sup>x", "&", "<p style='a"],
)  # fmt: skip
def test_takes_time_in_proportion(unit):
    def seconds(size):
        soup = unit * (size // len(unit))
        start = time.process_time()
        html.clean(soup)
        html.lost(soup, as_text=True)
        return time.process_time() - start

    seconds(1000)
    assert seconds(200_000) < 12 * max(seconds(50_000), 0.02)
