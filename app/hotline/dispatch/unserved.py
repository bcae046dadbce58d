"""What is noted of a deadline that could not be served: it comes again, later and later; one that
fails by a fault that no waiting mends becomes, like an effect, a task for people.

It stays set and is tried now and then all the same: nobody may wait for ever for want of a click.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.dispatch.deadlines import hand_over, hasten_deadlines
from app.hotline.dispatch.effects import SERVE_DEADLINE
from app.hotline.dispatch.models import Deadline
from app.kit.storage.away import find_lack
from app.kit.storage.effect_actions import EFFECT_GIVEN_UP, GIVEN_UP, name_error, note_happened
from app.kit.storage.outbox import Lane, Outbox, Owed
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.telephony.port import CarrierUnreachable

TRIES = 8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0
PAUSE_AFTER = timedelta(minutes=10)
"""Between tries of what was given up."""


def note_unserved(uow: UnitOfWork, deadline: Deadline, error: Exception) -> None:
    """Serving it failed just now; what passes by itself is tried again and not counted."""
    _put_off(uow, deadline, error)
    hand_over(uow, deadline.kind, deadline.subject_id, deadline.due_at)


def _put_off(uow: UnitOfWork, deadline: Deadline, error: Exception) -> None:
    if find_lack(error) is not None or isinstance(error, CarrierUnreachable):
        deadline.due_at = uow.now + timedelta(seconds=FIRST_PAUSE_S)
        return
    deadline.attempts += 1
    pause_s = FIRST_PAUSE_S * 2.0 ** (min(deadline.attempts, 10) - 1)
    deadline.due_at = uow.now + timedelta(seconds=min(pause_s, LONGEST_PAUSE_S))
    if deadline.attempts >= TRIES:
        deadline.due_at = uow.now + PAUSE_AFTER
    if deadline.attempts == TRIES:
        _give_up(uow, deadline, name_error(error))


def _give_up(uow: UnitOfWork, deadline: Deadline, error: str) -> None:
    task = Outbox(
        lane=Lane.CALL,
        kind=SERVE_DEADLINE.name,
        payload=SERVE_DEADLINE.write(
            {"deadline": deadline.kind, "subject_id": deadline.subject_id}
        ),
        created_at=uow.now,
        due_at=uow.now,
        attempts=deadline.attempts,
        done_at=uow.now,
        result=GIVEN_UP,
        last_error=error,
    )
    uow.session.add(task)
    uow.session.flush()
    uow.record(
        EFFECT_GIVEN_UP,
        effect_id=task.id,
        effect=SERVE_DEADLINE.name,
        attempts=deadline.attempts,
        error=error,
    )
    uow.topics.add("queue")


def serve_deadline(store: Store, effect: Owed, deadline: str, subject_id: int) -> None:
    """Somebody lets it be tried again: it is due now, and counts from the beginning."""
    same = (Deadline.kind == deadline) & (Deadline.subject_id == subject_id)
    with store.write() as uow:
        hasten_deadlines(uow, same, attempts=0)
        note_happened(uow, [effect])
