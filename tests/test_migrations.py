"""A database made by the first commit of each app's migrations, brought up to date.

Rows of every table are written with the models of that time; after migrating to the
last migration they must be there, each value as it was, and readable by today's code.
"""

import copy
import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps as current_apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from wagtail.fields import StreamField

from courses.domain import manifest
from media.pages import Page

ROOT = Path(__file__).resolve().parents[1]
FIRST = {
    "ce_media": "0001_figures_references_reviews",
    "ce_quizzes": "0001_questions_quizzes_attempts",
    "ce_trainers": "0001_practice_runs",
    "ce_courses": "0001_courses_editions_enrolments",
    "sot_site": "0001_users",
}
FOLDERS = {
    "ce_media": "media",
    "ce_quizzes": "quizzes",
    "ce_trainers": "quizzes/trainers",
    "ce_courses": "courses",
    "sot_site": "cms",
}
# What the files said when they were first committed.
DIGESTS = {
    "ce_media": "52cc034f355b40e172ed62b379034ac2c3bd35ca075529d8c34c7f463ffeb3bd",
    "ce_quizzes": "e7c449b96273d7978bd7439bdb3ea3392296ab75b3b806523e113413b35114ce",
    "ce_trainers": "d684a840628af90d05a0a33d9f5637916498aa8c49d090fb894a81cbbb7daf91",
    "ce_courses": "afc3e49d5639ed88f407c8e2a487b29c86eafbab839cd3c6fc499ac5e024420e",
    "sot_site": "6a72a4e5c07dd16854cd4c68c96d132d0783061bd9e93f27674d3edb2869f3d8",
}
LESSON_KEY = str(uuid.UUID(int=11))
MANIFEST = {
    "schema": 1,
    "title": "An old course",
    "in_order": True,
    "modules": [
        {
            "key": str(uuid.UUID(int=13)),
            "title": "An old module",
            "requires": [],
            "items": [
                {
                    "key": LESSON_KEY,
                    "kind": "lesson",
                    "title": "An old lesson",
                    "required": True,
                    "minutes": 10,
                    "minimum_seconds": 300,
                    "pass_mark": None,
                }
            ],
        }
    ],
    "items": [],
}
BODY = [
    {
        "type": "prose",
        "id": str(uuid.UUID(int=21)),
        "value": {"text": "<p>An old paragraph.</p>", "notes": []},
    }
]


@pytest.mark.parametrize("label", FIRST)
def test_first_migration_is_as_it_was_committed(label):
    """Databases exist that were made by it: a change belongs in a new migration."""
    path = ROOT / FOLDERS[label] / "migrations" / f"{FIRST[label]}.py"

    assert hashlib.sha256(path.read_bytes()).hexdigest() == DIGESTS[label]


# An empty database of its own


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    """Stand an empty database in for the default one, and put that back afterwards."""
    usual = connections["default"]
    settings = copy.deepcopy(usual.settings_dict)
    with django_db_blocker.unblock():
        if usual.vendor == "sqlite":
            settings["NAME"] = ":memory:"
        else:
            settings["NAME"] = f"{settings['NAME']}_old"
            with usual._nodb_cursor() as cursor:
                name = usual.ops.quote_name(settings["NAME"])
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute(f"CREATE DATABASE {name}")
        other = type(usual)(settings, "default")
        connections["default"] = other
        forget()
        try:
            yield other
        finally:
            other.close()
            if usual.vendor == "sqlite":
                other.connection = None
            connections["default"] = usual
            if usual.vendor != "sqlite":
                with usual._nodb_cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {name}")
            forget()


def forget():
    ContentType.objects.clear_cache()
    cache.clear()


def migrate(targets=None):
    """Migrate to ``targets``, or to the last; return the models as they are there."""
    executor = MigrationExecutor(connections["default"])
    targets = targets or executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


# Rows of that time


