"""Search over the catalogue, the glossary and the lessons that the learner may open."""

import re

from django.db.models.functions import Lower
from django.shortcuts import render
from wagtail.search.backends import get_search_backend

from courses.domain import access
from courses.models import CoursePage, GlossaryTerm, LessonPage

from .pages import private

LONGEST_QUERY = 200
MOST_RESULTS = 50


def search(request):
    """Whatever is typed is searched for as words; nothing in it is syntax."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[
        :LONGEST_QUERY
    ]
    context = {"query": query, "courses": [], "lessons": [], "terms": []}
    # SQLite's full-text search fails on an unclosed quote, so nothing but words gets there.
    if words := " ".join(re.findall(r"\w+", query)):
        context |= find(query=words, learner=request.user)
    context["count"] = sum(
        len(context[name]) for name in ("courses", "lessons", "terms")
    )
    return private(render(request, "ce_courses/search.html", context))


def find(*, query: str, learner) -> dict:
    backend = get_search_backend()
    courses = backend.search(query, CoursePage.objects.live().public())
    terms = backend.search(query, GlossaryTerm)
    keys = access.openable_keys(learner=learner)
    lessons = []
    if keys:
        mine = LessonPage.objects.live().filter(translation_key__in=keys).defer("body")
        lessons = list(backend.search(query, mine)[:MOST_RESULTS])
    return {
        "courses": list(courses[:MOST_RESULTS]),
        "lessons": lessons,
        "terms": list(terms[:MOST_RESULTS]),
    }


def glossary(request):
    # Capitals don't come first: ASIS stands between arthritis and atlas.
    terms = GlossaryTerm.objects.order_by(Lower("term"))
    return render(request, "ce_courses/glossary.html", {"terms": terms})
