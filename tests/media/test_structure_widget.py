"""Naming structures in the admin: what the form takes, shows and refuses."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from media import structures
from media.models import Figure
from tests.media.conftest import SVG, figure, structure
from tests.media.models.test_figure import picture
from tests.media.test_admin import form, url
from tests.media.test_protection import delete, question_with

pytestmark = [
    pytest.mark.django_db,
    # Pillow and Wagtail leave temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

UNCLEAN = '<svg viewBox="0 0 1 1">\n<script>alert(1)</script></svg>'


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser(
        email="e@example.org", password="x"
    )
    client.force_login(user)
    return client


@pytest.fixture
def outsider(client):
    """Somebody who may enter the admin, and no more."""
    user = get_user_model().objects.create_user(email="o@example.org", password="x")
    group = Group.objects.create(name="Visitors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    return client


def stored(*items, **more):
    return json.dumps({"schema": 1, "items": list(items), **more})


def stage_of(response):
    """What the editor is told to show."""
    found = re.search(
        r'<script type="application/json">(.*?)</script>', response.content.decode()
    )
    return json.loads(found[1])


def stage(client, **data):
    return client.post(url(Figure, "stage"), data, headers=AJAX)


AJAX = {"X-Requested-With": "XMLHttpRequest"}


# ---- what is shown -------------------------------------------------------------------


def test_the_editor_shows_the_cleaned_drawing_and_which_keys_are_fixed(
    editor, published
):
    made = published(svg=SVG.replace("<g ", '<g class="x" '))

    shown = stage_of(editor.get(url(Figure, "edit", made.pk)))

    assert shown["svg"] == made.current_version().svg
    assert shown["fixed"] == ["sacrum"]
    assert shown["picture"] is None
    assert shown["tokens"]["--fig-bone-2"].startswith("light-dark(")


def test_the_editor_shows_a_photo_by_its_picture(editor):
    made = figure(svg="", image=picture(), structures=structures.empty())
    made.save()

    shown = stage_of(editor.get(url(Figure, "edit", made.pk)))

    assert shown["picture"]["width"] == 40
    assert shown["picture"]["height"] == 20
    assert shown["picture"]["url"]
    assert shown["svg"] == ""


def test_unclean_markup_never_gets_into_the_page(editor):
    response = editor.post(url(Figure, "add"), form(svg=UNCLEAN))

    html = response.content.decode()
    assert stage_of(response)["svg"] == ""
    assert stage_of(response)["error"].startswith("Line 2:")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html  # the text that was typed, to be corrected


def test_without_a_script_the_json_is_there_as_text(editor, published):
    made = published()

    html = editor.get(url(Figure, "edit", made.pk)).content.decode()

    text = re.search(r'<textarea name="structures".*?>\n(.*?)</textarea>', html, re.S)[
        1
    ]
    assert json.loads(text.replace("&quot;", '"')) == made.structures
    assert re.search(r"<details[^>]+ open>", html)
    assert re.search(r'data-ce-structures-target="editor"[^\n]+ hidden>', html)


# ---- what is refused -----------------------------------------------------------------


def test_broken_json_is_refused_and_shown_again(editor):
    response = editor.post(url(Figure, "add"), form(structures='{"schema": 1, "it'))

    html = response.content.decode()
    assert "Enter a valid JSON." in html
    assert "{&quot;schema&quot;: 1, &quot;it" in html
    assert Figure.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["[1]", '{"schema": 1, "items": 3}', stored({"key": ["a"], "label": {}})]
)
def test_json_of_another_shape_is_refused(editor, value):
    response = editor.post(url(Figure, "add"), form(structures=value))

    assert response.status_code == 200
    assert Figure.objects.count() == 0


def test_no_json_at_all_means_no_structures(editor):
    editor.post(url(Figure, "add"), form(structures=""))

    assert Figure.objects.get().structures == structures.empty()


def test_a_missing_shape_is_refused_when_it_is_published(editor):
    data = form(structures=stored(structure("coccyx")))

    response = editor.post(url(Figure, "add"), {**data, "action-publish": "1"})

    assert "no shape with the id coccyx" in response.content.decode()
    assert Figure.objects.count() == 0


def test_a_draft_may_name_a_shape_that_is_missing(editor):
    data = form(structures=stored(structure("coccyx")))

    response = editor.post(url(Figure, "add"), data)

    assert response.status_code == 302
    made = Figure.objects.get()
    with pytest.raises(ValidationError, match="coccyx"):
        made.save_revision(clean=False).publish()
    assert Figure.objects.get().live is False


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "rect", "x": 0.9, "y": 0, "width": 0.2, "height": 0.1},
        {"type": "rect", "x": -0.1, "y": 0, "width": 0.2, "height": 0.1},
        {"type": "ellipse", "cx": 1.2, "cy": 0, "rx": 0.2, "ry": 0.1},
        {"type": "polygon", "points": [[0, 0], [1, 0], [0, 1.5]]},
    ],
)
def test_a_shape_outside_the_picture_is_refused(editor, shape):
    data = form(
        svg="", image=picture().pk, structures=stored(structure("a", shape=shape))
    )

    response = editor.post(url(Figure, "add"), data)

    assert "inside the picture" in response.content.decode()
    assert Figure.objects.count() == 0


def test_a_shape_up_to_the_edge_is_taken():
    shape = {"type": "rect", "x": 0.3333, "y": 0, "width": 0.6667, "height": 1}

    structures.validate(json.loads(stored(structure("a", shape=shape))))


@pytest.mark.parametrize("field", ["alt", "description", "credit", "licence"])
def test_publishing_needs_what_a_draft_may_lack(editor, field):
    data = form(**{field: ""})

    refused = editor.post(url(Figure, "add"), {**data, "action-publish": "1"})
    draft = editor.post(url(Figure, "add"), data)

    assert list(refused.context["form"].errors) == [field]
    assert draft.status_code == 302
    with pytest.raises(ValidationError, match="needs"):
        Figure.objects.get().save_revision(clean=False).publish()


def test_a_draft_needs_a_title(editor):
    response = editor.post(url(Figure, "add"), form(title=""))

    assert list(response.context["form"].errors) == ["title"]


def test_a_key_that_was_published_stays(editor, published):
    made = published()
    renamed = stored(structure("sacral-bone", label="Sacrum"))

    response = editor.post(
        url(Figure, "edit", made.pk),
        form(svg=SVG.replace("sacrum", "sacral-bone"), structures=renamed),
    )

    html = response.content.decode()
    assert "“Sacrum” was published with the key “sacrum”" in html
    assert "can’t become “sacral-bone”" in html


def test_a_key_that_was_published_long_ago_stays(published):
    made = published()
    made.structures = structures.empty()
    made.save_revision().publish()
    made.structures = json.loads(stored(structure("crest-r", label="Sacrum")))

    with pytest.raises(ValidationError, match="crest-r"):
        made.full_clean()


def test_a_label_may_be_corrected_and_a_structure_be_removed(published):
    made = published()

    made.structures["items"][0]["label"] = "The sacrum"
    made.full_clean()
    made.structures = json.loads(stored(structure("crest-r", label="Crest")))
    made.full_clean()


def test_a_key_of_a_draft_may_change():
    made = figure()
    made.save()
    made.svg = SVG.replace("sacrum", "base")
    made.structures = json.loads(stored(structure("base", label="Sacrum")))

    made.full_clean()


# ---- the view that cleans ------------------------------------------------------------


def test_a_chosen_file_comes_back_clean(editor):
    upload = SimpleUploadedFile("a.svg", SVG.replace("<g ", '<g class="x" ').encode())

    answer = stage(editor, svg_file=upload)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert 'id="sacrum"' in answer.json()["svg"]
    assert "class" not in answer.json()["svg"]
    assert Figure.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"svg": UNCLEAN}, "Line 2:"),
        ({"svg": ""}, "not well-formed"),
        ({}, "not well-formed"),
        ({"svg_file": b"\xff\xfe\x00"}, "not UTF-8"),
        ({"svg_file": b" " * 2_000_001}, "larger than 2 MB"),
        ({"image": "0"}, "can’t be shown"),
        ({"image": "1 or 1"}, "can’t be shown"),
    ],
)
def test_what_can_not_be_shown_comes_back_as_words(editor, data, message):
    if "svg_file" in data:
        data = {"svg_file": SimpleUploadedFile("a.svg", data["svg_file"])}

    answer = stage(editor, **data)

    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert list(answer.json()) == ["error"]


def test_a_chosen_image_comes_back_as_its_picture(editor):
    answer = stage(editor, image=picture().pk)

    assert answer.json()["picture"]["width"] == 40


def test_the_view_that_cleans_is_for_those_who_edit_figures(outsider):
    assert stage(outsider, svg=SVG).status_code == 403
    assert outsider.post(url(Figure, "stage"), {"svg": SVG}).status_code == 302


def test_the_view_that_cleans_is_not_for_everybody(client):
    assert stage(client, svg=SVG).status_code in {302, 403}


def test_the_view_that_cleans_takes_posts_only(editor):
    assert editor.get(url(Figure, "stage")).status_code == 405


def test_the_view_that_cleans_wants_the_form_s_token(editor):
    editor.handler.enforce_csrf_checks = True

    assert stage(editor, svg=SVG).status_code == 403


def test_an_image_that_somebody_may_not_choose_is_not_shown(client, outsider):
    Group.objects.get(name="Visitors").permissions.add(
        Permission.objects.get(codename="change_figure")
    )

    assert stage(client, svg=SVG).status_code == 200
    assert stage(client, image=picture().pk).status_code == 400


# ---- lists ---------------------------------------------------------------------------


def test_lists_and_the_chooser_show_a_small_picture(editor, published):
    made = published()
    chooser = Figure.snippet_viewset.chooser_viewset
    thumbnail = url(Figure, "thumbnail", made.pk)

    listed = editor.get(url(Figure, "list")).content.decode()
    chosen = editor.get(reverse(chooser.get_url_name("choose"))).json()["html"]
    answer = editor.get(thumbnail)

    assert thumbnail in listed
    assert thumbnail in chosen
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b'width="144" height="108"' in answer.content


def test_a_photo_has_a_small_picture_and_an_empty_figure_none(editor):
    photo = figure(svg="", image=picture(), structures=structures.empty())
    photo.save()
    empty = figure("f02", svg="", structures=structures.empty())
    empty.save()

    assert editor.get(url(Figure, "thumbnail", photo.pk)).status_code == 302
    assert editor.get(url(Figure, "thumbnail", empty.pk)).status_code == 404


def test_small_pictures_are_for_the_admin(client, published):
    answer = client.get(url(Figure, "thumbnail", published().pk))

    assert answer.status_code == 302
    assert "next=" in answer.url


def test_the_usage_page_lists_the_questions_too(editor, published):
    made = published()
    question = question_with(figure=made)

    html = editor.get(url(Figure, "usage", made.pk)).content.decode()

    assert question.title in html
    assert "is in use" in delete(editor, made).content.decode()


def test_figures_are_filtered_by_tag_and_collection(editor, published):
    one, other = published("f01", title="Pelvis"), published("f02", title="Skull")
    shelf = Collection.get_first_root_node().add_child(name="Shelf")
    one.tags.add("bones")
    one.collection = shelf
    one.save()

    by_tag = {"tag": one.tags.get().pk}
    by_shelf = {"collection": shelf.pk}
    for wanted in (by_tag, by_shelf):
        html = editor.get(url(Figure, "list"), wanted).content.decode()
        assert one.title in html
        assert other.title not in html


def test_tags_are_part_of_the_draft_and_go_live_with_it(editor, published):
    made = published()
    data = form(structures=json.dumps(made.structures), tags="bones")

    editor.post(url(Figure, "edit", made.pk), data)
    assert not Figure.objects.get().tags.exists()
    editor.post(url(Figure, "edit", made.pk), {**data, "action-publish": "1"})

    assert [tag.name for tag in Figure.objects.get().tags.all()] == ["bones"]


def test_a_figure_goes_into_the_collection_that_was_chosen(editor):
    shelf = Collection.get_first_root_node().add_child(name="Shelf")

    editor.post(url(Figure, "add"), form(collection=shelf.pk))

    assert Figure.objects.get().collection == shelf


def test_a_collection_with_figures_is_not_deleted(editor, published):
    shelf = Collection.get_first_root_node().add_child(name="Shelf")
    published(collection=shelf)

    url = reverse("wagtailadmin_collections:delete", args=[shelf.pk])
    editor.post(url)

    assert "1 figure" in editor.get(url).content.decode()
    assert Figure.objects.get().collection == shelf


@pytest.mark.parametrize("mode", ["", "hidden", "print"])
def test_previews_show_names_numbers_or_nothing(published, mode):
    made = published(
        structures=json.loads(
            stored(structure("sacrum", anchor=[0.1, 0.5], label_at=[0.5, 0.9]))
        )
    )

    html = made.make_preview_request(preview_mode=mode).content.decode()

    assert ("figure__labels" in html) is (mode == "")
    assert ('data-theme="light"' in html) is (mode == "print")
    assert ("figure__numbers" in html) is (mode != "hidden")
