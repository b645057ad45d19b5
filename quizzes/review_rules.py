"""The review matrix: what of an attempt a learner may see, and when.

Schema 1::

    {"schema": 1, "during": [items], "after": [items], "open": [items],
     "closed": [items]}

Moments are ``ReviewMoment``, items ``ReviewItem``.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .enums import ReviewItem, ReviewMoment

SCHEMA = 1


def default():
    """Return the matrix of a quiz that hides nothing once it is marked."""
    return of(ReviewItem.values)


def score_only():
    """Return the matrix of a quiz that shows the score and nothing else."""
    return of([ReviewItem.SCORE.value])


def of(items):
    """Return a matrix that allows the same at every moment, but no score during."""
    during = [item for item in items if item != ReviewItem.SCORE]
    after = {moment: list(items) for moment in ReviewMoment.values}
    return {"schema": SCHEMA, **after, ReviewMoment.DURING.value: during}


def validate(value):
    """Raise ``ValidationError`` unless ``value`` is a review matrix."""
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise ValidationError(_("The review rules can’t be read."))
    if set(value) != {"schema", *ReviewMoment.values}:
        raise ValidationError(_("The review rules name each moment once."))
    for moment in ReviewMoment.values:
        items = value[moment]
        if not isinstance(items, list) or not set(map(str, items)) <= set(
            ReviewItem.values
        ):
            raise ValidationError(
                _("The review rules name something that can’t be shown.")
            )


def of_attempt(rules):
    """Return the matrix that an attempt was started with; ``rules`` are its own."""
    if rules["schema"] == 1:
        return default() if rules["show_feedback"] else score_only()
    return rules["review"]
