"""What this app tells the ones that embed it."""

from django.dispatch import Signal

# An attempt was marked. Sent as ``send(sender=Attempt, attempt=attempt, at=at)`` inside
# the marking transaction: a receiver that raises undoes the marking too.
attempt_marked = Signal()
