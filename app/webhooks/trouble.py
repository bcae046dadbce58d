"""What remains of a call that we could not handle: a task to call back, never nothing.

When even the database fails, the request is kept sealed in a file and taken in later.
"""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path

from app.calls.caller_actions import add_caller_leg
from app.calls.queries import find_leg_by_call
from app.contacts.actions import Arrival, arrive
from app.contacts.models import Contact, ContactStage
from app.dispatch.actions import end_unasked
from app.parts import Parts
from app.storage.unit_of_work import UnitOfWork
from app.tickets.actions import ask_for_callback
from app.webhooks.door import CarrierRequest
from routing.model import Outcome

log = logging.getLogger(__name__)

REASON = "could_not_handle"


def note_unhandled_call(parts: Parts, request: CarrierRequest) -> None:
    """List the caller for a call-back, in the database or, failing that, in a sealed file."""
    try:
        with parts.store.write() as uow:
            _list_caller(uow, request.require_call_sid(), request.read_number("From"))
    except Exception:
        log.exception("the database did not take a call that failed: keeping it in a file")
        _spool(parts, request)


def take_in_spooled(parts: Parts) -> int:
    """Bring calls that were kept in the file into the database; returns how many."""
    path = _spool_path(parts)
    if not path.exists():
        return 0
    taken = path.with_suffix(".taken")
    path.replace(taken)
    lines = taken.read_text().splitlines()
    with parts.store.write() as uow:
        for line in lines:
            call_sid, number = json.loads(uow.vault.open(base64.b64decode(line)))
            _list_caller(uow, call_sid, number)
    taken.unlink()
    return len(lines)


def _list_caller(uow: UnitOfWork, call_sid: str, number: str) -> None:
    leg = find_leg_by_call(uow.session, call_sid)
    if leg is not None:
        contact = uow.session.get_one(Contact, leg.contact_id)
    else:
        contact = arrive(uow, Arrival("voice", number))
        add_caller_leg(uow, contact, call_sid).state = "ended"
    if contact.state == ContactStage.ARRIVED:
        end_unasked(uow, contact, Outcome.FAILED)
    ask_for_callback(uow, contact.id, REASON)


def _spool(parts: Parts, request: CarrierRequest) -> None:
    fact = json.dumps([request.get("CallSid"), request.read_number("From")])
    sealed = base64.b64encode(parts.store.vault.seal(fact)).decode()
    with _spool_path(parts).open("a") as file:
        file.write(sealed + "\n")


def _spool_path(parts: Parts) -> Path:
    return parts.settings.data_dir / "unhandled-calls"
