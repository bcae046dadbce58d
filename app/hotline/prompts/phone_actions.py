"""Use cases of recording a prompt by telephone: we ring the staff member's own phone, they read.

A prompt call is no contact: it has no ticket, takes no seat and is counted nowhere.  Only the
phone on the asker's own record is rung, never a number that somebody types.  What is not kept
leaves everything as it was; nothing stays at the carrier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.hotline.accounts.models import Account
from app.hotline.accounts.queries import find_phone
from app.hotline.agents.models import Agent
from app.hotline.dispatch.deadlines import DueKind, cancel_deadline, set_deadline
from app.hotline.prompts.actions import NewRecording, check_prompt, keep_recording
from app.hotline.prompts.facts import PROMPT_CALL_MOVED
from app.hotline.prompts.models import ON_THE_LINE, RINGING, PromptCall, PromptCallState
from app.hotline.prompts.phone_queries import find_call_on_the_line
from app.hotline.prompts.queries import digest_text
from app.hotline.prompts.speech import Prompts
from app.kit.errors import BadInput, NotFound, Refused
from app.kit.i18n import Language
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.telephony.port import Carrier, CarrierLacks
from app.telephony.softphone import CLIENT
from routing.model import AgentState


class OfPromptCall(Payload):
    """Of one call in which a prompt is read."""

    prompt_call_id: int


RING = EffectKind(
    "ring_for_prompt",
    OfPromptCall,
    performed_by="app.hotline.calls.prompt_call_performers.ring_for_prompt",
    if_given_up=Remedy.READ_AGAIN,
)
TAKE_IN = EffectKind(
    "take_in_prompt",
    OfPromptCall,
    performed_by="app.hotline.prompts.phone_actions.take_in",
    if_given_up=Remedy.READ_AGAIN,
    lane=Lane.SLOW,
)
LOOK = DueKind(
    "prompt_call_look",
    subject="prompt call",
    served_by="app.hotline.calls.prompt_call_performers.look_at_prompt_call",
    asks_carrier=True,
)
LOOK_AFTER = timedelta(seconds=60)
"""So long nothing may be heard of a prompt call before the carrier is asked how it stands."""

NO_PHONE = "no_phone_of_yours"
_NOT_OFFERED_CALLS = {AgentState.OFFLINE, AgentState.NOT_READY}


@dataclass(frozen=True, slots=True)
class PromptWish:
    """Which prompt somebody wants to read, and the language in which they are spoken to."""

    name: str
    language: Language
    account_id: int
    spoken_in: Language


def ask_for_call(uow: UnitOfWork, prompts: Prompts, wish: PromptWish) -> PromptCall:
    """Ring the asker's own phone soon; asked twice it rings once.

    Raises NotFound, or Refused with what the asker can do about it.
    """
    check_prompt(wish.name, wish.language)
    account = get_one_locked(uow.session, Account, wish.account_id)
    known = find_call_on_the_line(uow.session, account.id)
    if known is not None:
        if (known.name, known.language) != (wish.name, wish.language):
            raise Refused("prompt_call_stands")
        return known
    call = PromptCall(
        token=uow.make_token(),
        account_id=account.id,
        agent_id=_find_agent(uow, account).id,
        name=wish.name,
        language=wish.language,
        text_digest=digest_text(prompts.read_text(wish.name, wish.language)),
        spoken_in=wish.spoken_in,
        state=PromptCallState.PLANNED,
        takes=[],
        planned_at=uow.now,
        changed_at=uow.now,
    )
    uow.session.add(call)
    uow.session.flush()
    uow.owe(RING, prompt_call_id=call.id)
    set_deadline(uow, LOOK, call.id, uow.now + LOOK_AFTER)
    _tell(uow, call)
    return call


def answer_call(uow: UnitOfWork, call: PromptCall, call_sid: str) -> bool:
    """The phone was picked up; whether the call is still wanted."""
    if call.state in RINGING:
        call.call_sid = call_sid
        _move(uow, call, PromptCallState.ANSWERED)
    return call.state in ON_THE_LINE


def hear_take(uow: UnitOfWork, call: PromptCall, recording_sid: str) -> None:
    """The carrier has recorded something; after the end it is only to be deleted."""
    if recording_sid not in call.takes:
        call.takes = [*call.takes, recording_sid]
    if call.state not in ON_THE_LINE:
        _owe_taking_in(uow, call)


def keep_take(uow: UnitOfWork, call: PromptCall) -> None:
    """The person keeps what was heard last; it is fetched soon."""
    if call.state in ON_THE_LINE and call.takes:
        _move(uow, call, PromptCallState.KEPT)
        _owe_taking_in(uow, call)


def end_call(uow: UnitOfWork, call: PromptCall, reason: str) -> bool:
    """The call is over, told by a callback or by the carrier when it was asked; told twice is
    once.  Who has kept a take loses nothing."""
    cancel_deadline(uow, LOOK, call.id)
    if call.state not in ON_THE_LINE:
        return False
    was_answered = call.state == PromptCallState.ANSWERED
    _move(uow, call, PromptCallState.LEFT if was_answered else PromptCallState.UNREACHED, reason)
    if was_answered:
        _owe_taking_in(uow, call)
    return True


def take_in(store: Store, carrier: Carrier, prompts: Prompts, prompt_call_id: int) -> None:
    """Bring home what was kept, then delete all that the carrier has of the call; twice is once."""
    with store.read() as session:
        call = session.get_one(PromptCall, prompt_call_id)
        state, call_sid, takes = call.state, call.call_sid, set(call.takes)
        kept = call.takes[-1] if call.takes else ""
    if state == PromptCallState.KEPT:
        _store_take(store, prompts, prompt_call_id, _fetch(carrier, kept))
    if call_sid is not None:
        takes |= {each.recording_sid for each in carrier.list_call_recordings(call_sid)}
    for recording_sid in sorted(takes):
        carrier.delete_recording(recording_sid)


def _find_agent(uow: UnitOfWork, account: Account) -> Agent:
    """The row with the asker's phone; raises Refused when it must not be rung now."""
    address = find_phone(uow.session, uow.vault, account.agent_id)
    if account.agent_id is None or not address:
        raise Refused(NO_PHONE)
    if address.startswith(CLIENT):
        raise Refused("phone_is_browser")
    agent = uow.session.get_one(Agent, account.agent_id)
    if agent.state not in _NOT_OFFERED_CALLS:
        raise Refused("callers_come_first")
    return agent


