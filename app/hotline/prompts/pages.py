"""Pages of the prompt studio: what the line says, in both languages, heard and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.prompts.actions import (
    NewRecording,
    check_prompt,
    keep_recording,
    withdraw_recording,
)
from app.hotline.prompts.models import PromptCallState
from app.hotline.prompts.phone_actions import PromptWish, ask_for_call
from app.hotline.prompts.phone_queries import PromptCallView, find_own_call
from app.hotline.prompts.queries import (
    LANGUAGES,
    UNFIT,
    count_prompts,
    list_history,
    list_sides,
    measure_limits,
)
from app.hotline.prompts.services import PromptsOf
from app.hotline.prompts.sound import LARGEST_BYTES, LONGEST_S, UnfitSound
from app.hotline.prompts.speech import Prompts
from app.hotline.prompts.texts import list_prompts
from app.kit.errors import HotlineError, Refused
from app.kit.i18n import Language
from app.kit.storage.unit_of_work import Store
from app.kit.web.errors import explain_error
from app.kit.web.readers import find_language
from app.kit.web.services import StoreOf
from app.kit.web.site import render, translate_for
from app.kit.web.words import find_word

router = APIRouter(prefix="/studio", default_response_class=Response, include_in_schema=False)
Voice = Annotated[SignedIn, Depends(require(Role.EDITOR, Role.SUPERVISOR, Role.ADMIN))]
Code = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, slots=True)
class CallLine:
    """How a call stands, as the page tells it."""

    sentence: str
    is_under_way: bool
    is_good: bool


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
    request: Request, store: StoreOf, prompts: PromptsOf, account: Voice, name: str
) -> Response:
    """One prompt: hear it, record it, upload it."""
    return _show_prompt(request, store, prompts, account, name)


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
        return _show_prompt(request, store, prompts, account, name, error)
    return RedirectResponse(f"/studio/{name}", HTTPStatus.SEE_OTHER)


@router.post("/{name}/{language}/call")
def post_call(
    request: Request,
    store: StoreOf,
    prompts: PromptsOf,
    account: Voice,
    name: str,
    language: Language,
) -> Response:
    """Ring the reader's own phone, or say why it cannot be rung."""
    spoken_in = account.language or find_language(request)
    try:
        with store.write() as uow:
            ask_for_call(uow, prompts, PromptWish(name, language, account.account_id, spoken_in))
    except Refused as error:
        return _show_prompt(request, store, prompts, account, name, error)
    return RedirectResponse(f"/studio/{name}", HTTPStatus.SEE_OTHER)


@router.get("/{name}/{language}/call")
def show_call(
    request: Request, store: StoreOf, account: Voice, name: str, language: Language
) -> Response:
    """How one's own call stands, for the page that waits for it; at its end all is shown anew."""
    check_prompt(name, language)
    call = _find_calls(request, store, account, name)[language]
    response = render(request, "prompts/call.html", name=name, language=language, call=call)
    if call is None or not call.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


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
    store: Store,
    prompts: Prompts,
    account: SignedIn,
    name: str,
    error: HotlineError | None = None,
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
        calls=_find_calls(request, store, account, name),
        limits=[view for view in limits if any(part[0] == name for part in view.limit.parts)],
        longest_s=LONGEST_S,
        sentence=explain_error(request, error) if error else "",
    )


def _find_calls(
    request: Request, store: Store, account: SignedIn, name: str
) -> dict[Language, CallLine | None]:
    """One's own call for each language of a prompt, in words."""
    with store.read() as session:
        views = {
            each: find_own_call(session, account.account_id, name, each, store.clock.now())
            for each in LANGUAGES
        }
    return {each: _describe_call(request, view) for each, view in views.items()}


def _describe_call(request: Request, view: PromptCallView | None) -> CallLine | None:
    if view is None:
        return None
    if view.state == PromptCallState.REFUSED:
        return CallLine(explain_error(request, Refused(view.reason)), False, False)
    sentence = translate_for(request)(find_word("prompt_call", view.state))
    is_good = view.is_under_way or view.state == PromptCallState.STORED
    return CallLine(sentence, view.is_under_way, is_good)
