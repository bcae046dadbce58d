"""Routes of the supervisors' page on what follows a talk: how ratings are asked for, whether
talks are recorded, and how long recordings are kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.console.after_talk import AfterTalkForm, change_after_talk, read_after_talk
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.ratings.queries import Asking
from app.hotline.recordings.queries import LONGEST_KEPT_DAYS
from app.hotline.services import Services, get_services
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
Leading = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
Days = Annotated[int, Form(ge=0, le=100_000)]


@router.get("/after-talk")
def show_after_talk(
    request: Request, services: ServicesOf, _: Leading, saved: str = ""
) -> Response:
    """The settings as they stand."""
    with services.store.read() as session:
        settings = read_after_talk(session)
    return render(
        request,
        "console/after_talk.html",
        settings=settings,
        ways=tuple(Asking),
        longest=LONGEST_KEPT_DAYS,
        is_saved=saved == "yes",
    )


@router.post("/after-talk")
def post_after_talk(
    services: ServicesOf,
    account: Leading,
    rating: Annotated[str, Form(max_length=40)],
    kept_days: Days,
    kept_longer_days: Days,
    records_talks: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep the settings; they hold for talks that begin from now on."""
    form = AfterTalkForm(rating, records_talks == "yes", kept_days, kept_longer_days)
    with services.router.write() as work:
        change_after_talk(work, account.account_id, form)
    return RedirectResponse("/after-talk?saved=yes", HTTPStatus.SEE_OTHER)
