import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.models import Figure, Reference
from tests.media.conftest import SVG, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser(
        email="e@example.org", password="x"
    )
    client.force_login(user)
    return client


def url(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def form(**fields):
    return {
        "title": "The pelvis",
        "key": "f01",
        "svg": SVG,
        "image": "",
        "alt": "The pelvis from the front.",
        "description": "What is where.",
        "credit": "Drawing: the project.",
        "licence": "CC BY 4.0",
        "structures": '{"schema": 1, "items": []}',
        **fields,
    }


def test_both_have_a_place_in_the_menu(editor):
    html = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert "Figures and references" in html


@pytest.mark.parametrize("count", [1, 3])
def test_figures_are_listed_and_searched(editor, published, count):
    for number in range(count):
        published(f"f0{number}", title=f"The pelvis {number}")

    found = editor.get(url(Figure, "list"), {"q": "pelvis"})

    assert found.status_code == 200
    assert found.content.decode().count("The pelvis ") >= count


def test_references_are_listed_and_filtered(editor):
    Reference.objects.create(key="a", title="A trial", kind="article")
    Reference.objects.create(key="b", title="A thesis", kind="thesis")

    html = editor.get(url(Reference, "list"), {"kind": "thesis"}).content.decode()

    assert "A thesis" in html
    assert "A trial" not in html


def test_an_uploaded_drawing_is_cleaned_and_saved(editor):
    upload = SimpleUploadedFile(
        "a.svg", SVG.replace("<g ", '<g class="x" ').encode(), "image/svg+xml"
    )

    response = editor.post(
        url(Figure, "add"),
        form(svg="", svg_file=upload, **{"action-publish": "1"}),
    )

    assert response.status_code == 302
    made = Figure.objects.get(key="f01")
    assert made.live
    assert 'id="sacrum"' in made.svg
    assert "class" not in made.svg
    assert made.versions.count() == 1


def test_an_unsafe_drawing_is_refused_with_its_line(editor):
    response = editor.post(
        url(Figure, "add"),
        form(svg='<svg viewBox="0 0 1 1">\n<script/></svg>', **{"action-publish": "1"}),
    )

    assert response.status_code == 200
    assert "Line 2:" in response.content.decode()
    assert Figure.objects.count() == 0


def test_a_drawing_that_is_not_text_is_refused(editor):
    upload = SimpleUploadedFile("a.svg", b"\xff\xfe\x00", "image/svg+xml")

    response = editor.post(
        url(Figure, "add"), form(svg="", svg_file=upload, **{"action-publish": "1"})
    )

    assert "not UTF-8" in response.content.decode()


def test_a_draft_may_be_incomplete_but_publishing_may_not(editor):
    bare = form(svg="", alt="", description="", credit="")

    published = editor.post(url(Figure, "add"), {**bare, "action-publish": "1"})
    draft = editor.post(url(Figure, "add"), bare)

    assert published.status_code == 200
    assert draft.status_code == 302
    assert Figure.objects.get().live is False


def test_previews_answer(editor, published):
    made = published()
    reference = Reference.objects.create(key="a", title="A trial", finding="Nothing.")

    figure_html = made.make_preview_request().content.decode()
    reference_html = reference.make_preview_request().content.decode()

    assert 'data-structure="sacrum"' in figure_html
    assert "A trial" in reference_html
    assert "style=" not in figure_html


def test_the_edit_view_opens(editor, published):
    made = published()

    assert editor.get(url(Figure, "edit", made.pk)).status_code == 200
    assert editor.get(url(Figure, "usage", made.pk)).status_code == 200
    assert editor.get(url(Figure, "history", made.pk)).status_code == 200


def test_an_unused_figure_can_be_deleted_with_its_versions(editor, published):
    made = published()

    editor.post(url(Figure, "delete", made.pk))

    assert Figure.objects.count() == 0


def test_deleting_several_figures_at_once(editor, published):
    figures = [published("f01"), published("f02")]
    query = "&".join(f"id={made.pk}" for made in figures)

    editor.post(f"/admin/bulk/ce_media/figure/delete/?{query}")

    assert Figure.objects.count() == 0


def test_the_chooser_finds_figures(editor, published):
    published()
    chooser = Figure.snippet_viewset.chooser_viewset

    response = editor.get(reverse(chooser.get_url_name("choose")))

    assert "The pelvis" in response.json()["html"]


def test_figure_without_publishing_is_a_draft():
    made = figure()

    assert made.live is False
