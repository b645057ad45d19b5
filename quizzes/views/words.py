"""What the script of an attempt's page says. Lazy: each page has its own language."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ready": _("All changes saved"),
    "saving": _("Saving"),
    "savedNow": _("Saved"),
    "savedSeconds": _("Saved {n} seconds ago"),
    "savedMinute": _("Saved {n} minute ago"),
    "savedMinutes": _("Saved {n} minutes ago"),
    "recovered": _("All answers are saved again."),
    "offline": _("Offline: kept in this browser, will be sent again"),
    "offlineAct": _(
        "You are offline. Your answers are kept in this browser; please try again when the network is back."
    ),
    "conflict": _("Answered elsewhere too: please choose"),
    "conflictElsewhere": _(
        "An answer of another page waits for your choice: question {n}"
    ),
    "invalid": _("One answer can’t be read yet"),
    "left": _("This page was left in another window: please reload it"),
    "signed-out": _(
        "Signed out: kept in this browser. Sign in again, then reload this page."
    ),
    "refused": _("Not saved: please reload this page"),
    "lateElsewhere": _(
        "An answer to question {n} arrived too late. It does not count."
    ),
    "checkFirst": _("Please answer the whole question first, then check it."),
    "checkFailed": _("It could not be checked just now. Please try again."),
    "flagged": _("Flagged"),
    "unflagged": _("No longer flagged"),
    "timeLeft": _("Time left"),
    "over": _("Time is over"),
    "timeOver": _("Time is over. Your last answers are on their way."),
    "fiveMinutes": _("Five minutes left."),
    "oneMinute": _("One minute left."),
}
