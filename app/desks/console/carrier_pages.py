"""The route of the banner that every console and wallboard shows while the carrier is away, or
the line is closed by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.desks.console.queries import find_closed_by_hand, read_trouble
from app.hotline.accounts.guard import find_onlooker
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.kit.web.services import StoreOf
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
SignedInOf = Annotated[SignedIn, Depends(find_onlooker)]


@router.get("/carrier")
def show_carrier(request: Request, store: StoreOf, account: SignedInOf) -> Response:
    """What keeps callers away and what to do; empty when nothing does."""
    with store.read() as session:
        trouble, closed_at = read_trouble(session), find_closed_by_hand(session)
    leads = account.role in (Role.SUPERVISOR, Role.ADMIN)
    return render(
        request, "console/carrier.html", trouble=trouble, closed_at=closed_at, leads=leads
    )
