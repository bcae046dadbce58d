"""Tells 12345 every step, in order, until it is taken (2xx).  An outage loses nothing.

What a step says is frozen at its first attempt, so that an attempt whose outcome is unknown can
be repeated under the same key.  No transaction is open while we speak to the other side.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx

from app.doors.bridge12345.facts import (
    REFERRAL_STEP_REFUSED,
    REFERRAL_STEP_TAKEN,
    REFERRALS_RECONCILED,
)
from app.doors.bridge12345.models import Referral, ReferralStep
from app.doors.bridge12345.queries import count_open, list_behind, list_untaken
from app.doors.bridge12345.schema import STEP_SCHEMA
from app.doors.bridge12345.signing import SignedMessage, make_headers
from app.doors.bridge12345.steps import PUSH_AGAIN, owe_push
from app.doors.bridge12345.views import describe, describe_step
from app.hotline.dispatch.deadlines import LINE, DueKind, is_set, set_deadline
from app.hotline.services import Services
from app.kit.settings import BridgeSettings
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Unreadable

log = logging.getLogger(__name__)

RECONCILE = DueKind(
    "referrals_reconciled", subject=LINE, served_by="app.doors.bridge12345.pushing.reconcile"
)
TIMEOUT_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 30, 3600
LATER = frozenset({408, 425, 429})
"""Answers that speak of the moment, not of what was sent; as 5xx and silence do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One step ready to be sent."""

    step_id: int
    key: str
    nonce: str
    timestamp: str
    body: bytes


def push_steps(services: Services, referral_id: int) -> None:
    """Send what 12345 has not taken of a referral; what is left is tried again later.

    A refusal of one step does not keep the next one back; silence keeps all.
    """
    store = services.store
    bridge = services.settings.bridges.get(store.hotline_id, BridgeSettings())
    if not bridge.callback_url or not bridge.secrets:
        return
    with store.read() as session:
        step_ids = [step.id for step in list_untaken(session, referral_id)]
    for step_id in step_ids:
        status = _post(bridge, _write_letter(store, step_id))
        _note_answer(store, step_id, status)
        if status is None or status >= 500 or status in LATER:
            break
    _plan_next(store, referral_id)


def push_again(store: Store, referral_id: int) -> None:
    """The pause is over."""
    with store.write() as uow:
        owe_push(uow, referral_id)


def plan_reconciliation(uow: UnitOfWork) -> None:
    """Set the daily look for steps that were left behind, unless it is set."""
    if not is_set(uow.session, RECONCILE, 1):
        set_deadline(uow, RECONCILE, 1, uow.now + timedelta(days=1))


def reconcile(store: Store) -> None:
    """Once a day: send again whatever 12345 has not taken, and note how much that is."""
    with store.write() as uow:
        behind = list_behind(uow.session)
        for referral_id in behind:
            owe_push(uow, referral_id)
        open_count = count_open(uow.session)
        uow.record(REFERRALS_RECONCILED, behind=len(behind), open=open_count)
        set_deadline(uow, RECONCILE, 1, uow.now + timedelta(days=1))


def _write_letter(store: Store, step_id: int) -> Letter:
    """The step's words, frozen now if they were not yet."""
    with store.write() as uow:
        step = uow.session.get_one(ReferralStep, step_id)
        referral = uow.session.get_one(Referral, step.referral_id)
        key = referral.caller.person_key
        try:
            body = uow.vault.open(step.body_sealed, key) if step.body_sealed else None
        except Unreadable:
            body = None  # the person was erased meanwhile: told anew, without their words
        if body is None:
            body = _write_body(uow, referral, step)
            step.body_sealed = uow.vault.seal(body, key)
        step.attempts += 1
        return Letter(
            step_id=step_id,
            key=f"{referral.our_number}-{step.sequence}",
            nonce=uow.make_token(),
            timestamp=str(int(uow.now.timestamp())),
            body=body.encode(),
        )


def _write_body(uow: UnitOfWork, referral: Referral, step: ReferralStep) -> str:
    told = describe(uow.session, uow.vault, referral)
    told["schema"] = STEP_SCHEMA
    told["step"] = {
        name: value
        for name, value in describe_step(step).items()
        if name in {"sequence", "code", "at"}
    }
    return json.dumps(told, ensure_ascii=False)


def _post(bridge: BridgeSettings, letter: Letter) -> int | None:
    """The status of the answer; None when there was none."""
    url = urlsplit(bridge.callback_url)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    message = SignedMessage("POST", target, letter.timestamp, letter.nonce, letter.key, letter.body)
    headers = make_headers(bridge.secrets[0], message)
    try:
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client:
            answer = client.post(bridge.callback_url, content=letter.body, headers=headers)
    except httpx.HTTPError as error:
        log.warning("12345 did not answer: %s", type(error).__name__)
        return None
    return answer.status_code


def _note_answer(store: Store, step_id: int, status: int | None) -> None:
    with store.write() as uow:
        step = uow.session.get_one(ReferralStep, step_id)
        referral = uow.session.get_one(Referral, step.referral_id)
        is_taken = status is not None and 200 <= status < 300
        step.last_status = status
        if is_taken:
            step.taken_at = step.taken_at or uow.now
        referral.changed_at = uow.now
        uow.record(
            REFERRAL_STEP_TAKEN if is_taken else REFERRAL_STEP_REFUSED,
            contact_id=step.contact_id,
            referral_id=referral.id,
            step=step.code,
            sequence=step.sequence,
            status=status,
            purpose="referral",
        )


def _plan_next(store: Store, referral_id: int) -> None:
    """Try again later, with longer and longer pauses, while anything is left."""
    with store.write() as uow:
        left = list_untaken(uow.session, referral_id)
        if left:
            pause_s = FIRST_PAUSE_S * 2 ** min(left[0].attempts - 1, 10)
            at = uow.now + timedelta(seconds=min(pause_s, LONGEST_PAUSE_S))
            set_deadline(uow, PUSH_AGAIN, referral_id, at)
