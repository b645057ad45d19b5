"""Template tags of the courses app. The page tags stand once, at the top of a page."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from courses import outline_html, rendering
from courses.domain import catalogue, explain
from courses.models import CourseIndexPage, CoursePage

register = template.Library()


@register.simple_tag(takes_context=True)
def course_cards(context, index):
    courses = catalogue.courses_in(index)
    return catalogue.cards(courses=courses, learner=_person(context))


@register.simple_tag(takes_context=True)
def course_overview(context, course):
    return catalogue.overview(course=course, learner=_person(context))


@register.simple_tag
def course_of(page):
    """The course that a page lies in."""
    return CoursePage.objects.ancestor_of(page).first()


@register.simple_tag(takes_context=True)
def lesson_body(context, lesson):
    """The lesson's body: kept HTML when live, rendered from memory in a preview."""
    request = context.get("request")
    if getattr(request, "is_preview", False) or not lesson.live:
        return rendering.render_body(lesson)
    return rendering.stored_body(lesson)


@register.simple_tag
def outline_items(entries):
    """The items of a part of the outline; ``includes/outline_item.html`` draws one."""
    return outline_html.items(entries)


@register.simple_tag(takes_context=True)
def prose(context, value):
    """A prose block's text with the notes placed behind what they belong to."""
    claims = {"claims": context.get("claims")}
    notes = {
        note.value["marker"]: note.render(claims)
        for note in value["notes"].bound_blocks
    }
    html = expand_db_html(value["text"].source)
    return mark_safe(rendering.place_notes(html, notes))  # block templates escape


@register.simple_tag(takes_context=True)
def catalogue_url(context):
    """Address of the first live course index, or of "My learning" where there is none."""
    index = CourseIndexPage.objects.live().first()
    url = index.get_url(context.get("request")) if index else None
    return url or reverse("ce_courses:my-learning")


@register.simple_tag(takes_context=True)
def sign_in_url(context, page):
    """Address of the sign-in page that leads back to ``page``."""
    login = resolve_url(
        getattr(settings, "WAGTAIL_FRONTEND_LOGIN_URL", None) or settings.LOGIN_URL
    )
    back = page.get_url(context.get("request")) or "/"
    return f"{login}?{urlencode({REDIRECT_FIELD_NAME: back})}"


@register.filter
def lookup(mapping, key):
    return mapping.get(key)


@register.filter
def sentence(standing):
    return explain.sentence(standing)


@register.filter
def duration(seconds):
    return explain.duration(int(seconds))


@register.filter
def percent(fraction):
    return explain.percent(fraction)


def _person(context):
    request = context.get("request")
    return getattr(request, "user", None)
