"""A whole course in a site whose base page, image and user models are its own."""

import csv
import gc
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    PageViewRestriction,
    UploadedFile,
    WorkflowContentType,
)

import courses
from courses.domain import outline, people
from courses.models import CoursePage, Enrolment, LessonPage, ModulePage
from media.domain.review import current_review, sign
from media.domain.usage import is_used
from media.figures import get_figure_model
from media.models import Figure, FigureVersion
from media.pages import Page
from quizzes.models import Attempt, Question, QuizPage
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_lesson,
    make_module,
    make_quiz,
)
from tests.hosts.custom.models import Member, Picture, Plate, SitePage
from tests.media.test_photos import photo, says

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
ALT = "A rectangle, the host’s own picture."


@pytest.fixture(autouse=True)
def _fresh_outline():
    outline._KEPT.clear()
    yield
    gc.collect()  # while the warning about those files is still let through


@pytest.fixture
def member():
    return Member.objects.create_user(
        "M-1042", "pass", full_name="Ana Rivera", mail="ana@example.org"
    )


@pytest.fixture
def figure():
    picture = Picture.objects.create(
        title="A plate", file=get_test_image_file(), photographer="Somebody"
    )
    made = Plate(
        key="f-1",
        title="A plate",
        alt=ALT,
        description="A plain rectangle.",
        credit="Photo: the host",
        image=picture,
        sponsor="The host’s friends",
        live=False,
    )
    made.save()
    made.save_revision().publish()
    return Plate.objects.get(pk=made.pk)


@pytest.fixture
def question():
    made = Question(key="q-1", live=False)
    made.body = [
        (
            "single_choice",
            {
                "stem": "<p>Which two bones does the name join?</p>",
                "options": [
                    {"text": "Sacrum and occiput", "correct": True, "feedback": ""},
                    {"text": "Atlas and coccyx", "correct": False, "feedback": ""},
                ],
            },
        )
    ]
    made.full_clean(exclude=["title"])
    made.save()
    made.save_revision().publish()
    return Question.objects.get(pk=made.pk)


@pytest.fixture
def course(question, figure):
    """One module with a lesson and a quiz, frozen."""
    made = make_course(title="Foundations")
    module = make_module(made, "The two ends")
    make_lesson(
        module,
        "Sacrum and occiput",
        body=[
            ("prose", {"text": "<p>One column, two ends.</p>", "notes": []}),
            ("figure", {"figure": figure, "caption": "A plate", "size": "text"}),
        ],
    )
    make_quiz(module, "The two ends, quiz", questions=[question])
    freeze(made)
    return CoursePage.objects.get(pk=made.pk)


def page_of(model, course):
    return model.objects.descendant_of(course).get()


def test_models_are_the_hosts():
    assert Page is SitePage
    assert issubclass(LessonPage, SitePage)
    assert get_image_model() is Picture
    assert get_figure_model() is Plate
    assert Plate._meta.get_field("image").related_model is Picture
    for model in (CoursePage, FigureVersion, Question):
        assert model._meta.get_field("figure").related_model is Plate
    assert Enrolment._meta.get_field("learner").related_model is Member
    assert not apps.is_installed("cms")


def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_checks_are_silent(capsys):
    call_command("check", "--fail-level", "WARNING")


def test_visitor_is_sent_to_the_hosts_own_sign_in_page(course, client):
    lesson = page_of(LessonPage, course)

    response = client.get(lesson.url)

    assert response.status_code == 302
    assert response.url.startswith(reverse("wagtailcore_login"))
    assert client.get(response.url).status_code == 200


def test_course_behind_a_password_opens_with_it(course, client):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=course.pk),
        restriction_type=PageViewRestriction.PASSWORD,
        password="two ends",
    )
    asked = client.get(course.url)
    address = re.search(r'action="([^"]+)"', asked.content.decode())[1]

    response = client.post(
        address, {"password": "two ends", "return_url": course.url}, follow=True
    )

    assert response.redirect_chain == [(course.url, 302)]
    assert response.context["page"].specific == course


def test_member_studies_and_completes(course, member, client):
    client.force_login(member)
    lesson, quiz = page_of(LessonPage, course), page_of(QuizPage, course)
    assert client.get(course.url).status_code == 200
    assert client.get(lesson.url).status_code == 403

    client.post(reverse("ce_courses:enrol", args=[course.pk]))
    enrolment = Enrolment.objects.get(learner=member)
    page = client.get(lesson.url)
    too_early = client.get(quiz.url)
    beat = client.post(
        reverse("ce_courses:beat"),
        {
            "enrolment": enrolment.uuid,
            "lesson": lesson.translation_key,
            "kind": "start",
        },
    )
    next_step = client.post(reverse("ce_courses:complete", args=[lesson.pk]))
    result = take(client, quiz, right=True)

    assert page.status_code == 200
    html = page.content.decode()
    assert "One column, two ends." in html
    assert '<body class="host">' in html
    assert f'alt="{ALT}"' in html
    assert beat.json() == {"credited": 0, "active_seconds": 0}
    assert too_early.status_code == 403
    assert next_step.url == quiz.url
    assert result.status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.is_completed
    assert enrolment.score == 1
    record = client.get(reverse("ce_courses:record", args=[enrolment.uuid]))
    assert "Ana Rivera" in record.content.decode()


