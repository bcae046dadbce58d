"""What remains of a call that we let go because a fault of ours would not pass: a task to call
back, never nothing, and never booked as the caller's giving up.

When even the database fails, the request is kept sealed in a file and taken in later.
"""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from typing import Literal

from app.doors.webhooks.authentication import CarrierRequest
from app.hotline.callbacks.actions import ask_for_callback
from app.hotline.calls.caller_actions import add_caller_leg
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.queries import find_leg_by_call, find_leg_by_token, list_live_legs
from app.hotline.calls.ringing.agent_actions import PHONE_FAILED
from app.hotline.contacts.actions import Arrival, arrive
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import end_contact, fail_offer
from app.hotline.dispatch.effects import END_CALLS
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.services import Services
from app.kit.errors import NotFound
from app.kit.storage.health import WELL, Finding, Health
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.kit.storage.vault import Unreadable
from routing.model import Outcome

log = logging.getLogger(__name__)

REASON: Literal["could_not_handle"] = "could_not_handle"
SPOOL = "unhandled-calls"
"""The file in the data folder: one sealed line for each call."""


def note_unhandled_call(services: Services, request: CarrierRequest) -> None:
    """List the caller for a call-back, in the database or, failing that, in a sealed file."""
    call_sid, number = request.require_call_sid(), request.read_number("From")
    try:
        with services.router.write() as work:
            list_caller(work, call_sid, number)
    except Exception:
        log.exception("the database did not take a call that failed: keeping it in a file")
        _spool(services, call_sid, number)


def note_unguided_phone(services: Services, request: CarrierRequest) -> None:
    """A phone that we rang is let go by a fault of ours: its offer goes to somebody else."""
    token = request.path.split("/")[3]
    try:
        with services.router.write() as work:
            leg = find_leg_by_token(work.uow.session, token)
            if leg.offer_id is not None and leg.agent_id is not None:
                fail_offer(work, leg.offer_id, leg.agent_id, PHONE_FAILED)
    except NotFound:
        return
    except Exception:
        log.exception("nobody could be told that a phone was let go")


def take_in_spooled(router: Router, data_dir: Path) -> int:
    """Bring calls that were kept in the file into the database; returns how many.

    The file is put aside first; one put aside by a process that died is taken in as well, and
    a call that is taken in twice is listed once.  A line that the full disk cut short keeps none
    of the others waiting.
    """
    path = data_dir / SPOOL
    taken = path.with_suffix(".taken")
    if path.exists() and not taken.exists():
        path.replace(taken)
    if not taken.exists():
        return 0
    calls: list[tuple[int, str, str]] = []
    for line in taken.read_text().splitlines():
        try:
            calls.append(_read_spooled(router.vault.open(base64.b64decode(line))))
        except (ValueError, Unreadable):
            log.error("a line of the file of unhandled calls cannot be read: put aside")
            with path.with_suffix(".unreadable").open("a") as file:
                file.write(line + "\n")
    for hotline_id, call_sid, number in calls:
        with within(hotline_id), router.write() as work:
            list_caller(work, call_sid, number)
    taken.unlink()
    return len(calls)


def _read_spooled(line: str) -> tuple[int, str, str]:
    """The hotline that was called, the call and the number; lines of former versions say no
    hotline."""
    call_sid, number, *hotline = json.loads(line)
    return hotline[0] if hotline else FIRST_HOTLINE, call_sid, number


def look_at_spool(data_dir: Path) -> Finding:
    """Whether calls wait in the file to be taken in."""
    path = data_dir / SPOOL
    waits = path.exists() or path.with_suffix(".taken").exists()
    return Finding(Health.DEGRADED, "waiting") if waits else WELL


def list_caller(
    work: RoutingWork, call_sid: str, number: str, *, training: bool = False
) -> Contact | None:
    """End what is known of the call as failed and list the caller; None for a phone of ours."""
    leg = find_leg_by_call(work.uow.session, call_sid)
    if leg is None:
        contact = arrive(work.uow, Arrival("voice", number, training=training))
        leg = add_caller_leg(work.uow, contact, call_sid)
    else:
        contact = work.uow.session.get_one(Contact, leg.contact_id)
    if leg.role != "caller":
        return None  # a phone of ours that came back by the number's address
    if may_move(leg.state, LegState.ENDED):
        leg.state, leg.ended_at, leg.end_reason = LegState.ENDED, work.uow.now, REASON
    end_contact(work, contact, Outcome.FAILED)
    if list_live_legs(work.uow.session, contact.id):
        work.uow.owe(END_CALLS, contact_id=contact.id)
    ask_for_callback(work.uow, contact.id, REASON)
    return contact


def _spool(services: Services, call_sid: str, number: str) -> None:
    told = json.dumps([call_sid, number, services.store.hotline_id])
    sealed = base64.b64encode(services.store.vault.seal(told)).decode()
    services.settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (services.settings.data_dir / SPOOL).open("a") as file:
        file.write(sealed + "\n")
