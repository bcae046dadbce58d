"""What is noted of an effect that was tried: done, to be tried again, or given up; and how a
person settles what was given up.  One that was given up stays a breach of the laws until then.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import update

from app.kit.errors import BadInput, HotlineError, NotFound, Refused
from app.kit.storage.effect_kinds import EFFECTS
from app.kit.storage.facts import CODE, CONTACT, COUNT, ERROR_NAME, ID, FactKind
from app.kit.storage.locking import get_locked
from app.kit.storage.outbox import Outbox, Owed
from app.kit.storage.unit_of_work import UnitOfWork

EFFECT_GIVEN_UP = FactKind(
    "effect_given_up", CONTACT, effect_id=ID, effect=CODE, attempts=COUNT, error=ERROR_NAME
)
EFFECT_SETTLED = FactKind("effect_settled", CONTACT, effect_id=ID, account_id=ID, how=CODE)

DONE, GIVEN_UP = "done", "given_up"
TRY_AGAIN = "try_again"
SETTLEMENTS = ("seen_to", "not_needed", TRY_AGAIN)
"""What a person may say of an effect that was given up; the last owes it once more."""
WORKER_DIED = "worker_died"
_LONGEST_NAME = 60


def name_error(error: BaseException) -> str:
    """A code for the log and the page: never the words of an error, which may hold a number."""
    return error.code if isinstance(error, HotlineError) else type(error).__name__[:_LONGEST_NAME]


def note_done(uow: UnitOfWork, effect: Outbox) -> None:
    """It has happened."""
    effect.done_at, effect.result = uow.now, DONE


def note_happened(uow: UnitOfWork, effects: Iterable[Owed]) -> None:
    """They have happened, at the first try or a later one; once this is committed they know it."""
    happened = list(effects)
    uow.session.execute(
        update(Outbox)
        .where(Outbox.id.in_([each.id for each in happened]))
        .values(attempts=Outbox.attempts + 1, done_at=uow.now, result=DONE)
        .execution_options(synchronize_session=False)
    )

    def remember() -> None:
        for each in happened:
            each.is_noted = True

    uow.on_commit.append(remember)


def note_with_result(uow: UnitOfWork, effect: Owed | None) -> None:
    """As `note_happened`, where the result is that of an effect."""
    if effect is not None:
        note_happened(uow, [effect])


def note_failure(uow: UnitOfWork, effect: Outbox, error: str) -> bool:
    """It failed and the attempt is counted already; True when it is given up with this."""
    pace = EFFECTS[effect.kind].pace
    effect.last_error = error
    if effect.attempts < pace.tries:
        effect.due_at = uow.now + pace.find_pause(effect.attempts)
        return False
    effect.done_at, effect.result = uow.now, GIVEN_UP
    uow.record(
        EFFECT_GIVEN_UP,
        contact_id=effect.contact_id,
        effect_id=effect.id,
        effect=effect.kind,
        attempts=effect.attempts,
        error=error,
    )
    uow.topics.add("queue")
    return True


def settle_effect(uow: UnitOfWork, effect_id: int, account_id: int, how: str) -> None:
    """A person has seen to it, says that it is not needed, or lets it be tried anew.

    Raises NotFound, Refused when somebody was quicker, BadInput for an unknown `how`.
    """
    effect = get_locked(uow.session, Outbox, effect_id)
    if effect is None:
        raise NotFound(what="effect", effect_id=effect_id)
    if how not in SETTLEMENTS:
        raise BadInput(place="how", reason="bad_input")
    if effect.result != GIVEN_UP or effect.settled_at is not None:
        raise Refused("settled_already")
    if how == TRY_AGAIN:
        effect.done_at = effect.result = None
        effect.attempts, effect.due_at = 0, uow.now
        uow.owe_again(effect)
    else:
        effect.settled_at, effect.settled_by, effect.settled_how = uow.now, account_id, how
    uow.record(
        EFFECT_SETTLED,
        contact_id=effect.contact_id,
        effect_id=effect.id,
        account_id=account_id,
        how=how,
    )
