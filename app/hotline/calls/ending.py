"""Hangs up: whom an offer no longer wants, whoever is left of a contact, one leg too many.

Hanging up twice is once: a call that is over already is no error at the carrier.
"""

from __future__ import annotations

import logging

from app.hotline.calls.control import CallControl
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import list_live_legs, list_offer_legs
from app.hotline.dispatch.models import Offer
from app.telephony.port import CarrierRefused
from routing.model import OfferState

log = logging.getLogger(__name__)

_TAKEN = {OfferState.ACCEPTED, OfferState.CONNECTED}


def stop_ringing(control: CallControl, offer_id: int, agent_ids: list[int]) -> None:
    """Hang up the legs of agents who are out of the offer (B32); who has picked up while
    somebody else took the caller is told so first (B34)."""
    with control.store.read() as session:
        was_taken = session.get_one(Offer, offer_id).state in _TAKEN
        legs = [x for x in list_offer_legs(session, offer_id) if x.agent_id in agent_ids]
        late = [x for x in legs if was_taken and x.state == LegState.ANSWERED]
        told = [(x.call_sid, control.links.leg(x.token, "answered")) for x in late]
        sids = [x.call_sid for x in legs if x not in late and _can_be_ended(x)]
    for call_sid, url in told:
        try:
            control.carrier.move_call(str(call_sid), url)
        except CarrierRefused:
            log.info("an agent hung up before hearing that somebody else was quicker")
    _end_calls(control, sids)


def end_calls(control: CallControl, contact_id: int) -> None:
    """Hang up whatever the contact still holds open."""
    with control.store.read() as session:
        legs = list_live_legs(session, contact_id)
        sids = [leg.call_sid for leg in legs]
    _end_calls(control, sids)


def end_leg(control: CallControl, leg_id: int) -> None:
    """Hang up one leg that turned out to be too late."""
    with control.store.read() as session:
        sid = session.get_one(Leg, leg_id).call_sid
    _end_calls(control, [sid])


def _end_calls(control: CallControl, call_sids: list[str | None]) -> None:
    for call_sid in call_sids:
        if call_sid:
            control.carrier.end_call(call_sid)


def _can_be_ended(leg: Leg) -> bool:
    return leg.call_sid is not None and leg.state != LegState.ENDED
