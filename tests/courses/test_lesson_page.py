import pytest
from django.core import mail
from django.urls import reverse

from courses import rendering
from courses.domain import enrolment as enrolments
from courses.domain import progress
from courses.models import GlossaryTerm, LessonBody, Progress
from media.domain import review
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    freeze,
    make_admin,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_small_course,
)

pytestmark = pytest.mark.django_db


def prose(text, notes=()):
    return ("prose", {"text": text, "notes": list(notes)})


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.force_login(learner)
    return learner


def enrol(learner, course):
    return enrolments.enrol(learner=learner, course=course, at=NOW)


# --- who may open it --------------------------------------------------------------------


def test_lesson_anonymous_is_sent_to_sign_in_and_back(client):
    _course, [lesson, _other] = make_small_course()

    response = client.get(lesson.url)

    assert response.status_code == 302
    assert f"next={lesson.url.replace('/', '%2F')}" in response["Location"]


def test_lesson_not_enrolled_is_told_how_to(client, learner):
    course, [lesson, _other] = make_small_course()

    response = client.get(lesson.url)

    assert response.status_code == 403
    assert course.url in response.content.decode()


def test_lesson_locked_names_what_comes_first(client, learner):
    course, [first, second] = make_small_course()
    enrol(learner, course)
    second.body = [prose("<p>Secret of the second lesson</p>")]
    second.save_revision().publish()

    response = client.get(second.url)

    assert response.status_code == 403
    page = response.content.decode()
    assert first.title in page
    assert first.url in page
    assert "Secret of the second lesson" not in page


def test_lesson_enrolled_reads_it(client, learner):
    course, [lesson, _other] = make_small_course()
    lesson.body = [prose("<p>The sacrum carries the spine.</p>")]
    lesson.save_revision().publish()
    enrol(learner, course)

    response = client.get(lesson.url)

    assert response.status_code == 200
    assert "The sacrum carries the spine." in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_lesson_of_a_withdrawn_learner_is_closed(client, learner):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)
    enrolments.withdraw(enrolment=enrolment, at=NOW, by=make_admin(), reason="Why.")

    assert client.get(lesson.url).status_code == 403


def test_lesson_completed_course_stays_open_for_reading(client, learner):
    course, lessons = make_small_course()
    enrolment = enrol(learner, course)
    for lesson in lessons:
        progress.complete_lesson(
            enrolment=enrolment,
            requirement=str(lesson.translation_key),
            revision=None,
            at=NOW,
        )

    assert client.get(lessons[1].url).status_code == 200


def test_lesson_staff_look_without_a_record(client):
    _course, [_first, second] = make_small_course()
    client.force_login(make_admin())

    response = client.get(second.url)

    assert response.status_code == 200
    assert "nothing is recorded" in response.content.decode()
    assert not Progress.objects.exists()


def test_lesson_unpublished_is_gone(client, learner):
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)
    lesson.unpublish()

    assert client.get(lesson.url).status_code == 404


def test_lesson_moved_slug_is_found_and_the_outline_follows(client, learner):
    course, [lesson, other] = make_small_course(in_order=False)
    enrol(learner, course)
    client.get(lesson.url)
    other.slug = "moved"
    other.save_revision().publish()

    page = client.get(lesson.url).content.decode()

    assert "/moved/" in page
    assert client.get(lesson.url.rstrip("/")).status_code in (301, 302)


# --- what it shows ----------------------------------------------------------------------


def test_lesson_terms_and_claims_are_linked(client, learner):
    course, [lesson, _other] = make_small_course()
    GlossaryTerm.objects.create(
        key="sacrum", term="Sacrum", definition="A <b>bone</b>."
    )
    gone = GlossaryTerm.objects.create(key="gone", term="Gone", definition="Deleted.")
    note = {
        "marker": "ends",
        "claim": "Both ends move together.",
        "verdict": "theory",
        "level": "5",
        "references": [],
        "text": "",
    }
    text = "<p>The [[sacrum]] and [[sacrum|its base]][^ends]; [[gone]].</p><p>Next.</p>"
    lesson.body = [prose(text, [note])]
    lesson.save_revision().publish()
    gone.delete()
    enrol(learner, course)

    page = client.get(lesson.url).content.decode()

    assert 'data-definition="A &lt;b&gt;bone&lt;/b&gt;."' in page
    assert ">its base</a>" in page
    assert "[[" not in page
    assert "[^" not in page
    assert 'href="#note-ends"' in page
    assert page.index('id="note-ends"') < page.index("<p>Next.</p>")
    assert page.index("</p>", page.index("its base")) < page.index('id="note-ends"')


