import pytest
from django.template import Context, engines
from django.utils import translation


def render(template, **values):
    return template.render(values)


@pytest.fixture
def calls():
    made = []

    def call():
        made.append(1)
        return len(made)

    return call


def compiled(text):
    return engines["django"].from_string("{% load ce_kept %}" + text)


def test_kept_renders_once(calls):
    template = compiled("{% kept %}{{ call }}{% endkept %}, {{ call }}")

    assert render(template, call=calls) == "1, 2"
    assert render(template, call=calls) == "1, 3"


def test_kept_renders_again_for_other_values(calls):
    template = compiled("{% kept place %}{{ place }}{{ call }}{% endkept %}")

    assert render(template, call=calls, place="a") == "a1"
    assert render(template, call=calls, place="b") == "b2"
    assert render(template, call=calls, place="a") == "a1"


def test_kept_renders_again_in_another_language(calls):
    template = compiled("{% kept %}{{ call }}{% endkept %}")

    with translation.override("en-us"):
        assert render(template, call=calls) == "1"
    with translation.override("de"):
        assert render(template, call=calls) == "2"


def test_kept_in_development_renders_each_time(calls, settings):
    settings.DEBUG = True
    template = compiled("{% kept %}{{ call }}{% endkept %}")

    assert render(template, call=calls) == "1"
    assert render(template, call=calls) == "2"


def test_kept_has_a_limit(calls):
    template = compiled("{% kept number %}{{ number }}{% endkept %}")
    node = template.template.nodelist[1]

    for number in range(1000):
        template.template.render(Context({"number": number}))

    assert len(node.html) <= 256
