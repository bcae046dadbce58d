"""Reminds the editors, once a day, of articles whose review is due or whose time is over.

The reminder stands on the editors' first page until the list is empty; the daily entry in the
log proves that they were told. An article whose time is over is shown to nobody (`queries`).
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.answers import facts
from app.hotline.answers.queries import count_due
from app.hotline.dispatch.deadlines import LINE, DueKind, is_set, set_deadline
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.unit_of_work import Store, UnitOfWork

REVIEWS_DUE = DueKind(
    "reviews_due", subject=LINE, served_by="app.hotline.answers.reviews.remind_of_reviews"
)
DAY = timedelta(days=1)


def plan_review_reminder(uow: UnitOfWork) -> None:
    """Set the next reminder, a day from now, unless one is set."""
    if not is_set(uow.session, REVIEWS_DUE, 1):
        set_deadline(uow, REVIEWS_DUE, 1, uow.now + DAY)


def remind_of_reviews(store: Store) -> None:
    """Tell the editors' pages, note it, and set the next reminder."""
    with store.write() as uow:
        due = count_due(uow.session, uow.now.astimezone(LINE_TIME).date())
        if due.for_review or due.over:
            uow.record(facts.REVIEWS_DUE, for_review=due.for_review, over=due.over)
            uow.topics.add("answers")
        set_deadline(uow, REVIEWS_DUE, 1, uow.now + DAY)