@pytest.mark.parametrize(
    ("term", "shown"),
    [("Sacrum", "sacrum"), ("ASIS", "ASIS"), ("Category I", "Category I")],
)
def test_term_in_running_text(term, shown):
    assert rendering.in_running_text(term) == shown


def test_lesson_body_is_stored_once_and_follows_publishing(client, learner):
    course, [lesson, _other] = make_small_course()
    lesson.body = [prose("<p>First words</p>")]
    lesson.save_revision().publish()
    enrol(learner, course)
    client.get(lesson.url)
    assert LessonBody.objects.count() == 1

    lesson.body = [prose("<p>Second words</p>")]
    draft = lesson.save_revision()
    assert "First words" in client.get(lesson.url).content.decode()
    draft.publish()

    page = client.get(lesson.url).content.decode()
    assert "Second words" in page
    assert "First words" not in page


def test_lesson_body_is_made_anew_when_the_secret_key_changes(
    client, learner, settings
):
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)
    client.get(lesson.url)
    before = LessonBody.objects.get().key

    settings.SECRET_KEY = "another"
    client.force_login(learner)
    client.get(lesson.url)

    assert LessonBody.objects.get().key != before


def test_lesson_glossary_edit_reaches_stored_bodies(client, learner):
    course, [lesson, _other] = make_small_course()
    term = GlossaryTerm.objects.create(key="sacrum", term="Sacrum", definition="Old.")
    lesson.body = [prose("<p>[[sacrum]]</p>")]
    lesson.save_revision().publish()
    enrol(learner, course)
    client.get(lesson.url)
    client.force_login(make_admin())

    url = reverse(GlossaryTerm.snippet_viewset.get_url_name("edit"), args=[term.pk])
    data = {"term": "Sacrum", "latin": "", "definition": "New.", "key": "sacrum"}
    assert client.post(url, data).status_code == 302

    client.force_login(learner)
    assert 'data-definition="New."' in client.get(lesson.url).content.decode()


def test_lesson_preview_renders_the_draft_and_records_nothing(client):
    _course, [lesson, _other] = make_small_course()
    lesson.body = [prose("<p>Draft words</p>")]
    lesson.save_revision()
    client.force_login(make_admin())

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    assert "Draft words" in response.content.decode()
    assert not LessonBody.objects.exists()


def test_lesson_awaiting_review_says_so(client, learner):
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)

    assert "Awaiting clinical review" in client.get(lesson.url).content.decode()


def test_lesson_signed_names_the_reviewer_until_it_changes(client, learner):
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)
    client.get(lesson.url)
    reviewer = make_admin(first_name="Rita", last_name="Reviewer")
    review.sign(obj=lesson, revision=lesson.live_revision, reviewer=reviewer, at=NOW)

    page = client.get(lesson.url).content.decode()
    assert "Clinically reviewed by Rita Reviewer on March 2, 2026." in page

    lesson.title = "Changed"
    lesson.save_revision().publish()
    assert "Awaiting clinical review" in client.get(lesson.url).content.decode()


CLAIM = {
    "claim": "It moves.",
    "verdict": "theory",
    "level": "5",
    "references": [],
    "text": "<p>Little.</p>",
}


@pytest.mark.parametrize("clinical", [True, False])
def test_claims_say_when_they_were_reviewed(client, learner, clinical):
    course, [lesson, _other] = make_small_course()
    text = "<p>It moves[^move].</p>"
    notes = [{**CLAIM, "marker": "move"}]
    lesson.body = [
        prose(text, notes),
        ("claim", {**CLAIM, "source": "Articles"}),
    ]
    lesson.clinical = clinical
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    enrol(learner, course)

    page = client.get(lesson.url).content.decode()
    assert page.count("Not reviewed yet") == (2 if clinical else 0)

    reviewer = make_admin(first_name="Rita", last_name="Reviewer")
    review.sign(obj=lesson, revision=lesson.live_revision, reviewer=reviewer, at=NOW)

    page = client.get(lesson.url).content.decode()
    assert page.count("Reviewed March 2, 2026") == (2 if clinical else 0)
    assert "Not reviewed yet" not in page


# --- completing -------------------------------------------------------------------------


