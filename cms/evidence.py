"""What the verdicts on claims mean, in a sentence each, for the front page."""

from django.utils.translation import gettext_lazy as _

from media.enums import Verdict

VERDICTS = [
    {"label": verdict.label, "meaning": meaning}
    for verdict, meaning in (
        (Verdict.SUPPORTED, _("Good studies agree with the claim.")),
        (Verdict.CONFLICTING, _("Good studies disagree with each other.")),
        (Verdict.NOT_ESTABLISHED, _("Too few or too small studies to say.")),
        (Verdict.NOT_SUPPORTED, _("Good studies looked, and did not find it.")),
        (Verdict.THEORY, _("What the technique teaches; not measured.")),
        (Verdict.INCORRECT, _("At odds with what is known.")),
    )
]
