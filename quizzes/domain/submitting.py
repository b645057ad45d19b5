"""Sending questions to clinical review, several at once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from media.domain.review import is_awaiting_review
from quizzes.models import Question


@transaction.atomic
def submit(*, questions: Iterable[Question], by: Any) -> int:
    """Start the workflow for the newest drafts, and return for how many.

    Left out are questions that are in a workflow already, retired, without a draft, or
    whose newest draft is published and signed. A workflow that asked for changes goes
    on. Nothing happens where questions take no workflow. Whether ``by`` may is the
    caller's question.
    """
    sent = 0
    for question in questions:
        row = Question.objects.select_for_update().get(pk=question.pk)
        workflow = row.get_workflow()
        if workflow is None or row.retired_at or not row.latest_revision_id:
            continue
        is_published = row.live and row.latest_revision_id == row.live_revision_id
        if is_published and not is_awaiting_review(row):
            continue
        state = row.current_workflow_state
        if state is None:
            workflow.start(row, user=by)
        elif state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user=by)
        else:
            continue
        sent += 1
    return sent
