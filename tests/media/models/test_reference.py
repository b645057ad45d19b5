import pytest

from media.models import Reference


def reference(**fields):
    return Reference(
        **{
            "key": "guillaud-2016",
            "authors": "Guillaud A, Darbois N",
            "title": "Reliability of diagnosis",
            "source": "PLoS ONE",
            "year": 2016,
            "locator": "11(12):e0167823",
            "checked": "abstract",
            **fields,
        }
    )


def test_plain_is_one_line():
    assert reference(doi="10.1371/journal.pone.0167823").plain() == (
        "Guillaud A, Darbois N. Reliability of diagnosis. "
        "PLoS ONE, 2016, 11(12):e0167823. doi:10.1371/journal.pone.0167823"
    )


def test_plain_leaves_out_what_is_unknown():
    assert Reference(title="A title.", pmid="12").plain() == "A title. PMID 12"


def test_citation_html_links_the_title_and_escapes():
    html = reference(title="A <b> & C", pmid="123").citation_html()

    assert html == (
        "Guillaud A, Darbois N. "
        '<a href="https://pubmed.ncbi.nlm.nih.gov/123/"><cite>A &lt;b&gt; &amp; C</cite>'
        "</a>. PLoS ONE, 2016, 11(12):e0167823. PMID 123"
    )


def test_citation_html_says_when_a_publication_is_not_confirmed():
    assert (
        reference(checked="unconfirmed").citation_html().endswith("(not yet confirmed)")
    )


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        ("Guillaud A, Darbois N", "Guillaud 2016"),
        ("Leboeuf-Yde C", "Leboeuf-Yde 2016"),
        ("World Health Organization", "World Health Organization 2016"),
        ("", "Reliability of diagnosis 2016"),
    ],
)
def test_short(authors, short):
    assert reference(authors=authors).short() == short


def test_link_prefers_doi_then_pubmed_then_its_own_address():
    assert (
        reference(doi="10.1/a", pmid="1", url="https://x").link
        == "https://doi.org/10.1/a"
    )
    assert reference(pmid="1", url="https://x").link.endswith("/1/")
    assert reference(url="https://x").link == "https://x"
