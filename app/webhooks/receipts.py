"""Receipts: what the carrier said and what we answered, so that a repeat is answered alike."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.dispatch.desk import Desk, RoutingWork
from app.storage.away import Lack, find_lack
from app.storage.unit_of_work import UnitOfWork
from app.webhooks.door import CarrierRequest
from app.webhooks.models import Receipt

log = logging.getLogger(__name__)

Use = Callable[[RoutingWork], tuple[str, str]]
"""A use case under the routing lock: returns the document to answer and the verdict."""


def answer_once(desk: Desk, request: CarrierRequest, use: Use) -> str:
    """Run `use` for a new request, or give a repeated one the stored answer."""
    for is_last in (False, True):
        try:
            with desk.write() as work:
                known = repeat_answer(work.uow, request)
                if known is not None:
                    return known
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
    receipt = find_receipt(uow, request)
    if receipt is None:
        return None
    receipt.repeats += 1
    return receipt.answer


def find_receipt(uow: UnitOfWork, request: CarrierRequest) -> Receipt | None:
    """The receipt of the same fact, if it was told before."""
    key = request.fact_key
    if key is None:
        return None
    return uow.session.scalar(select(Receipt).where(Receipt.key == key))


def keep_receipt(uow: UnitOfWork, request: CarrierRequest, answer: str, verdict: str) -> None:
    """Store what came and what we said; unknown parameters are kept with the rest."""
    uow.session.add(
        Receipt(
            key=request.fact_key,
            path=request.path,
            call_sid=request.get("CallSid") or request.get("MessageSid") or None,
            received_at=uow.now,
            body_sealed=uow.vault.seal(json.dumps(request.form)),
            answer=answer,
            verdict=verdict,
        )
    )
