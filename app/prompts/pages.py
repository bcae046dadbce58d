"""Pages of the prompt studio: what the line says, in both languages, heard and recorded."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.accounts.roles import Role
from app.i18n import Language
from app.prompts.actions import (
    NewRecording,
    check_prompt,
    keep_recording,
    withdraw_recording,
)
from app.prompts.queries import (
    LANGUAGES,
    UNFIT,
    count_prompts,
    list_history,
    list_sides,
    measure_limits,
)
from app.prompts.services import PromptsOf
from app.prompts.sound import LARGEST_BYTES, LONGEST_S, UnfitSound
from app.prompts.texts import list_prompts
from app.web.errors import explain_error
from app.web.services import StoreOf
from app.web.site import render

router = APIRouter(prefix="/studio", default_response_class=Response, include_in_schema=False)
Voice = Annotated[SignedIn, Depends(require(Role.EDITOR, Role.SUPERVISOR, Role.ADMIN))]
Code = Annotated[str, Form(max_length=40)]


@router.get("")
def show_studio(
    request: Request, store: StoreOf, prompts: PromptsOf, _: Voice, only: str = ""
) -> Response:
    """Every prompt in both languages, or those that staff must still record."""
    with store.read() as session:
        sides = list_sides(session, prompts)
        counts = count_prompts(session, prompts)
    rows = [[sides[name, language] for language in LANGUAGES] for name in list_prompts()]
    if only == "open":
        rows = [row for row in rows if any(side.state in UNFIT for side in row)]
    return render(
        request,
        "prompts/studio.html",
        rows=rows,
        counts=counts,
        limits=measure_limits(sides),
        only=only,
    )


@router.get("/{name}")
def show_prompt(
    request: Request, store: StoreOf, prompts: PromptsOf, _: Voice, name: str
) -> Response:
    """One prompt: hear it, record it, upload it."""
    return _show_prompt(request, store, prompts, name)


@router.post("/{name}/{language}")
def post_recording(
    request: Request,
    store: StoreOf,
    prompts: PromptsOf,
    account: Voice,
    name: str,
    language: Language,
    file: UploadFile,
    way: Code = "upload",
) -> Response:
    """Take in a recording, or say why it cannot be taken."""
    data = file.file.read(LARGEST_BYTES + 1)
    new = NewRecording(name, language, data, way, account.account_id)
    try:
        with store.write() as uow:
            keep_recording(uow, prompts, new)
    except UnfitSound as error:
        return _show_prompt(request, store, prompts, name, error)
    return RedirectResponse(f"/studio/{name}", HTTPStatus.SEE_OTHER)


@router.post("/{name}/{language}/withdraw")
def post_withdrawal(
    store: StoreOf, prompts: PromptsOf, account: Voice, name: str, language: Language
) -> Response:
    """Take a recording away: what the fall-back chain says is spoken instead."""
    with store.write() as uow:
        withdraw_recording(uow, prompts, name, language, account.account_id)
    return RedirectResponse(f"/studio/{name}", HTTPStatus.SEE_OTHER)


def _show_prompt(
    request: Request,
    store: StoreOf,
    prompts: PromptsOf,
    name: str,
    error: UnfitSound | None = None,
) -> Response:
    check_prompt(name, Language.BO)
    with store.read() as session:
        sides = list_sides(session, prompts)
        history = {each: list_history(session, store.vault, name, each) for each in LANGUAGES}
    limits = measure_limits(sides)
    return render(
        request,
        "prompts/prompt.html",
        status=error.status if error else HTTPStatus.OK,
        name=name,
        sides=[sides[name, each] for each in LANGUAGES],
        draft_texts={each: prompts.is_draft(name, each) for each in LANGUAGES},
        history=history,
        limits=[view for view in limits if any(part[0] == name for part in view.limit.parts)],
        longest_s=LONGEST_S,
        sentence=explain_error(request, error) if error else "",
    )
