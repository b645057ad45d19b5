"""The map of a case that branches, drawn by the server."""

from django import template

from quizzes.trainers.types import sorter_branches as branches
from quizzes.trainers.types import sorter_showing as showing
from quizzes.trainers.types.sorter_map import draw

register = template.Library()


@register.inclusion_tag("ce_trainers/types/sorter_map.html")
def case_map(nodes):
    """Draw ``sorter_showing.case_map`` as a picture, with the same as a list below it."""
    return {"nodes": nodes, "drawing": draw(nodes)}


@register.inclusion_tag("ce_trainers/types/sorter_map.html")
def author_map(nodes):
    """Draw the map of a draft, whatever is wrong with it, with an expert's way."""
    rows = showing.case_map(nodes, expert=branches.expert_walk(nodes))
    return {"nodes": rows, "drawing": draw(rows)}
