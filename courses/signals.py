"""What courses tells the world. Sent inside the transaction that made it true."""

from django.dispatch import Signal

learner_enrolled = Signal()  # enrolment, at
course_completed = Signal()  # enrolment, at
person_anonymised = Signal()  # user, at
