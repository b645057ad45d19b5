"""Template tags of quizzes."""

from django import template

from quizzes.domain import checks

register = template.Library()


@register.simple_tag
def knowledge_check(question):
    """Return what the form of a check needs; ``None`` if there is nothing to ask.

    The same for every reader, so that a lesson's body can be stored with it.
    """
    version = checks.version_for(question) if question else None
    return checks.asked(version) if version else None