def test_lesson_shows_a_figure_as_it_was_published_last(course, figure, client):
    client.force_login(Member.objects.create_superuser("M-1"))
    lesson = page_of(LessonPage, course)
    before = client.get(lesson.url).content.decode()

    figure.alt = "The same rectangle, seen anew."
    figure.save_revision().publish()

    assert ALT in before
    assert "The same rectangle, seen anew." in client.get(lesson.url).content.decode()


def test_member_who_fails_the_quiz_is_told_what_is_missing(course, member, client):
    client.force_login(member)
    lesson, quiz = page_of(LessonPage, course), page_of(QuizPage, course)
    client.post(reverse("ce_courses:enrol", args=[course.pk]))
    client.post(reverse("ce_courses:complete", args=[lesson.pk]))

    take(client, quiz, right=False)

    enrolment = Enrolment.objects.get(learner=member)
    assert enrolment.is_active
    progress = client.get(reverse("ce_courses:enrolment", args=[enrolment.uuid]))
    assert quiz.title in progress.content.decode()


def test_every_page_of_a_learner_is_in_the_hosts_frame(course, member, client):
    client.force_login(member)
    client.post(reverse("ce_courses:enrol", args=[course.pk]))
    enrolment = Enrolment.objects.get(learner=member)
    addresses = [
        course.get_parent().url,
        course.url,
        page_of(ModulePage, course).url,
        page_of(LessonPage, course).url,
        reverse("ce_courses:my-learning"),
        reverse("ce_courses:enrolment", args=[enrolment.uuid]),
        reverse("ce_courses:glossary"),
        reverse("ce_courses:search") + "?q=ends",
        reverse("ce_courses:ask", args=[page_of(LessonPage, course).pk]),
    ]

    pages = {address: client.get(address) for address in addresses}

    assert {page.status_code for page in pages.values()} == {200}
    for page in pages.values():
        assert '<body class="host">' in page.content.decode()


def test_member_without_name_and_address_is_called_something(course, client):
    nobody = Member.objects.create_user("M-7")
    client.force_login(nobody)
    client.post(reverse("ce_courses:enrol", args=[course.pk]))
    lesson = page_of(LessonPage, course)

    client.post(reverse("ce_courses:ask", args=[lesson.pk]), {"question": "Why two?"})

    (message,) = mail.outbox
    assert message.body.startswith("M-7 asks about")
    assert message.reply_to == []


def test_author_finds_every_page_and_snippet_in_the_admin(course, figure, client):
    client.force_login(Member.objects.create_superuser("M-1"))
    pages = [course, *(page.specific for page in course.get_descendants())]
    addresses = [reverse("wagtailadmin_pages:edit", args=[p.pk]) for p in pages]
    addresses += [
        reverse("wagtailadmin_explore", args=[course.pk]),
        reverse(Plate.snippet_viewset.get_url_name("list")),
        reverse(Plate.snippet_viewset.get_url_name("edit"), args=[figure.pk]),
    ]

    found = {address: client.get(address).status_code for address in addresses}

    assert found == dict.fromkeys(addresses, 200)


def url_of(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def test_author_edits_the_hosts_own_field_of_a_figure(figure, client):
    client.force_login(Member.objects.create_superuser("M-1"))
    address = url_of(Plate, "edit", figure.pk)

    html = client.get(address).content.decode()
    client.post(
        address,
        {
            "title": figure.title,
            "key": figure.key,
            "svg": "",
            "image": figure.image_id,
            "alt": figure.alt,
            "description": figure.description,
            "credit": figure.credit,
            "licence": figure.licence,
            "structures": '{"schema": 1, "items": []}',
            "sponsor": "Nobody",
            "action-publish": "1",
        },
    )

    assert 'name="sponsor"' in html
    assert Plate.objects.get(pk=figure.pk).sponsor == "Nobody"


def test_photos_come_in_bare_also_while_a_field_is_missing(client):
    """Many at once: the file is stored before the host's own field is filled in."""
    client.force_login(Member.objects.create_superuser("M-1"))
    upload = SimpleUploadedFile("photo.jpg", photo(orientation=6), "image/jpeg")

    answer = client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload, "title": "A photo"}
    )
    waiting = UploadedFile.objects.get()
    with waiting.file.open() as file:
        kept = file.read()
    prefix = f"uploaded-image-{waiting.pk}"
    client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]),
        {
            f"{prefix}-title": "A photo",
            f"{prefix}-photographer": "Ana Rivera",
            f"{prefix}-tags": "",
        },
    )

    assert answer.json()["success"]
    picture = Picture.objects.get()
    with picture.open_file() as file:
        stored = file.read()
    assert picture.photographer == "Ana Rivera"
    assert says(kept) == says(stored) == {}
    assert (picture.width, picture.height) == (80, 120)


