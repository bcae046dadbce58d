"""Rings the phone of a staff member who reads a prompt, and asks the carrier how that call stands.

The call is committed before the carrier is asked, and asked for once: after an unknown outcome it
is looked for, never placed again.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.hotline.accounts.queries import find_phone
from app.hotline.calls.control import CallControl
from app.hotline.calls.ringing.placing import is_known
from app.hotline.dispatch.deadlines import set_deadline
from app.hotline.prompts.models import ON_THE_LINE, PromptCall, PromptCallState
from app.hotline.prompts.phone_actions import LOOK, LOOK_AFTER, end_call
from app.kit.storage.effect_actions import note_happened
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Owed
from app.telephony.port import CarrierLacks, CarrierRefused, CarrierUnreachable, OutgoingCall

log = logging.getLogger(__name__)

RING_S = 30
LOOK_UP_AFTER = timedelta(seconds=3)
LONGEST = timedelta(minutes=15)
"""A prompt call that lasts longer is hung up."""


def ring_for_prompt(control: CallControl, effect: Owed, prompt_call_id: int) -> None:
    """Ring the reader's own phone; what an earlier attempt may have placed is looked for."""
    outgoing = _begin(control, prompt_call_id)
    if outgoing is None:
        return None
    try:
        call_sid = control.carrier.place_call(outgoing)
    except CarrierRefused as refusal:
        log.warning("a ring for a prompt was refused: %s", refusal)
        return _end(control, prompt_call_id, "refused")
    except CarrierUnreachable:
        with control.store.write() as uow:
            set_deadline(uow, LOOK, prompt_call_id, uow.now + LOOK_UP_AFTER)
            note_happened(uow, [effect])
        return None
    with control.store.write() as uow:
        call = get_one_locked(uow.session, PromptCall, prompt_call_id)
        call.call_sid = call.call_sid or call_sid
        note_happened(uow, [effect])
    return None


def look_at_prompt_call(control: CallControl, call_id: int) -> None:
    """No callback ended the call: the carrier knows whether it goes on."""
    with control.store.read() as session:
        call = session.get_one(PromptCall, call_id)
        call_sid, is_owed = call.call_sid, call.state == PromptCallState.PLANNED
        is_too_long = control.store.clock.now() - call.planned_at > LONGEST
    if call.state not in ON_THE_LINE:
        return
    if call_sid is None and not is_owed:
        call_sid = _find_placed(control, call_id)
    is_lost = call_sid is None and (is_too_long or not is_owed)
    if is_lost or (call_sid is not None and _is_over(control, call_sid)):
        _end(control, call_id, "not_heard_of")
        return
    if call_sid is not None and is_too_long:
        control.carrier.end_call(call_sid)
    with control.store.write() as uow:
        set_deadline(uow, LOOK, call_id, uow.now + LOOK_AFTER)


def _begin(control: CallControl, call_id: int) -> OutgoingCall | None:
    """Commit that the carrier is asked now; None when it was asked before, or must not be."""
    with control.store.write() as uow:
        call = get_one_locked(uow.session, PromptCall, call_id)
        if call.state != PromptCallState.PLANNED:
            return None
        address = find_phone(uow.session, uow.vault, call.agent_id)
        if not address:
            end_call(uow, call, "no_phone")
            return None
        call.state = PromptCallState.ASKED
        return OutgoingCall(
            to=address,
            url=control.links.prompt_call(call.token, "answered"),
            status_url=control.links.prompt_call(call.token, "status"),
            ring_s=RING_S,
        )


def _find_placed(control: CallControl, call_id: int) -> str | None:
    """The call that was made although nobody answered us: to that phone, and of nobody else's."""
    with control.store.read() as session:
        call = session.get_one(PromptCall, call_id)
        address, planned_at = (
            find_phone(session, control.store.vault, call.agent_id),
            call.planned_at,
        )
    found = control.carrier.find_calls(address, planned_at - timedelta(seconds=1))
    with control.store.write() as uow:
        call = get_one_locked(uow.session, PromptCall, call_id)
        for fact in found:
            if not fact.is_over and not is_known(uow.session, fact.call_sid):
                call.call_sid = call.call_sid or fact.call_sid
        return call.call_sid


def _is_over(control: CallControl, call_sid: str) -> bool:
    try:
        return control.carrier.fetch_call(call_sid).is_over
    except CarrierLacks:
        return True


def _end(control: CallControl, call_id: int, reason: str) -> None:
    with control.store.write() as uow:
        end_call(uow, get_one_locked(uow.session, PromptCall, call_id), reason)