def test_complete_too_early_says_how_much_is_left(client, learner):
    course, [lesson, _other] = make_small_course(minimum_minutes=5)
    enrol(learner, course)

    response = client.post(
        reverse("ce_courses:complete", args=[lesson.pk]), follow=True
    )

    assert "You have 5 minutes of study left" in response.content.decode()
    assert not Progress.objects.filter(completed_at__isnull=False).exists()


def test_complete_leads_to_the_next_lesson(client, learner):
    course, [lesson, other] = make_small_course()
    enrol(learner, course)

    response = client.post(reverse("ce_courses:complete", args=[lesson.pk]))

    assert response["Location"] == other.url


def test_complete_last_leads_to_the_enrolment(client, learner):
    course, [lesson] = make_small_course(lessons=1)
    enrolment = enrol(learner, course)

    response = client.post(
        reverse("ce_courses:complete", args=[lesson.pk]), follow=True
    )

    assert response.request["PATH_INFO"] == f"/learn/{enrolment.uuid}/"
    assert "You completed this course" in response.content.decode()


# --- beats ------------------------------------------------------------------------------


def test_beat_claiming_hours_is_worth_nothing(client, learner):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)
    data = {
        "enrolment": str(enrolment.uuid),
        "lesson": str(lesson.translation_key),
        "kind": "start",
        "seconds": "7200",
        "active_seconds": "7200",
    }

    response = client.post(reverse("ce_courses:beat"), data)

    assert response.json() == {"credited": 0, "active_seconds": 0}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"enrolment": "not-a-uuid"}, 400),
        ({"kind": "double"}, 400),
        ({"lesson": "x" * 5000}, 409),
        ({"enrolment": "00000000-0000-0000-0000-000000000000"}, 409),
    ],
)
def test_beat_nonsense_is_refused(client, learner, change, status):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)
    data = {"enrolment": str(enrolment.uuid), "lesson": str(lesson.translation_key)}

    response = client.post(reverse("ce_courses:beat"), {**data, **change})

    assert response.status_code == status


def test_beat_signed_out(client):
    assert client.post(reverse("ce_courses:beat"), {}).status_code == 401


# --- asking -----------------------------------------------------------------------------


def test_ask_mails_the_contact_and_answers_go_to_the_learner(client, learner):
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)

    url = reverse("ce_courses:ask", args=[lesson.pk])
    client.post(url, {"question": "Why prone?"})

    [message] = mail.outbox
    assert message.to == ["questions@example.org"]
    assert message.reply_to == [learner.email]
    assert "Why prone?" in message.body


def test_ask_title_with_a_line_break_can_not_forge_headers(client, learner):
    course, [lesson, _other] = make_small_course()
    type(lesson).objects.filter(pk=lesson.pk).update(title="A\nBcc: x@example.org")
    enrol(learner, course)

    client.post(reverse("ce_courses:ask", args=[lesson.pk]), {"question": "Why?"})

    [message] = mail.outbox
    assert message.recipients() == ["questions@example.org"]


def test_ask_not_enrolled(client, learner):
    _course, [lesson, _other] = make_small_course()

    response = client.post(
        reverse("ce_courses:ask", args=[lesson.pk]), {"question": "Why?"}
    )

    assert response.status_code == 403
    assert mail.outbox == []


# --- budgets ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(3, 1), (60, 30)])
def test_lesson_page_queries(client, learner, size):
    lessons, others = size
    course = make_course(in_order=False)
    module = make_module(course)
    made = [make_lesson(module) for _ in range(lessons)]
    freeze(course)
    for _ in range(others):
        enrol(make_learner(), course)
    enrol(learner, course)
    client.get(made[0].url)

    with counted_queries() as queries:
        assert client.get(made[0].url).status_code == 200

    assert len(queries) <= 6, str(queries)


def test_beat_queries(client, learner):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)
    data = {"enrolment": str(enrolment.uuid), "lesson": str(lesson.translation_key)}
    url = reverse("ce_courses:beat")
    client.post(url, {**data, "kind": "start"})
    client.post(url, data)

    with counted_queries() as queries:
        assert client.post(url, data).status_code == 200

    assert len(queries) <= 5, str(queries)


def test_short_cut_is_used(client, learner):
    """Pins Wagtail's private name for a request's route."""
    course, [lesson, _other] = make_small_course()
    enrol(learner, course)
    client.get(lesson.url)

    with counted_queries() as queries:
        client.get(lesson.url)

    assert not [sql for sql in queries if "wagtailcore_site" in sql.lower()]
