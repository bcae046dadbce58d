"""The route of the banner that every console and wallboard shows while the carrier is away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.accounts.roles import Role
from app.console.queries import read_trouble
from app.web.services import StoreOf
from app.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
SignedInOf = Annotated[SignedIn, Depends(require())]


@router.get("/carrier")
def show_carrier(request: Request, store: StoreOf, account: SignedInOf) -> Response:
    """What is wrong with the carrier and what to do; empty when nothing is."""
    with store.read() as session:
        trouble = read_trouble(session)
    leads = account.role in (Role.SUPERVISOR, Role.ADMIN)
    return render(request, "console/carrier.html", trouble=trouble, leads=leads)
