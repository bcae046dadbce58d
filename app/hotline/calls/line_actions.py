"""Use cases of a party who is gone: what the table of `gone` says follows is done here.

Who it was and how the contact stood is read from the rows; nothing of it is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.hotline.callbacks.ringing_actions import miss
from app.hotline.calls.effects import BRING_CALLER_IN
from app.hotline.calls.facts import AGENT_LINE_BROKE, CALLER_HUNG_UP, INTERPRETER_LOST
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_agent_leg, has_later_leg, list_live_legs
from app.hotline.calls.talking.advice_actions import find_adviser, hand_over, lose_adviser
from app.hotline.calls.talking.gone import PARTY_GONE, Consequence, Party, Reason, Stage
from app.hotline.calls.talking.rating_actions import keep_for_rating
from app.hotline.calls.talking.talk_actions import end_leg, hold_caller, send_to_music
from app.hotline.calls.talking.transfer_actions import lose_outside, pass_on
from app.hotline.calls.waiting.closed_actions import await_message
from app.hotline.contacts.models import Contact, ContactStage, PartEnding, ParticipantRole
from app.hotline.contacts.participant_actions import Gone, leave_line
from app.hotline.dispatch.actions import end_contact, fail_offer
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.dispatch.effects import END_CALLS
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import AgentId, ContactId, Outcome

BESIDE = frozenset({ParticipantRole.SUPERVISOR, ParticipantRole.OUTSIDE})
"""Who takes part without routing knowing of them."""
LINE_END = DueKind(
    "line_end",
    subject="leg",
    served_by="app.hotline.calls.repair.check_line_end",
    asks_carrier=True,
)
LINE_END_WITHIN_S = 2
"""Somebody left the room: how soon the carrier says whether their line ended, and how."""
_CALLERS = frozenset({Party.CALLER, Party.CALLED_BACK, Party.FIRST_CALL})
_BROKEN = frozenset({Reason.LEFT_ROOM_BROKEN, Reason.LINE_BROKE, Reason.NOT_THERE})


@dataclass(frozen=True, slots=True)
class Loss:
    """Somebody is gone: `leg` is theirs, `live` what else the contact has on the line (as far as
    it may matter), `outcome` and `failure` what a contact or an offer that ends by it is given."""

    work: RoutingWork
    contact: Contact
    leg: Leg
    live: Sequence[Leg] = ()
    outcome: Outcome | None = None
    failure: str = ""


def lose(loss: Loss, reason: Reason, party: Party | None = None) -> bool:
    """Do what follows; False where that is no news.  `party` where the rows do not tell it."""
    party = party or name_party(loss)
    how = PartEnding.LINE_BROKE if reason in _BROKEN else PartEnding.HUNG_UP
    role = ParticipantRole.CALLER if party in _CALLERS else None
    loss.work.gone = Gone(how, loss.leg.agent_id, role)
    return DEEDS[PARTY_GONE[party, name_stage(loss), reason]](loss) is not False


def name_party(loss: Loss) -> Party:
    """Who it is, as the rows have it."""
    contact, leg = loss.contact, loss.leg
    match leg.role:
        case "caller":
            return Party.CALLER
        case "supervisor":
            return Party.SUPERVISOR
        case "outside":
            return Party.OUTSIDE
    if contact.state != ContactStage.CONNECTED:
        return Party.FORMER
    if has_later_leg(leg, loss.live):
        return Party.REPLACED
    kept = read_kept(contact)
    if leg.agent_id == kept.adviser:
        return Party.ADVISER
    if leg.agent_id not in kept.serving:
        return Party.FORMER
    is_alone = len(kept.serving) == 1
    return Party.INTERPRETER if leg.agent_id == kept.interpreter and not is_alone else Party.AGENT


def name_stage(loss: Loss) -> Stage:
    """How the contact stands."""
    contact = loss.contact
    match contact.state:
        case ContactStage.ARRIVED:
            return Stage.ASKING if contact.closed_reason is None else Stage.CLOSED
        case ContactStage.WAITING:
            return Stage.OWED if contact.is_owed_callback else Stage.WAITING
        case ContactStage.OFFERED:
            return Stage.RUNG_BACK if contact.is_owed_callback else Stage.OFFERED
        case ContactStage.CONNECTED:
            return _name_talk(contact, loss.live)
    return Stage.AFTER


def _name_talk(contact: Contact, live: Sequence[Leg]) -> Stage:
    kept = read_kept(contact)
    if kept.adviser is not None and kept.lacks is None:
        return Stage.ADVISED
    if any(leg.role == "outside" and leg.state == LegState.JOINED for leg in live):
        return Stage.OUTSIDE_IN
    return Stage.TALK if kept.lacks is None else Stage.HALF


def leave_beside(uow: UnitOfWork, leg: Leg, *, is_broken: bool) -> None:
    """A supervisor or an outside line is in the talk no longer."""
    how = PartEnding.LINE_BROKE if is_broken else PartEnding.HUNG_UP
    role = None if leg.agent_id is not None else ParticipantRole(leg.role)
    leave_line(uow, leg.contact_id, Gone(how, leg.agent_id, role))


def end_talk(work: RoutingWork, contact: Contact) -> None:
    """One of the two hung up: the talk is over for both (B53).

    A caller who is still there, and may be asked, stays on the line for one question.
    """
    if not end_contact(work, contact):
        return
    if not keep_for_rating(work, contact):
        work.uow.owe(END_CALLS, contact_id=contact.id)


def _await_line_end(loss: Loss) -> None:
    """Somebody left the room: the end of their call, if it follows, says how."""
    due_at = loss.work.uow.now + timedelta(seconds=LINE_END_WITHIN_S)
    set_deadline(loss.work.uow, LINE_END, loss.leg.id, due_at)


def _end_line(work: RoutingWork, leg: Leg) -> None:
    leg.state = LegState.ENDED
    leg.ended_at = work.uow.now
    leg.end_reason = "caller_hung_up"
    work.uow.record(CALLER_HUNG_UP, contact_id=leg.contact_id)


def hang_up(
    work: RoutingWork,
    contact: Contact,
    outcome: Outcome | None = None,
    live: Sequence[Leg] | None = None,
) -> None:
    """The caller is gone: every other leg of the contact is ended (B32, B53).

    Who has booked a call-back only puts down the call in which they did: an agent who is rung
    for it meanwhile goes on being rung.  Who was not answered while we were away has not given up.
    `live` are the contact's legs, where they are known already.
    """
    work.gone = work.gone or Gone(PartEnding.HUNG_UP, role=ParticipantRole.CALLER)
    if work.uow.is_late:
        outcome = outcome or Outcome.FAILED
    legs = list_live_legs(work.uow.session, contact.id) if live is None else live
    if contact.booked_at is not None and contact.state != ContactStage.CONNECTED:
        legs = [leg for leg in legs if leg.role == "caller" and leg.offer_id is None] or legs
    for leg in legs:
        if leg.role == "caller":
            _end_line(work, leg)
    if not contact.is_owed_callback:
        end_contact(work, contact, outcome)
    if any(leg.role != "caller" for leg in legs):
        work.uow.owe(END_CALLS, contact_id=contact.id)


def _ring_again(loss: Loss) -> None:
    """Words and music for the caller; the same agent is rung once more, else the head (B55)."""
    work, contact, agent_id = loss.work, loss.contact, AgentId(loss.leg.agent_id or 0)
    work.uow.record(AGENT_LINE_BROKE, contact_id=contact.id, agent_id=agent_id)
    adviser = find_adviser(contact)
    if adviser is not None:
        end_leg(work.uow, find_agent_leg(work.uow.session, contact.id, adviser))
    if read_kept(contact).serving == {agent_id}:
        send_to_music(work.uow, contact)
    work.route(events.AgentLineDropped(ContactId(contact.id), agent_id))


def _hold_for_interpreter(loss: Loss) -> None:
    """The caller holds until somebody interprets again, who is asked for at once."""
    work, contact, agent_id = loss.work, loss.contact, AgentId(loss.leg.agent_id or 0)
    work.uow.record(INTERPRETER_LOST, contact_id=contact.id, agent_id=agent_id)
    work.route(events.AgentLineDropped(ContactId(contact.id), agent_id))
    hold_caller(work.uow, contact, is_held=True)


def _fail_offer(loss: Loss) -> None:
    fail_offer(loss.work, loss.leg.offer_id or 0, loss.leg.agent_id or 0, loss.failure)


def _end_contact(loss: Loss) -> None:
    end_contact(loss.work, loss.contact)


def _fetch(loss: Loss) -> None:
    loss.work.uow.owe(BRING_CALLER_IN, contact_id=loss.contact.id)


def _do_nothing(_: Loss) -> None:
    pass


C = Consequence
DEEDS: Mapping[Consequence, Callable[[Loss], bool | None]] = {
    C.NOTHING: _do_nothing,
    C.ASK: _await_line_end,
    C.FETCH: _fetch,
    C.PUT_DOWN: lambda loss: _end_line(loss.work, loss.leg),
    C.AWAIT_MESSAGE: lambda loss: await_message(loss.work.uow, loss.contact),
    C.HANG_UP: lambda loss: hang_up(loss.work, loss.contact, loss.outcome, loss.live or None),
    C.END_CONTACT: _end_contact,
    C.END_TALK: lambda loss: end_talk(loss.work, loss.contact),
    C.TRY_LATER: lambda loss: miss(loss.work, loss.contact),
    C.FAIL_OFFER: _fail_offer,
    C.RING_AGAIN: _ring_again,
    C.HOLD: _hold_for_interpreter,
    C.GIVE_BACK: lambda loss: lose_adviser(loss.work, loss.contact),
    C.HAND_OVER: lambda loss: hand_over(loss.work, loss.contact),
    C.LEAVE_TO_OUTSIDE: lambda loss: pass_on(loss.work, loss.contact),
    C.OUTSIDE_OVER: lambda loss: lose_outside(loss.work.uow, loss.contact),
}
