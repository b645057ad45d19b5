"""Template tags of the pages that staff see."""

from django import template
from django.utils.translation import gettext as _

from media.people import display_name

register = template.Library()


@register.filter
def person(user):
    """Who did something; what nobody did, the system did."""
    return display_name(user) if user else _("System")
