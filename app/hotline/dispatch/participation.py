"""Who takes part, told from the engine's moves: whoever it names now has joined, whoever it names
no longer has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.hotline.agents.models import Agent
from app.hotline.contacts import participant_actions as participants
from app.hotline.contacts.models import Contact, ContactStage, PartEnding, ParticipantRole
from app.hotline.contacts.participant_actions import Comer, Gone
from app.hotline.dispatch.kept_queries import Kept, read_kept
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.decisions import MoveContact
from routing.model import ContactState

GENERAL = "general"
_OVER = frozenset[str]({ContactStage.WRAPPING_UP, ContactStage.ENDED})
_PARTS = {
    "seat_agent": ParticipantRole.AGENT,
    "interpreter": ParticipantRole.INTERPRETER,
    "adviser": ParticipantRole.ADVISER,
}
_ENDINGS: Mapping[type, PartEnding] = {
    events.ContactTransferred: PartEnding.TRANSFERRED,
    events.ContactHandedOver: PartEnding.HANDED_OVER,
    events.AdviceEnded: PartEnding.ADVICE_ENDED,
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """How whoever a step lets go has left, but for who was `gone` already."""

    how: PartEnding = PartEnding.TALK_ENDED
    gone: Gone | None = None


def name_ending(event: events.Event) -> PartEnding:
    """How those leave who are let go by this event."""
    return _ENDINGS.get(type(event), PartEnding.TALK_ENDED)


def note_parts(uow: UnitOfWork, contact: Contact, move: MoveContact, leaving: Leaving) -> None:
    """Write who joins and who leaves by a move, while the row still says what was before it."""
    if move.state in _OVER:
        if contact.answered_at is not None and contact.state not in _OVER:
            participants.leave(uow, contact.id, leaving.how, gone=leaving.gone)
        return
    before, after = _read_before(contact), _read_after(move)
    changed = {each for each in before if before[each] != after.get(each, before[each])}
    participants.leave(uow, contact.id, PartEnding.TOOK_OVER, agent_ids=changed)
    left = before.keys() - after.keys()
    participants.leave(uow, contact.id, leaving.how, agent_ids=left, gone=leaving.gone)
    is_caller_back = contact.answered_at is None or contact.state in _OVER
    caller = [Comer(ParticipantRole.CALLER)] if after and is_caller_back else []
    new = [(agent_id, role) for agent_id, role in after.items() if before.get(agent_id) != role]
    agents = [Comer(_name_role(uow, agent_id, role), agent_id) for agent_id, role in new]
    participants.join(uow, contact.id, [*caller, *agents])


def _read_before(contact: Contact) -> dict[int, ParticipantRole]:
    if contact.state != ContactStage.CONNECTED:
        return {}
    return _name_parts(read_kept(contact))


def _read_after(move: MoveContact) -> dict[int, ParticipantRole]:
    if move.state is not ContactState.CONNECTED:
        return {}
    return _name_parts(move)


def _name_parts(told: Kept | MoveContact) -> dict[int, ParticipantRole]:
    named = {getattr(told, name): role for name, role in _PARTS.items()}
    return {agent_id: role for agent_id, role in named.items() if agent_id is not None}


def _name_role(uow: UnitOfWork, agent_id: int, role: ParticipantRole) -> ParticipantRole:
    if role is not ParticipantRole.AGENT:
        return role
    seat = uow.session.get_one(Agent, agent_id).main_seat
    return ParticipantRole.AGENT if seat == GENERAL else ParticipantRole.EXPERT