def _fetch(carrier: Carrier, recording_sid: str) -> bytes:
    try:
        return carrier.fetch_recording(recording_sid)
    except CarrierLacks:
        return b""  # refused like an upload without a sound


def _store_take(store: Store, prompts: Prompts, prompt_call_id: int, data: bytes) -> None:
    try:
        with store.write() as uow:
            call = _find_kept(uow, prompt_call_id)
            if call is None:
                return
            keep_recording(uow, prompts, _describe(call, data))
            _move(uow, call, PromptCallState.STORED)
    except (BadInput, NotFound) as error:
        with store.write() as uow:
            call = _find_kept(uow, prompt_call_id)
            if call is not None:
                reason = str(error.facts.get("reason", error.code))
                _move(uow, call, PromptCallState.REFUSED, reason)


def _find_kept(uow: UnitOfWork, prompt_call_id: int) -> PromptCall | None:
    """The call, locked, while its take is still to be stored."""
    call = get_one_locked(uow.session, PromptCall, prompt_call_id)
    return call if call.state == PromptCallState.KEPT else None


def _describe(call: PromptCall, data: bytes) -> NewRecording:
    language = Language(call.language)
    return NewRecording(call.name, language, data, "phone", call.account_id, call.text_digest)


def _owe_taking_in(uow: UnitOfWork, call: PromptCall) -> None:
    uow.owe(TAKE_IN, prompt_call_id=call.id)


def _move(
    uow: UnitOfWork, call: PromptCall, to: PromptCallState, reason: str | None = None
) -> None:
    call.state, call.reason, call.changed_at = to, reason, uow.now
    _tell(uow, call)


def _tell(uow: UnitOfWork, call: PromptCall) -> None:
    uow.record(
        PROMPT_CALL_MOVED[PromptCallState(call.state)],
        agent_id=call.agent_id,
        prompt=call.name,
        language=call.language,
        account_id=call.account_id,
        prompt_call_id=call.id,
    )
