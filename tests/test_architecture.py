"""What the architecture promises of the code as a whole."""

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from wagtail import blocks
from wagtail.blocks.base import Block
from wagtail.models import get_page_models

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from media.pages import Page
from quizzes import types
from quizzes.models import Question, QuizPage

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = ["media", "quizzes", "courses"]
LABELS = ["ce_media", "ce_quizzes", "ce_trainers", "ce_courses"]
SITE = [*LABELS, "sot_site"]


def relative(path):
    return str(path.relative_to(ROOT))


def files(pattern, *, apps=PLUGIN):
    return sorted(path for app in apps for path in (ROOT / app).rglob(pattern))


# Migrations


@pytest.mark.parametrize("path", files("migrations/0*.py"), ids=relative)
def test_migration_names_no_base_page(path):
    text = path.read_text()

    assert not re.findall(r"page_ptr|(?i:[\"']wagtailcore\.page[\"'])", text)


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# Who may import whom


def test_import_contracts_hold():
    tool = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", files("*.py"), ids=relative)
def test_plugin_does_not_import_the_reference_site(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            imported.add(node.module.partition(".")[0])

    assert not imported & {"cms", "tests"}


@pytest.mark.parametrize("path", files("*.html"), ids=relative)
def test_template_of_the_plugin_names_nothing_of_the_reference_site(path):
    assert not re.findall(r"sot_site|[\"'](?:cms/|base\.html)", path.read_text())


# Templates


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.found += [
            f"{tag} {name}"
            for name in values
            if name == "style" or re.fullmatch(r"on[a-z]+", name)
        ]
        data = values.get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in values and not data):
            self.found.append(tag)


def inline_code(template):
    """Return inline scripts, styles and handlers of a Django template's source."""
    text = re.sub(r"{% *comment.*?endcomment *%}|{#.*?#}", "", template, flags=re.S)
    parser = Inline()
    parser.feed(re.sub(r"{{.*?}}|{%.*?%}", " ", text, flags=re.S))
    parser.close()
    return parser.found


@pytest.mark.parametrize(
    "path", files("templates/**/*.html", apps=[*PLUGIN, "cms"]), ids=relative
)
def test_template_has_no_inline_code(path):
    assert inline_code(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<p {% if a %}style='color: red'{% endif %}>",
        '<button onclick="{{ code }}">',
        "<script>go()</script>",
        "<script type=module>go()</script>",
        "<style>p {}</style>",
        "<svg><g onload='x'/></svg>",
    ],
)
def test_inline_code_is_found(source):
    assert len(inline_code(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<script type="module" src="{% static "ce_courses/lesson.js" %}"></script>',
        '<script type="application/json" id="a">{"a": 1}</script>',
        "{# <script>no</script> #}{% comment %}<style></style>{% endcomment %}",
        '<a class="button" data-on="x" href="{{ url }}?on=1">Style</a>',
    ],
)
def test_what_is_not_inline_code_is_let_through(source):
    assert inline_code(source) == []


# Blocks


def stream_children(model, name):
    return model._meta.get_field(name).stream_block.child_blocks.items()


def offered_blocks():
    """Every block that an author can add to a lesson, a quiz or a question."""
    for model, name in [(LessonPage, "body"), (QuizPage, "sections")]:
        yield from stream_children(model, name)
    question = Question._meta.get_field("body").stream_block
    for question_type in types.all_types():
        yield question_type.key, question.child_blocks[question_type.key]


OFFERED = dict(offered_blocks())


@pytest.fixture
def admin(client, db):
    user = get_user_model().objects.create_superuser("admin@example.org", "pass")
    client.force_login(user)
    return client


def test_all_kinds_of_blocks_are_looked_at():
    assert {"prose", "figure", "check", "fixed", "draw", "single_choice"} <= set(
        OFFERED
    )


@pytest.mark.parametrize("name", OFFERED)
def test_block_is_described(name):
    meta = OFFERED[name].meta

    assert meta.icon not in (
        "",
        Block._meta_class.icon,
        blocks.StructBlock._meta_class.icon,
    )
    assert str(meta.description).strip()
    assert str(OFFERED[name].label).strip()
    assert meta.template


