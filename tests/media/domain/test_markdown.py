import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.domain.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One\ntwo", "<p>One two</p>"),
        ("# A", "<h2>A</h2>"),
        ("## A", "<h2>A</h2>"),
        ("##### A", "<h3>A</h3>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
        ("H<sub>2</sub>", "<p>H<sub>2</sub></p>"),
        ("[a](https://example.org)", '<p><a href="https://example.org">a</a></p>'),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org">a</a></p>'),
        ("[[sacrum|the bone]][^two-ends]", "<p>[[sacrum|the bone]][^two-ends]</p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ('Say "SOT": it\'s', "<p>Say “SOT”: it’s</p>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)
def test_to_html(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        '<a href="javascript:alert(1)" onclick="x">a</a>',
        "<img src=x onerror=alert(1)>",
        "![a](https://example.org/x.png)",
        "<svg onload=alert(1)>",
        '<p style="position:fixed" class="x">a</p>',
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_to_html_lets_nothing_act(text):
    html = to_html(text)

    for tag in ("<script", "<img", "<svg", "<iframe", "onclick=", "style=", "class="):
        assert tag not in html.replace("&lt;", "")
    assert 'href="javascript' not in html


@given(st.text(max_size=200))
def test_to_html_is_stable(text):
    assert to_html(text) == to_html(text)
