"""What stands in lessons for practice, and what no quiz asks."""

import random

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.blocks import DrawSectionBlock, FixedSectionBlock
from quizzes.domain import drawing, usage, versions
from tests.quizzes.factories import make_question, make_quiz

from .toy import Toy, make_lab

pytestmark = pytest.mark.django_db


@pytest.fixture
def only_practice(toy, monkeypatch):
    monkeypatch.setattr(Toy, "practice_only", True)


@pytest.mark.parametrize("tag", ["lab", "Lab", "CHECK"])
def test_draws_leave_out_what_is_tagged_for_lessons(tag):
    wanted = make_question(tags=["anatomy"])
    kept = make_question(tags=[tag, "anatomy"])
    quiz = make_quiz(draws=[{"count": 5}])

    assert list(versions.drawable()) == [wanted]
    drawn = drawing.draw(sections=quiz.sections, rng=random.Random(1))
    assert [item.version.question_id for item in drawn.items] == [wanted.pk]
    assert not list(usage._drawn_by(kept))
    assert list(usage._drawn_by(wanted))


@pytest.mark.parametrize("tag", ["lab", " Lab ", "check"])
def test_no_draw_can_ask_for_their_tag(tag):
    block = DrawSectionBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"count": 2, "tag": tag}))

    assert "kept for lessons" in str(refused.value.block_errors["tag"])


def test_trainer_is_drawn_unless_it_is_for_practice_alone(toy, monkeypatch):
    trainer = make_lab(tags=())
    quiz = make_quiz([trainer])
    assert list(versions.drawable()) == [trainer]

    monkeypatch.setattr(Toy, "practice_only", True)

    assert not list(versions.drawable())
    drawn = drawing.draw(sections=quiz.sections, rng=random.Random(1))
    assert drawn.items == []
    assert not list(usage._drawn_by(trainer))


def test_fixed_section_refuses_what_is_for_practice_alone(only_practice):
    block = FixedSectionBlock()
    questions = [make_question().pk, make_lab().pk]
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"questions": questions}))

    errors = refused.value.block_errors["questions"].block_errors
    assert list(errors) == [1]
    assert "No quiz can ask it." in str(errors[1])


def test_fixed_section_takes_trainers(toy):
    block = FixedSectionBlock()
    value = block.to_python({"questions": [make_lab().pk]})

    assert block.clean(value)["questions"][0].type_key == "toy"
