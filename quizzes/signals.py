"""What this app tells the ones that embed it."""

from django.dispatch import Signal

# An attempt was marked as a whole: at its submission, or with the last answer that
# waited for a person; and again when such a mark was corrected, so what a receiver does
# must come to the same when it is done twice. Practice and discarded attempts count for
# nothing and are not told. Sent as ``send(sender=Attempt, attempt=attempt, at=at)``
# inside the marking transaction: a receiver that raises undoes the marking too.
attempt_marked = Signal()
