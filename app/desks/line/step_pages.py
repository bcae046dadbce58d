"""Routes of the steps that were given up: what the machine could not do, for a person to settle."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.effect_words import ERRORS
from app.desks.line.guard import Running, ServicesOf
from app.desks.line.step_queries import list_given_up
from app.kit.storage.effect_actions import SETTLEMENTS, settle_effect
from app.kit.web.site import render

router = APIRouter(prefix="/line/steps", default_response_class=Response, include_in_schema=False)


@router.get("")
def show_steps(request: Request, services: ServicesOf, _: Running) -> Response:
    """Every step that was given up and that nobody has settled."""
    with services.store.read() as session:
        steps = list_given_up(session)
    return render(
        request,
        "line/steps.html",
        steps=steps,
        settlements=SETTLEMENTS,
        known_errors=ERRORS.keys(),
    )


@router.post("/{effect_id}/settle")
def post_settle(
    services: ServicesOf,
    account: Running,
    effect_id: int,
    how: Annotated[str, Form(max_length=40)],
) -> Response:
    """Settle one, with the reason that the log keeps."""
    with services.store.write() as uow:
        settle_effect(uow, effect_id, account.account_id, how)
    return RedirectResponse("/line/steps", HTTPStatus.SEE_OTHER)
