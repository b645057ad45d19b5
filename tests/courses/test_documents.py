import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from courses.domain import enrolment as enrolments
from tests.courses.factories import NOW, make_learner, make_small_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_on_disk(settings, tmp_path):
    storage = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": storage, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def fetch(client, document):
    response = client.get(document.url)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    response.close()
    return content


@pytest.fixture
def handout():
    """A document that the second, locked lesson of a course links to."""
    course, [_first, second] = make_small_course()
    document = get_document_model().objects.create(
        title="Handout", file=ContentFile(b"for learners", name="handout.txt")
    )
    document.file.close()
    link = f'<p><a linktype="document" id="{document.pk}">Handout</a></p>'
    second.body = [("prose", {"text": link, "notes": []})]
    second.save_revision().publish()
    return course, document


def test_document_of_a_lesson_is_closed_to_strangers(client, handout):
    _course, document = handout

    assert client.get(document.url).status_code == 403


def test_document_of_a_locked_lesson_is_closed_to_the_learner(client, handout):
    course, document = handout
    learner = make_learner()
    enrolments.enrol(learner=learner, course=course, at=NOW)
    client.force_login(learner)

    assert client.get(document.url).status_code == 403


def test_document_of_an_open_lesson_is_served(client, handout):
    course, document = handout
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)
    enrolment.edition.manifest["in_order"] = False
    type(enrolment.edition).objects.update(manifest=enrolment.edition.manifest)
    client.force_login(learner)

    assert fetch(client, document) == b"for learners"


def test_document_that_no_lesson_uses_is_wagtails_business(client):
    document = get_document_model().objects.create(
        title="Flyer", file=ContentFile(b"for all", name="flyer.txt")
    )
    document.file.close()

    assert fetch(client, document) == b"for all"
