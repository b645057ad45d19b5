import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError

from courses.blocks import ProseBlock
from courses.models import GlossaryTerm
from tests.courses.factories import (
    make_admin,
    make_course,
    make_module,
    make_small_course,
)

pytestmark = pytest.mark.django_db

NOTE = {
    "marker": "ends",
    "claim": "Both ends move.",
    "verdict": "theory",
    "level": "",
    "references": [],
    "text": "",
}


def clean(text, notes=()):
    block = ProseBlock()
    value = block.to_python({"text": text, "notes": list(notes)})
    return block.clean(value)


def test_prose_marker_with_its_note_is_fine():
    assert clean("<p>Both[^ends].</p>", [NOTE])["notes"]


@pytest.mark.parametrize(
    ("text", "notes", "field"),
    [
        ("<p>Both[^ends].</p>", [], "text"),
        ("<p>Both.</p>", [NOTE], "notes"),
        ("<p>Both[^ends].</p>", [NOTE, NOTE], "notes"),
    ],
)
def test_prose_marker_and_note_must_match(text, notes, field):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(text, notes)

    assert list(refused.value.block_errors) == [field]


def test_lesson_unknown_term_is_refused():
    _course, [lesson, _other] = make_small_course()
    GlossaryTerm.objects.create(key="sacrum", term="Sacrum", definition="A bone.")
    text = "<p>[[sacrum]] and [[sacrun|the bone]]</p>"
    lesson.body = [("prose", {"text": text, "notes": []})]

    with pytest.raises(ValidationError, match="sacrun"):
        lesson.full_clean()


def test_module_can_not_wait_for_itself_by_way_of_others():
    course = make_course()
    first = make_module(course)
    second = make_module(course, after=[first])
    third = make_module(course, after=[second])
    first.prerequisites.set([third])

    with pytest.raises(ValidationError, match="wait for itself"):
        first.clean()


def test_module_form_offers_only_modules_of_its_course(client):
    course, other = make_course(), make_course()
    mine, sibling = make_module(course, "Mine"), make_module(course, "Sibling")
    make_module(other, "Foreign")
    client.force_login(make_admin())

    page = client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk]))

    offered = page.context["form"].fields["prerequisites"].queryset
    assert [module.pk for module in offered] == [sibling.pk]