def test_figure_of_the_host_is_versioned_and_goes_with_its_versions(figure):
    figure.title = "A plate, seen anew"
    figure.save_revision().publish()

    assert figure.current_version().number == 2
    Plate.objects.all().delete()
    assert not FigureVersion.objects.exists()


def test_figure_of_the_host_that_a_lesson_shows_stays(course, figure, client):
    client.force_login(Member.objects.create_superuser("M-1"))

    page = client.post(url_of(Plate, "delete", figure.pk), follow=True)

    assert "is in use" in page.content.decode()
    assert Plate.objects.get() == figure


def test_figure_of_the_host_that_a_question_was_published_with_stays(figure, question):
    question.figure = figure
    question.save_revision().publish()
    Question.objects.update(figure=None)

    assert is_used(figure)
    with pytest.raises(ProtectedError):
        figure.delete()
    assert question.versions.last().figure_version.figure == figure


def test_roles_write_and_review_the_hosts_figures():
    call_command("create_roles", stdout=io.StringIO())

    def held(name):
        of_plates = Group.objects.get(name=name).permissions.filter(
            codename__endswith="_plate"
        )
        return sorted(of_plates.values_list("codename", flat=True))

    assert held("Instructors") == ["add_plate", "change_plate"]
    assert held("Clinical reviewers") == ["change_plate", "publish_plate"]
    plates = ContentType.objects.get_for_model(Plate)
    assert WorkflowContentType.objects.filter(content_type=plates).exists()


def test_signature_under_a_figure_of_the_host_is_for_one_revision(figure, member):
    sign(obj=figure, revision=figure.live_revision, reviewer=member, at=NOW)
    signed = current_review(figure)

    figure.save_revision().publish()

    assert signed.reviewer_name == "Ana Rivera"
    assert current_review(Plate.objects.get()) is None


def complete(course, client):
    """Study the course to its end as the person who is signed in."""
    client.post(reverse("ce_courses:enrol", args=[course.pk]))
    lesson, quiz = page_of(LessonPage, course), page_of(QuizPage, course)
    client.post(reverse("ce_courses:complete", args=[lesson.pk]))
    take(client, quiz, right=True)


@pytest.fixture
def records_officer():
    call_command("create_roles", stdout=io.StringIO())
    person = Member.objects.create_user("M-2", "pass")
    person.groups.add(Group.objects.get(name="Records officers"))
    return person


def test_records_officer_sees_and_exports_completions(
    course, member, records_officer, client
):
    client.force_login(member)
    complete(course, client)
    report = reverse("ce_completions:index")
    refused = client.get(report)
    client.force_login(records_officer)

    page = client.get(report).content.decode()
    table = b"".join(client.get(report, {"export": "csv"}).streaming_content)
    book = b"".join(client.get(report, {"export": "xlsx"}).streaming_content)

    assert refused.status_code in (302, 403)
    assert "Ana Rivera" in page
    heading, row = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    assert heading[1:4] == ["Name", "E-mail", "Course"]
    assert row[1:4] == ["Ana Rivera", "ana@example.org", "Foundations"]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[2]][1] == "Ana Rivera"


def test_shipped_course_is_loaded_and_every_lesson_shows(client):
    folder = Path(courses.__file__).parent / "curriculum" / "sot"
    call_command("load_course", folder, stdout=io.StringIO())
    client.force_login(Member.objects.create_superuser("M-1"))

    lessons = list(LessonPage.objects.order_by("path"))
    found = {lesson.slug: client.get(lesson.url).status_code for lesson in lessons}

    assert Plate.objects.filter(versions__number=1).count() >= 10
    assert not Figure.objects.exists()
    assert len(found) >= 10
    assert set(found.values()) == {200}


def test_anonymized_member_keeps_the_record(course, member, client):
    client.force_login(member)
    complete(course, client)

    people.anonymise(user=member, by=Member.objects.create_user("M-3"), at=NOW)

    member.refresh_from_db()
    enrolment = Enrolment.objects.get(learner=member)
    assert enrolment.is_completed
    assert "Rivera" not in f"{member} {member.mail} {member.full_name}"
    assert "ana@" not in member.mail
    assert not member.is_active


def take(client, quiz, *, right):
    """Start an attempt, choose an option, submit; return the result page."""
    client.get(quiz.url)
    address = client.post(quiz.url).url
    attempt = Attempt.objects.get(submitted_at=None)
    assert address == attempt.get_absolute_url()
    item = attempt.items.get()
    options = item.question_version.body["options"]
    (chosen,) = [option["id"] for option in options if option["correct"] is right]
    assert client.get(address).status_code == 200
    client.post(
        reverse("ce_quizzes:save", args=[attempt.uuid]),
        {"position": 1, "number": 1, f"{item.prefix}-option": chosen},
    )
    return client.post(reverse("ce_quizzes:submit", args=[attempt.uuid]), follow=True)
