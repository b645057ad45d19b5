import pytest

from tests.courses.factories import make_learner

pytestmark = pytest.mark.django_db


def test_admin_signed_out_leads_to_sign_in_and_back(client):
    response = client.get("/admin/pages/", follow=True)

    assert response.request["PATH_INFO"] == "/accounts/login/"
    assert 'value="/admin/pages/"' in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/reports/completions/"]
)
def test_admin_learner_is_refused_without_going_round_in_circles(client, path):
    client.force_login(make_learner())

    response = client.get(path, follow=True)

    assert response.status_code == 403
    assert len(response.redirect_chain) <= 1
