import threading

import pytest
from django.db import connection, connections

from media.models import Figure
from tests.media.conftest import figure


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_publishers_get_a_version_number_each():
    made = figure()
    made.save()
    revisions = []
    for title in ("One", "Two", "Three", "Four"):
        made.title = title
        revisions.append(made.save_revision())
    failures = []

    def publish(revision):
        try:
            revision.publish()
        except Exception as error:  # noqa: BLE001 - collected for the assertion
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=[one]) for one in revisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert connection.vendor == "postgresql"
    assert failures == []
    versions = Figure.objects.get().versions.order_by("number")
    assert [version.number for version in versions] == [1, 2, 3, 4]
    assert {version.content["title"] for version in versions} == {
        "One",
        "Two",
        "Three",
        "Four",
    }