class Writer:
    """Writes one row of every table with the models of that time."""

    def __init__(self, apps):
        self.apps = apps
        self.rows = {}
        self.number = 0

    def write_all(self):
        for label in FIRST:
            for model in self.apps.get_app_config(label).get_models():
                self.row(model)
        for label in FIRST:
            for model in self.apps.get_app_config(label).get_models():
                for field in model._meta.local_many_to_many:
                    self.link(model, field)
        return self.rows

    def row(self, model):
        label = model._meta.label
        if label not in self.rows:
            self.rows[label] = None  # in the making: nothing may point back here
            values = {**self.values(model), **self.special(model)}
            row = model(**values)
            row.save()
            self.rows[label] = row
        return self.rows[label]

    def values(self, model):
        values = {}
        for field in model._meta.concrete_fields:
            parent_link = getattr(field.remote_field, "parent_link", False)
            if parent_link or (field.primary_key and not field.is_relation):
                continue
            if field.is_relation:
                target = self.related(field)
                if target is not None:
                    values[field.attname] = target.pk
            elif not field.has_default() and not field.null:
                values[field.name] = self.value(field)
        return values

    def related(self, field):
        target = field.related_model
        label = target._meta.label
        ours = target._meta.app_label in FIRST
        if ours and not (label in self.rows and self.rows[label] is None):
            return self.row(target)
        if field.null:
            return None
        return target.objects.first() or self.row(target)

    def value(self, field):
        self.number += 1
        if field.choices:
            return field.choices[0][0]
        simple = {
            models.UUIDField: uuid.UUID(int=self.number),
            models.DateTimeField: dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC),
            models.DateField: dt.date(2026, 1, 5),
            models.DecimalField: Decimal("0.5"),
            models.FloatField: 1.5,
            models.BooleanField: True,
            models.JSONField: {"schema": 1},
            models.EmailField: f"old{self.number}@example.org",
            models.URLField: "https://example.org/",
            StreamField: "[]",
        }
        for kind, value in simple.items():
            if isinstance(field, kind):
                return value
        if isinstance(field, models.IntegerField):
            return 1
        return f"old-{self.number}"[: field.max_length or 80]

    def special(self, model):
        """Return what the generic values would get wrong."""
        name = model._meta.model_name
        if any(field.name == "url_path" for field in model._meta.get_fields()):
            return self.page(model)
        return {
            "edition": {"manifest": MANIFEST},
            "progress": {"requirement": LESSON_KEY, "kind": "lesson"},
            "activeinterval": {"end": dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)},
            "attempt": {"rules": {"schema": 1, "pass_mark": 75, "sections": []}},
        }.get(name, {})

    def page(self, model):
        """Return the tree's fields; every old page stands beneath the home page."""
        base = self.apps.get_model(Page._meta.label)
        types = self.apps.get_model("contenttypes", "ContentType")
        home = base.objects.get(depth=2)
        home.numchild += 1
        home.save()
        slug = f"old-{model._meta.model_name}"
        kind, _made = types.objects.get_or_create(
            app_label=model._meta.app_label, model=model._meta.model_name
        )
        return {
            "path": f"{home.path}{home.numchild:04d}",
            "depth": 3,
            "numchild": 0,
            "title": slug,
            "draft_title": slug,
            "slug": slug,
            "url_path": f"{home.url_path}{slug}/",
            "content_type_id": kind.pk,
            "locale_id": home.locale_id,
            "translation_key": uuid.uuid4(),
        }

    def link(self, model, field):
        if not field.remote_field.through._meta.auto_created:
            return
        target = self.rows.get(field.related_model._meta.label)
        if target is not None:
            getattr(self.rows[model._meta.label], field.name).add(target)


def stored(model, pk):
    """Return a row as the database has it, whatever the model's managers hide."""
    fields = [field.attname for field in model._meta.concrete_fields if field.column]
    found = model._base_manager.filter(pk=pk).values(*fields).first()
    return None if found is None else {name: plain(found[name]) for name in fields}


def plain(value):
    """Return a value so that old and new models' own classes don't matter."""
    if hasattr(value, "raw_data"):
        return json.dumps(list(value.raw_data), sort_keys=True)
    return value


def test_old_rows_are_found_after_migrating(empty_database):
    old = migrate(list(FIRST.items()))
    rows = Writer(old).write_all()
    lesson = rows["ce_courses.LessonPage"]
    with empty_database.cursor() as cursor:
        cursor.execute("UPDATE ce_courses_lessonpage SET body = %s", [json.dumps(BODY)])
    before = {label: stored(type(row), row.pk) for label, row in rows.items()}

    migrate()
    forget()

    for label, values in before.items():
        model = current_apps.get_model(label)
        after = stored(model, rows[label].pk)
        assert after is not None, f"The row of {label} is gone."
        kept = {name: after[name] for name in values if name in after}
        expected = {name: values[name] for name in kept}
        if label == "ce_courses.LessonPage":
            # The blocks of that time are unknown to its models, not to today's.
            del kept["body"], expected["body"]
        assert kept == expected, label
    check_with_todays_code(lesson.pk)


def check_with_todays_code(lesson_pk):
    lesson = current_apps.get_model("ce_courses.LessonPage").objects.get(pk=lesson_pk)
    assert [block.block_type for block in lesson.body] == ["prose"]
    assert "An old paragraph." in str(lesson.body[0].value["text"])

    enrolment = current_apps.get_model("ce_courses.Enrolment").objects.get()
    edition = manifest.read(enrolment.edition.manifest)
    standings = manifest.stand(edition, enrolment.progress.all())
    assert [item.title for item in edition.requirements()] == ["An old lesson"]
    assert not standings[LESSON_KEY].is_locked
    assert enrolment.progress.get().intervals.get().is_open

    attempt = current_apps.get_model("ce_quizzes.Attempt").objects.get()
    assert attempt.learner == enrolment.learner
    assert attempt.items.get().response_events.count() == 1
