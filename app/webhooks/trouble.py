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
from app.storage.unit_of_work import Store, UnitOfWork
from app.tickets.actions import ask_for_callback
from app.webhooks.door import CarrierRequest
from routing.model import Outcome

log = logging.getLogger(__name__)

REASON = "could_not_handle"
SPOOL = "unhandled-calls"
"""The file in the data folder: one sealed line for each call."""


def note_unhandled_call(parts: Parts, request: CarrierRequest) -> None:
    """List the caller for a call-back, in the database or, failing that, in a sealed file."""
    call_sid, number = request.require_call_sid(), request.read_number("From")
    try:
        with parts.store.write() as uow:
            _list_caller(uow, call_sid, number)
    except Exception:
        log.exception("the database did not take a call that failed: keeping it in a file")
        _spool(parts, call_sid, number)


def take_in_spooled(store: Store, data_dir: Path) -> int:
    """Bring calls that were kept in the file into the database; returns how many.

    The file is put aside first; one put aside by a process that died is taken in as well, and
    a call that is taken in twice is listed once.
    """
    path = data_dir / SPOOL
    taken = path.with_suffix(".taken")
    if path.exists() and not taken.exists():
        path.replace(taken)
    if not taken.exists():
        return 0
    lines = taken.read_text().splitlines()
    with store.write() as uow:
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


def _spool(parts: Parts, call_sid: str, number: str) -> None:
    sealed = base64.b64encode(parts.store.vault.seal(json.dumps([call_sid, number]))).decode()
    parts.settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (parts.settings.data_dir / SPOOL).open("a") as file:
        file.write(sealed + "\n")
