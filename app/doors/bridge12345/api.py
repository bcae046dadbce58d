"""Routes for 12345: announce a matter, list how matters stand.  Every request is signed."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from app.doors.bridge12345.actions import take_referral
from app.doors.bridge12345.authentication import SignedRequest, admit, remember_signature
from app.doors.bridge12345.queries import list_changed
from app.doors.bridge12345.schema import Instant
from app.doors.bridge12345.signing import IDEMPOTENCY_KEY
from app.doors.bridge12345.views import describe, describe_step
from app.hotline.services import Services, get_services
from app.kit.errors import BadInput
from app.kit.web.forms import RowId

router = APIRouter(prefix="/api/12345/v1", tags=["12345"])
ServicesOf = Annotated[Services, Depends(get_services)]
Genuine = Annotated[SignedRequest, Depends(admit)]
PageLength = Annotated[int, Query(ge=1, le=200)]
_KEY = re.compile(r"[\x21-\x7e]{1,128}")


@router.post("/referrals", status_code=201)
def announce(request: Genuine, services: ServicesOf, response: Response) -> dict[str, Any]:
    """Take a matter: 201 when it is new, 200 when we had it already."""
    if not _KEY.fullmatch(request.key):
        raise BadInput(place=IDEMPOTENCY_KEY, reason="missing_or_malformed")
    with services.router.write() as work:
        taken = take_referral(
            work, request, services.settings.bridges[services.store.hotline_id].window_s
        )
    response.status_code = 201 if taken.is_new else 200
    return taken.answer


@router.get("/referrals")
def list_referrals(
    request: Genuine,
    services: ServicesOf,
    since: Instant,
    after: RowId = 0,
    limit: PageLength = 100,
) -> dict[str, Any]:
    """Matters that changed since an instant, with every step and whether it was taken.

    `next_after` is empty on the last page.
    """
    with services.router.write() as work:
        remember_signature(work.uow, request.signature)
    with services.store.read() as session:
        found = list_changed(session, since, after, limit)
        referrals = [
            describe(session, services.store.vault, referral)
            | {"steps": [describe_step(step) for step in referral.steps]}
            for referral in found
        ]
    is_full = len(found) == limit
    return {"referrals": referrals, "next_after": found[-1].id if is_full else None}
