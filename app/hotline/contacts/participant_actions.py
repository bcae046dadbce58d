"""Use cases of who takes part in a contact: coming into the talk or the chat, and leaving it.

Written in the transaction of what they tell of.  The caller is one participant from the first
answer until they are gone, also while they are passed on; whoever serves them from the joining
until they are out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import String, bindparam, case, insert, or_, update

from app.hotline.contacts.models import PartEnding, Participant, ParticipantRole
from app.kit.storage.unit_of_work import UnitOfWork

_NOBODY = 0
_IS_GONE = or_(
    Participant.agent_id == bindparam("gone_agent"), Participant.role == bindparam("gone_role")
)
_JOIN = insert(Participant).execution_options(render_nulls=True)
_LEAVE = (
    update(Participant)
    .where(Participant.contact_id == bindparam("contact"), Participant.until_at.is_(None))
    .values(
        until_at=bindparam("now"),
        how=case((_IS_GONE, bindparam("gone_how", type_=String)), else_=bindparam("how_others")),
    )
    .execution_options(synchronize_session=False, autoflush=False)
)
_LEAVE_SOME = _LEAVE.where(Participant.agent_id.in_(bindparam("agent_ids", expanding=True)))
_LEAVE_LINE = _LEAVE.where(_IS_GONE)


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who comes in: an agent, an outside line (`target`), or the caller."""

    role: ParticipantRole
    agent_id: int | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """Who left by themselves, and how: an agent by their id, else the only one in a role."""

    how: PartEnding
    agent_id: int | None = None
    role: ParticipantRole | None = None


def join(uow: UnitOfWork, contact_id: int, comers: Sequence[Comer]) -> None:
    """These take part from now on."""
    rows = [
        {
            "contact_id": contact_id,
            "role": comer.role,
            "agent_id": comer.agent_id,
            "target": comer.target,
            "since_at": uow.now,
        }
        for comer in comers
    ]
    if rows:
        uow.session.execute(_JOIN, rows)


def leave(
    uow: UnitOfWork,
    contact_id: int,
    how: PartEnding,
    *,
    agent_ids: Collection[int] | None = None,
    gone: Gone | None = None,
) -> None:
    """These agents (None: everybody) take part no longer; whoever is `gone` by themselves so."""
    values = _describe(uow, contact_id, gone or Gone(how)) | {"how_others": how}
    if agent_ids is None:
        uow.session.execute(_LEAVE, values)
    elif agent_ids:
        uow.session.execute(_LEAVE_SOME, values | {"agent_ids": list(agent_ids)})


def leave_line(uow: UnitOfWork, contact_id: int, gone: Gone) -> None:
    """One who has no part in routing is gone: a supervisor or an outside line."""
    uow.session.execute(_LEAVE_LINE, _describe(uow, contact_id, gone) | {"how_others": gone.how})


def _describe(uow: UnitOfWork, contact_id: int, gone: Gone) -> dict[str, object]:
    return {
        "contact": contact_id,
        "now": uow.now,
        "gone_agent": gone.agent_id or _NOBODY,
        "gone_role": gone.role or "",
        "gone_how": gone.how,
    }
