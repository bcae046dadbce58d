"""Use cases of conflicts of interest: note one, lift one.

Reasons are codes, never words: why somebody may not serve a person stands in the log (law 2).
"""

from __future__ import annotations

from sqlalchemy import delete, select

from app.hotline.contacts.facts import CONFLICT_LIFTED, CONFLICT_NOTED
from app.hotline.contacts.models import Conflict, Contact
from app.hotline.contacts.queries import list_barred
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork

REASONS = ("other_party", "kin", "own_interest", "judged_before")
"""Why somebody must not serve a person: acts for the other party, is close to a party, has an
interest of their own, decided or mediated in the matter before."""
LIFT_REASONS = ("noted_in_error", "no_longer")


def note_conflict(
    uow: UnitOfWork,
    contact: Contact,
    agent_id: int,
    reason: str = "other_party",
    noted_by: int | None = None,
) -> None:
    """The agent is never offered to this person again; twice is once.  Raises BadInput.

    `noted_by` is the agent in whose contact it came up.
    """
    if reason not in REASONS:
        raise BadInput(place="reason", reason="bad_input")
    if agent_id in list_barred(uow.session, contact.caller_id):
        return
    uow.session.add(
        Conflict(
            caller_id=contact.caller_id,
            agent_id=agent_id,
            contact_id=contact.id,
            reason=reason,
            noted_by=noted_by,
            noted_at=uow.now,
        )
    )
    uow.session.flush()
    uow.record(
        CONFLICT_NOTED,
        contact_id=contact.id,
        agent_id=agent_id,
        reason=reason,
        noted_by=noted_by,
    )


def lift_conflict(
    uow: UnitOfWork,
    caller_id: int,
    agent_id: int,
    reason: str,
    *,
    account_id: int | None = None,
    lifted_by: int | None = None,
) -> None:
    """The agent may serve this person again; lifted twice is once.  Raises BadInput.

    Who lifted it is an account of those who run the line, or the agent who has the contact.
    """
    if reason not in LIFT_REASONS:
        raise BadInput(place="reason", reason="bad_input")
    own = (Conflict.caller_id == caller_id, Conflict.agent_id == agent_id)
    conflict = uow.session.scalar(select(Conflict).where(*own))
    if conflict is None:
        return
    uow.session.execute(delete(Conflict).where(Conflict.id == conflict.id))
    uow.record(
        CONFLICT_LIFTED,
        contact_id=conflict.contact_id,
        agent_id=agent_id,
        reason=reason,
        account_id=account_id,
        lifted_by=lifted_by,
    )
