"""Turning a lesson's body into HTML, once per published state.

The stored HTML is the same for every learner. Glossary markers become links, claim
markers become numbered marks whose note follows the paragraph they stand in.
"""

import re

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.markers import MARK, TERM, term_keys
from courses.models import GlossaryTerm, LessonBody, LessonPage
from media.domain.placements import Placements
from media.domain.review import current_review

# Raise it when templates of blocks change in a way that stored bodies must follow.
TEMPLATES_VERSION = 4


def body_key(lesson: LessonPage) -> str:
    """Names what a stored body was made from."""
    stamp = lesson.last_published_at.timestamp() if lesson.last_published_at else 0
    # Checks in the body carry signed tokens, which end with the key that signed them.
    signed = salted_hmac("ce_courses.lesson_body", "", algorithm="sha256").hexdigest()[
        :8
    ]
    return f"{TEMPLATES_VERSION}:{lesson.live_revision_id}:{stamp}:{signed}"


def stored_body(lesson: LessonPage) -> SafeString:
    """The body of a live lesson; rendered and kept if it was not kept yet."""
    key = body_key(lesson)
    stored = getattr(lesson, "stored_body", None)
    if stored is None or stored.key != key:
        html = render_body(lesson)
        LessonBody.objects.update_or_create(
            lesson_id=lesson.pk, defaults={"key": key, "html": html}
        )
        return html
    return mark_safe(stored.html)  # our own rendering, kept


def render_body(lesson: LessonPage) -> SafeString:
    """The body as it is in memory: a draft in a preview as well as a live lesson."""
    review = current_review(lesson)
    context = {
        "page": lesson,
        "body": lesson.body,
        "review": review,
        # When its claims were reviewed, which each of them says; history needs none.
        "claims": {"review": review} if lesson.clinical else None,
        "placements": Placements(),
    }
    html = render_to_string("ce_courses/lesson_body.html", context)
    return mark_safe(link_terms(number_marks(html)))  # block templates escape


def link_terms(html: str) -> str:
    """Replace ``[[key]]`` and ``[[key|words]]``; an unknown key leaves its words."""
    keys = term_keys(html)
    if not keys:
        return html
    terms = {term.key: term for term in GlossaryTerm.objects.filter(key__in=keys)}
    page = reverse("ce_courses:glossary")

    def link(match: re.Match) -> str:
        term = terms.get(match[1])
        words = match[2] or (in_running_text(term.term) if term else spelled(match[1]))
        if term is None:
            return words if match[2] else escape(words)
        title = escape(term.definition)
        words = words if match[2] else escape(words)
        return f'<a class="term" href="{page}#{term.key}" data-definition="{title}">{words}</a>'

    return TERM.sub(link, html)


def in_running_text(term: str) -> str:
    """A term without its capital, unless it has others: ASIS, Category I."""
    return term.lower() if term[1:] == term[1:].lower() else term


def spelled(key: str) -> str:
    return key.replace("-", " ")


def place_notes(text: str, notes: dict[str, str]) -> str:
    """Put each claim note behind the top-level element that holds its marker.

    ``notes`` is rendered HTML by marker. Notes whose marker does not occur come last.
    """
    soup = BeautifulSoup(text, "html.parser")
    left = dict(notes)
    parts = []
    for element in soup.contents:
        chunk = str(element)
        parts.append(chunk)
        for marker in MARK.findall(chunk):
            if marker in left:
                parts.append(left.pop(marker))
    return "".join([*parts, *left.values()])


def number_marks(html: str) -> str:
    """Replace ``[^marker]`` by a numbered link to its note, and number the note."""
    numbers: dict[str, int] = {}

    def mark(match: re.Match) -> str:
        marker = match[1]
        if f'id="note-{marker}"' not in html:
            return ""
        first = marker not in numbers
        number = numbers.setdefault(marker, len(numbers) + 1)
        label = escape(_("Note %(n)s on this claim") % {"n": number})
        ident = f' id="mark-{marker}"' if first else ""
        return (
            f'<a class="claim-mark"{ident} href="#note-{marker}" '
            f'aria-label="{label}"><sup>{number}</sup></a>'
        )

    html = MARK.sub(mark, html)
    for marker, number in numbers.items():
        html = html.replace(f'data-note="{marker}"', f'data-note="{number}"')
    return html