@pytest.mark.parametrize("name", OFFERED)
def test_block_has_a_preview_on_an_empty_site(name, admin):
    block = OFFERED[name]

    response = admin.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )

    assert response.status_code == 200
    assert shown_text(response.content.decode()), f"The preview of {name} is empty."


def shown_text(html):
    main = re.search(r"<main\b.*?</main>", html, re.S)
    text = re.sub(r"<[^>]+>", " ", main[0] if main else html)
    return " ".join(text.split())


# Pages


def page_types():
    return [model for model in get_page_models() if model._meta.app_label in SITE]


def preview_modes():
    return [
        pytest.param(model, mode, id=f"{model.__name__}-{mode or 'default'}")
        for model in page_types()
        for mode, _label in model.__new__(model).preview_modes
    ]


PARENTS = {
    CoursePage: [CourseIndexPage],
    ModulePage: [CourseIndexPage, CoursePage],
    LessonPage: [CourseIndexPage, CoursePage, ModulePage],
    QuizPage: [CourseIndexPage, CoursePage, ModulePage],
}


def home():
    return Page.objects.get(depth=2)


@pytest.fixture
def parent_for(db):
    """Return a function that makes the pages that a page type stands beneath."""

    def make(model):
        parent = home()
        for ancestor in PARENTS.get(model, []):
            page = ancestor(title=ancestor.__name__, slug=ancestor.__name__.lower())
            parent = parent.add_child(instance=page)
        return parent

    return make


@pytest.mark.parametrize(("model", "mode"), preview_modes())
def test_saved_page_has_a_preview(model, mode, parent_for, admin, rf):
    page = model(title="A title to look for", slug="it", live=False)
    parent_for(model).add_child(instance=page)
    page.save_revision()

    response = admin.get(
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode}
    )

    assert response.status_code == 200
    assert missing_files(response.content.decode()) == []
    assert "A title to look for" in response.content.decode()


@pytest.mark.parametrize("model", page_types(), ids=lambda model: model.__name__)
def test_files_that_the_editor_asks_for_are_there(model, parent_for, admin):
    page = parent_for(model).add_child(instance=model(title="A page", slug="it"))

    response = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.status_code == 200
    assert missing_files(response.content.decode()) == []


def missing_files(html):
    """Return the static files that a page links to and no app has."""
    asked = re.findall(r"(?:src|href)=[\"']/static/([^\"'?#]+)", html)
    return sorted({path for path in asked if finders.find(path) is None})


@pytest.mark.parametrize(("model", "mode"), preview_modes())
def test_page_that_is_just_being_written_has_a_preview(model, mode, parent_for, rf):
    parent = parent_for(model)
    page = model(title="A title to look for", slug="it")
    page.depth = parent.depth + 1
    page.path = page._get_path(parent.path, page.depth, parent.numchild + 1)
    page.set_url_path(parent)
    request = rf.get("/")
    request.user = get_user_model().objects.create_superuser("a@example.org", "pass")

    response = page.make_preview_request(request, mode)

    assert response.status_code == 200
    assert "A title to look for" in response.rendered_content


# Constraints


def constraints():
    return [
        pytest.param(model, constraint, id=constraint.name)
        for label in SITE
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    ]


def test_no_uniqueness_without_a_name():
    unnamed = [
        model
        for label in SITE
        for model in apps.get_app_config(label).get_models()
        if model._meta.unique_together
    ]

    assert unnamed == []


@pytest.mark.parametrize(("model", "constraint"), constraints())
def test_constraint_is_named_after_its_app_and_says_what_is_wrong(model, constraint):
    assert constraint.name.startswith(f"{model._meta.app_label}_")
    # A plain unique constraint is reported under its fields, in Django's own words.
    if isinstance(constraint, models.CheckConstraint) or constraint.condition:
        default = constraint.default_violation_error_message
        assert constraint.violation_error_message != default
