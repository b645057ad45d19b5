"""The drawing of a published figure at an address of its own."""

import hashlib
import re
from base64 import b64decode
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse

from media.domain.placements import Placements
from media.domain.plates import plate_of
from media.domain.standalone import style
from media.models import Figure, FigureVersion
from tests.counting import counted_queries
from tests.media.conftest import structure

pytestmark = pytest.mark.django_db
LABELLED = {
    "schema": 1,
    "items": [structure("sacrum", anchor=[0.2, 0.5], label_at="auto")],
}


def address(digest, labels="names", prefix="f-a"):
    return reverse(
        "ce_media:figure",
        kwargs={"digest": digest, "labels": labels, "prefix": prefix},
    )


def address_of(figure, **kwargs):
    return address(figure.current_version().digest, **kwargs)


def test_a_published_drawing_is_sent_as_svg(published, client):
    response = client.get(address_of(published()))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find(".//*[@id='f-a-sacrum']").get("data-structure") == "sacrum"


def test_it_says_what_it_shows_and_where_that_is_described(published, client):
    made = published(alt='Left > right, "seen" & drawn.')

    root = ElementTree.fromstring(client.get(address_of(made)).content)

    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Left > right, "seen" & drawn.'
    assert root.get("aria-details") == "shown-f-a"


def test_it_is_what_was_published_and_not_the_draft(published, client):
    made = published()
    made.svg = made.svg.replace("M10 10L20 40Z", "M11 11L22 44Z")
    made.save_revision()
    before = client.get(address_of(made)).content.decode()

    made.save_revision().publish()
    after = client.get(address_of(Figure.objects.get())).content.decode()

    assert "M10 10L20 40Z" in before
    assert "M11 11L22 44Z" in after


def test_a_version_shown_again_later_has_one_address(published, client):
    """A figure that was changed and changed back has two versions of one digest."""
    made = published()
    first = made.current_version()
    for alt in ("Another.", first.content["alt"]):
        made.alt = alt
        made.save_revision().publish()

    assert FigureVersion.objects.filter(digest=first.digest).count() == 2
    assert client.get(address(first.digest)).status_code == 200


@pytest.mark.parametrize(
    ("labels", "shown"),
    [("names", ["labels", "numbers"]), ("numbers", ["numbers"]), ("none", [])],
)
def test_labels_are_those_that_the_page_asks_for(published, client, labels, shown):
    made = published(structures=LABELLED)

    text = client.get(address_of(made, labels=labels)).content.decode()

    assert re.findall(r'class="figure__(labels|numbers)"', text) == shown


def test_it_brings_the_colors_of_figures_for_light_and_dark(published, client):
    text = client.get(address_of(published())).content.decode()

    [found] = re.findall("<style>(.*?)</style>", text)
    assert found == style()
    assert "--fig-bone-2:light-dark(#ecdfc6,#c5b28b)" in found.replace(
        ": ", ":"
    ).replace(", ", ",")
    assert "color-scheme:light dark" in found


def test_the_policy_lets_that_style_through_and_nothing_else(published, client):
    policy = client.get(address_of(published()))["Content-Security-Policy"]

    [allowed] = re.findall(r"style-src 'sha256-([^']+)'", policy)
    assert b64decode(allowed) == hashlib.sha256(style().encode()).digest()
    assert policy.startswith("default-src 'none';")
    assert "sandbox" in policy
    assert "unsafe" not in policy


def test_it_is_kept_for_good_and_asked_for_once(published, client):
    url = address_of(published())
    first = client.get(url)

    again = client.get(url, headers={"if-none-match": first["ETag"]})
    weak = client.get(url, headers={"if-none-match": f"W/{first['ETag']}"})
    other = client.get(url, headers={"if-none-match": '"other"'})

    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (again.status_code, again.content) == (304, b"")
    assert weak.status_code == 304
    assert again["Cache-Control"] == first["Cache-Control"]
    assert other.status_code == 200


def test_it_costs_one_query_and_asks_for_nobody(published, client):
    """Also with a session: a page of six plates must not read its reader six times."""
    url = address_of(published())
    client.force_login(get_user_model().objects.create_user("a@example.org", "x"))

    with counted_queries() as queries:
        response = client.get(url)

    assert response.status_code == 200
    assert len(queries) == 1, str(queries)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_another_prefix_is_another_drawing(published, client):
    made = published()
    one, other = (client.get(address_of(made, prefix=name)) for name in ("f-a", "f-b"))

    assert one["ETag"] != other["ETag"]
    ids = re.findall(rb'\sid="([^"]+)"', one.content + other.content)
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(published, client, method):
    assert getattr(client, method)(address_of(published())).status_code == 405


def test_an_unknown_digest_is_not_found(published, client):
    made = published()
    unknown = hashlib.sha256(made.key.encode()).hexdigest()

    assert client.get(address(unknown)).status_code == 404


def test_a_figure_without_a_drawing_is_not_found(client, published):
    """A photo has files of its own."""
    photo = published()
    FigureVersion.objects.bulk_create(
        [
            FigureVersion(
                figure=photo,
                number=2,
                digest="a" * 64,
                content=photo.current_version().content,
                width=1,
                height=1,
                created_at=photo.last_published_at,
            )
        ]
    )

    assert client.get(address("a" * 64)).status_code == 404


@pytest.mark.parametrize(
    "prefix", ["", "a" * 81, 'a"b', "a<b", "a b", "a.b", "a/b", "ä", "a\n"]
)
def test_a_prefix_unfit_for_an_id_is_refused(published, client, prefix):
    made = published()
    with pytest.raises(NoReverseMatch):
        address_of(made, prefix=prefix)
    url = address_of(made, prefix="GOES-HERE")

    assert (
        client.get(url.replace("GOES-HERE", quote(prefix, safe=""))).status_code == 404
    )


@pytest.mark.parametrize("digest", ["0" * 63, "0" * 65, "A" * 64, "1", "..", "*"])
def test_what_is_no_digest_is_refused(published, client, digest):
    made = published()
    url = address_of(made).replace(made.current_version().digest, digest)

    assert client.get(url).status_code == 404


def test_nothing_can_be_listed(published, client):
    url = address_of(published())

    for up in ("../../", "../../../"):
        part = url.rsplit("/", up.count("/"))[0] + "/"
        assert client.get(part).status_code == 404


def test_only_a_published_version_has_an_address(published):
    made = published()

    assert plate_of(made).digest == made.current_version().digest
    assert plate_of(made, draft=True).digest == ""


def test_placements_know_the_first_and_number_what_is_taken():
    placements = Placements()

    found = [placements.add(prefix) for prefix in ("f-a", "f-b", "f-a", "f-a")]

    assert found == [("f-a", True), ("f-b", False), ("f-a-2", False), ("f-a-3", False)]
