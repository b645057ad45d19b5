"""Taking a question out of use for good, and back.

A retired question is asked in no new attempt. Attempts that run or are over keep the
version that they were asked, with its marks. Nobody deletes a question that somebody
may have been marked on.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log

from quizzes.models import Question


@transaction.atomic
def retire(*, question: Question, by: Any, reason: str, at: datetime) -> bool:
    """Take ``question`` offline and out of its bank's lists; say whether it was in use.

    A review that it waits for is called off, and so is a publication that was planned.
    Quizzes that name the question come out short, which their author reads. Raises
    ``ValueError`` without a reason. Whether ``by`` may is the caller's question.
    """
    if not reason.strip():
        raise ValueError("a question is retired for a reason")
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.retired_at is not None:
        return False
    waiting = row.current_workflow_state
    if waiting is not None:
        waiting.cancel(user=by)
    # The permission that Wagtail would ask for is to publish; retiring needs to write.
    UnpublishAction(row, user=by, log_action=False).execute(skip_permission_checks=True)
    row.revisions.update(approved_go_live_at=None)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    log(
        instance=row,
        action="ce_quizzes.retire",
        user=by,
        data={"reason": reason.strip()},
    )
    return True


@transaction.atomic
def restore(*, question: Question, by: Any) -> bool:
    """Bring ``question`` back as a draft, and say whether it was retired.

    It is asked again once it is published again, as any draft.
    """
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.retired_at is None:
        return False
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    log(instance=row, action="ce_quizzes.restore", user=by)
    return True
