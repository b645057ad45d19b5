"""The marking queue in the admin."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.utils import timezone

from quizzes.domain import marking, queue
from quizzes.domain.errors import MarkedMeanwhile
from quizzes.models import Attempt, MarkEvent
from tests.counting import counted_queries
from tests.quizzes.answers import add_attempt
from tests.quizzes.factories import (
    SOURCES_BY_HAND,
    items_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    publish,
    save,
    start,
    submit,
)
from tests.quizzes.people import closed_bank, give, make_instructor

pytestmark = pytest.mark.django_db

QUEUE = "/admin/quizzes/marking/"
ESSAY = {"text": "Because nobody has shown that it can be felt."}


@pytest.fixture
def staff(client):
    client.user = make_admin(first_name="Mara", last_name="Marker")
    client.force_login(client.user)
    return client


@pytest.fixture
def essay():
    return make_question("essay")


def hand_in(question, text=ESSAY["text"], learner=None, quiz=None, **quiz_fields):
    """Return the item of a submitted attempt that waits for a person."""
    quiz = quiz or make_quiz([question], **quiz_fields)
    attempt = start(quiz, learner or make_user(), at=timezone.now())
    (item,) = items_of(attempt)
    save(item, {"text": text}, at=timezone.now())
    submit(attempt, at=timezone.now())
    return items_of(attempt)[0]


def hand_in_many(question, count):
    """Add attempts that wait, without the way through a quiz."""
    version = question.current_version()
    for number in range(count):
        attempt = add_attempt(
            "quiz",
            [
                (
                    version,
                    0,
                    {"fraction": None, "response": {"text": f"Answer {number}."}},
                )
            ],
        )
        Attempt.objects.filter(pk=attempt.pk).update(
            items_to_mark=1, score=None, fraction=None, passed=None
        )


def levels(item, *chosen, **fields):
    criteria = item.question_version.body["rubric"]
    return {
        "seen": "0",
        "action": "keep",
        "note": "",
        **{
            f"level-{criterion['id']}": criterion["levels"][number]["id"]
            for criterion, number in zip(criteria, chosen, strict=True)
        },
        **fields,
    }


def url(item):
    return f"{QUEUE}answers/{getattr(item, 'pk', item)}/"


def text_of(response):
    assert response.status_code in (200, 409)
    main = BeautifulSoup(response.content, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def test_overview_counts_by_question_and_version(staff, essay):
    quiz = make_quiz([essay])
    for _number in range(2):
        hand_in(essay, quiz=quiz)
    publish_another(essay)
    hand_in(essay, quiz=quiz)
    other = make_question("essay", {**SOURCES_BY_HAND["essay"], "stem": "And why?"})
    hand_in(other)

    response = staff.get(QUEUE)
    rows = BeautifulSoup(response.content, "html.parser").select("main tbody tr")

    assert [row.select("td")[1].text + row.select("td")[3].text for row in rows] == [
        "12",
        "21",
        "11",
    ]
    assert quiz.title in rows[0].text
    assert "4 answers wait" in text_of(response)


def publish_another(essay):
    essay.refresh_from_db()
    essay.rationale = "<p>Because.</p>"
    publish(essay)


def test_nothing_waits(staff):
    assert "No answer waits for a mark." in text_of(staff.get(QUEUE))


def test_version_leads_to_its_first_answer_and_from_one_to_the_next(staff, essay):
    quiz = make_quiz([essay])
    items = {hand_in(essay, f"Words of {n}.", quiz=quiz).pk for n in range(3)}
    version = essay.current_version()
    seen = []
    response = staff.get(f"{QUEUE}questions/{version.pk}/")
    while response.status_code == 302 and "answers" in response.url:
        pk = int(response.url.rstrip("/").split("/")[-1])
        seen.append(pk)
        item = queue.markable(user=staff.user).get(pk=pk)
        response = staff.post(url(pk), levels(item, 1, 0))

    assert sorted(seen) == sorted(items)
    assert response.url == QUEUE
    assert MarkEvent.objects.filter(marker=staff.user).count() == 3
    assert set(Attempt.objects.values_list("items_to_mark", "fraction")) == {
        (0, Decimal("0.75"))
    }
    last = staff.get(f"{QUEUE}questions/{version.pk}/", follow=True)
    assert "No answer to this question waits any more." in last.content.decode()


def test_page_has_everything_to_mark_by(staff, essay):
    first, second = hand_in(essay, "My own words."), hand_in(essay, "Other words.")
    staff.post(url(second), levels(second, 1, 1, note="Good sources."))

    page = text_of(staff.get(url(first)))

    for text in (
        "Why may the sacrum",
        "My own words.",
        "Cites studies of the joint (3 points)",
        "Its motion is too small to be felt.",
        "1 answer to this question waits.",
        "Good sources.",
        "Back to the answer before",
    ):
        assert text in page, text


def test_names_attempts_and_times_are_hidden_until_asked_for(staff, essay):
    learner = make_user(first_name="Beatriz", last_name="Osei")
    item = hand_in(essay, learner=learner)

    hidden = staff.get(url(item)).content.decode()
    shown = staff.post(
        f"{QUEUE}names/", {"names": "show", "item": item.pk}, follow=True
    )
    again = staff.post(f"{QUEUE}names/", {"names": "hide"}, follow=True)

    for text in ("Beatriz", learner.email, "attempt 1", str(item.attempt.uuid)):
        assert text not in hidden
    assert f"quiz_attempts/inspect/{item.attempt_id}" not in hidden
    assert shown.redirect_chain == [(url(item), 302)]
    assert "Beatriz Osei" in shown.content.decode()
    assert "attempt 1" in shown.content.decode()
    assert again.redirect_chain == [(QUEUE, 302)]


def test_anonymous_order_is_stable_and_not_of_time(essay):
    hand_in_many(essay, 30)
    person, version = make_admin(), essay.current_version().pk

    by_time = queue.line(version=version, user=person)
    shuffled = queue.line(version=version, user=person, seed="a")

    assert by_time == sorted(by_time)
    assert sorted(shuffled) == by_time
    assert shuffled != by_time
    assert shuffled == queue.line(version=version, user=person, seed="a")
    assert shuffled != queue.line(version=version, user=person, seed="b")


@pytest.mark.parametrize("seed", ["", "a"])
def test_skipping_goes_round(essay, seed):
    hand_in_many(essay, 4)
    person, version = make_admin(), essay.current_version().pk
    line = queue.line(version=version, user=person, seed=seed)

    items = {item.pk: item for item in queue.markable(user=person)}
    following = [
        queue.next_after(item=items[pk], user=person, seed=seed) for pk in line
    ]

    assert following == [*line[1:], line[0]]


def test_skip_keeps_nothing(staff, essay):
    first, second = hand_in(essay), hand_in(essay)

    response = staff.post(url(first), levels(first, 1, 1, action="skip"))
    assert response.url == url(second)
    response = staff.post(url(second), {"action": "skip"})

    assert response.url == url(first)
    assert not MarkEvent.objects.exists()


def test_mark_of_somebody_else_is_said_and_not_overwritten(staff, essay):
    item = hand_in(essay)
    staff.get(url(item))
    marking.mark_by_hand(
        item=item,
        marker=make_user(first_name="Otto", last_name="Other"),
        fraction=Decimal("0.25"),
        note="A little.",
        at=timezone.now(),
    )

    response = staff.post(url(item), levels(item, 1, 1, note="Mine"))

    page = text_of(response)
    assert response.status_code == 409
    assert "Otto Other marked this answer in the meantime: 25%." in page
    assert MarkEvent.objects.count() == 1
    field = BeautifulSoup(response.content, "html.parser").find(attrs={"name": "seen"})
    again = staff.post(url(item), levels(item, 1, 1, note="Mine", seen=field["value"]))
    assert again.status_code == 302
    item.refresh_from_db()
    assert item.fraction == 1


def test_first_mark_without_a_note_meets_somebody_elses(staff, essay):
    """The note became a reason meanwhile; the marker still learns of the other mark."""
    item = hand_in(essay)
    other = make_user(first_name="Otto", last_name="Other")
    marking.mark_by_hand(
        item=item, marker=other, fraction=Decimal("0.25"), at=timezone.now()
    )

    response = staff.post(url(item), levels(item, 1, 1))

    assert response.status_code == 409
    assert "Otto Other marked this answer in the meantime" in text_of(response)
    assert MarkEvent.objects.count() == 1


def test_same_mark_sent_twice_is_kept_once(staff, essay):
    item = hand_in(essay)

    for _time in range(2):
        assert staff.post(url(item), levels(item, 1, 1)).status_code == 302

    assert MarkEvent.objects.count() == 1


def test_domain_refuses_what_was_marked_meanwhile(essay):
    item, person = hand_in(essay), make_admin()
    values = {"item": item, "marker": person, "at": timezone.now()}
    queue.keep_mark(seen=0, fraction=Decimal(1), **values)

    with pytest.raises(MarkedMeanwhile) as refused:
        queue.keep_mark(seen=0, fraction=Decimal(0), **values)

    assert refused.value.event == MarkEvent.objects.get()


def test_back_to_the_answer_before_puts_a_slip_right_with_a_reason(staff, essay):
    quiz = make_quiz([essay])
    first, second = hand_in(essay, quiz=quiz), hand_in(essay, quiz=quiz)
    staff.post(url(first), levels(first, 0, 0))

    page = staff.get(url(second)).content.decode()
    assert f'href="{url(first)}"' in page
    correction = text_of(staff.get(url(first)))
    event = MarkEvent.objects.get()
    without = staff.post(url(first), levels(first, 1, 1, seen=event.pk))
    put_right = staff.post(
        url(first), levels(first, 1, 1, seen=event.pk, note="A slip of the key.")
    )

    assert "Correct the mark" in correction
    assert "Marks so far" in correction
    assert "This field is required." in without.content.decode()
    assert put_right.url == url(second)
    first.refresh_from_db()
    assert first.fraction == 1


def test_level_is_missing(staff, essay):
    item = hand_in(essay)
    data = levels(item, 1, 1)
    del data[next(name for name in data if name.startswith("level-"))]

    response = staff.post(url(item), data)

    assert "This field is required." in response.content.decode()
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "1" * 40, "²"])
def test_forged_number_of_an_event_changes_nothing_that_was_not_seen(
    staff, essay, seen
):
    item = hand_in(essay)
    marking.mark_by_hand(
        item=item, marker=make_user(), fraction=Decimal(0), at=timezone.now()
    )

    response = staff.post(url(item), levels(item, 1, 1, seen=seen))

    assert response.status_code in (200, 409)
    assert MarkEvent.objects.count() == 1


def test_practice_running_and_discarded_attempts_do_not_wait(staff, essay):
    hand_in(essay, practice=True)
    start(make_quiz([essay]), make_user(), at=timezone.now())
    gone = hand_in(essay)
    Attempt.objects.filter(pk=gone.attempt_id).update(
        discarded=True, items_to_mark=0, score=0, fraction=0, passed=False
    )

    assert "No answer waits" in text_of(staff.get(QUEUE))
    assert staff.get(url(gone)).status_code == 404


def test_answers_that_software_marks_are_corrected_elsewhere(staff):
    question = make_question()
    attempt = start(make_quiz([question]), make_user(), at=timezone.now())
    submit(attempt, at=timezone.now())
    (item,) = items_of(attempt)

    assert staff.get(url(item)).status_code == 404
    assert staff.get(url(0)).status_code == 404


def test_permission_is_needed(client, essay):
    item = hand_in(essay)
    person = give(make_user(), "wagtailadmin.access_admin", "ce_quizzes.view_attempt")
    client.force_login(person)

    for path in (QUEUE, url(item), f"{QUEUE}questions/1/"):
        assert client.get(path).status_code in (302, 403)
    assert client.post(url(item), levels(item, 1, 1)).status_code in (302, 403)
    assert not MarkEvent.objects.exists()

    person.user_permissions.add(Permission.objects.get(codename="add_markevent"))
    assert client.get(QUEUE).status_code == 200


def test_questions_of_closed_banks_are_in_no_queue(client):
    bank = closed_bank()
    source = {**SOURCES_BY_HAND["essay"], "stem": "SECRET stem?"}
    question = make_question("essay", source, bank=bank)
    item = hand_in(question, "SECRET answer.")
    for role, may in ((None, False), ("reader", True)):
        person = make_instructor(bank, role)
        client.force_login(give(person, "ce_quizzes.add_markevent"))

        assert ("SECRET" in client.get(QUEUE).content.decode()) is may
        response = client.get(url(item))
        assert response.status_code == (200 if may else 404)
        assert ("SECRET" in response.content.decode()) is may
        line = client.get(f"{QUEUE}questions/{question.current_version().pk}/")
        assert ("answers" in line.url) is may


@pytest.mark.parametrize("count", [1, 300])
def test_overview_and_answer_cost_at_most_twelve_queries(staff, essay, count):
    hand_in_many(essay, count)
    item = queue.waiting(user=staff.user).first()
    staff.get(QUEUE)
    staff.get(url(item))

    with counted_queries() as overview:
        staff.get(QUEUE)
    with counted_queries() as answer:
        staff.get(url(item))

    assert len(overview) == 8, overview
    assert len(answer) == 10, answer


def test_marker_of_one_bank_costs_at_most_twelve_queries(client):
    bank = closed_bank()
    question = make_question("essay", bank=bank)
    hand_in_many(question, 20)
    person = make_instructor(bank, "writer")
    person = give(person, "ce_quizzes.add_markevent")
    item = queue.waiting(user=person).first()
    client.force_login(person)
    for path in (QUEUE, url(item)):
        client.get(path)
        with counted_queries() as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 12, queries
