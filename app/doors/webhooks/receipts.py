"""Receipts: what the carrier said and what we answered, so that a repeat is answered alike."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.doors.webhooks.authentication import CarrierRequest
from app.doors.webhooks.bodies import pack_form
from app.doors.webhooks.models import Receipt
from app.hotline.dispatch.router import Router, RoutingWork
from app.kit.storage.away import Lack, find_lack
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Nothing
from app.telephony.twilio.documents import write_document

log = logging.getLogger(__name__)

Use = Callable[[RoutingWork], tuple[str, str]]
"""A use case under the routing lock: returns the document to answer and the verdict."""


_NOTHING = write_document(Nothing())
"""What most facts are answered; a receipt keeps it as no words at all."""
_RECEIPTS = cast(Table, Receipt.__table__)
_KEPT = select(Receipt.answer).where(Receipt.key == bindparam("key")).scalar_subquery()
_ANSWER = select(Receipt.answer).where(Receipt.key == bindparam("key"))
_KEEP = insert(_RECEIPTS)
_COUNT_REPEAT = (
    update(_RECEIPTS)
    .where(_RECEIPTS.c.key == bindparam("kept_key"))
    .values(repeats=_RECEIPTS.c.repeats + 1)
)


def answer_once(router: Router, request: CarrierRequest, use: Use) -> str:
    """Run `use` for a new request, or give a repeated one the stored answer."""
    key = request.fact_key
    asked = (None, None) if key is None else (_KEPT, {"key": key})
    for is_last in (False, True):
        try:
            with router.write(*asked) as work:
                if work.asked is not None:
                    _count_repeat(work.uow, key)
                    return str(work.asked) or _NOTHING
                work.uow.is_late = request.received_at is not None and work.uow.was_away_since(
                    request.received_at
                )
                document, verdict = use(work)
                keep_receipt(work.uow, request, document, verdict)
            return document
        except IntegrityError:
            log.info("the same request came twice at once: %s", request.path)
        except DBAPIError as error:
            if find_lack(error) is not Lack.TURN or is_last:
                raise
    raise RuntimeError("a receipt neither stored nor found")


def repeat_answer(uow: UnitOfWork, request: CarrierRequest) -> str | None:
    """What was said to the same fact before, counted as a repeat; None when it is new."""
    key = request.fact_key
    answer = None if key is None else uow.session.scalar(_ANSWER, {"key": key})
    if answer is None:
        return None
    _count_repeat(uow, key)
    return answer or _NOTHING


def _count_repeat(uow: UnitOfWork, key: str | None) -> None:
    uow.session.execute(_COUNT_REPEAT, {"kept_key": key})


def keep_receipt(uow: UnitOfWork, request: CarrierRequest, answer: str, verdict: str) -> None:
    """Store what came and what we said; unknown parameters are kept with the rest."""
    receipt = {
        "key": request.fact_key,
        "path": request.path,
        "call_sid": request.get("CallSid") or request.get("MessageSid") or None,
        "received_at": uow.now,
        "body_sealed": uow.vault.seal_bytes(pack_form(request.form)),
        "answer": "" if answer == _NOTHING else answer,
        "verdict": verdict,
        "repeats": 0,
    }
    uow.session.execute(_KEEP, receipt)
