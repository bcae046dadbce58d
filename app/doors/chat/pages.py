"""Pages of the written channel: the start page, the callers' chat, and the agent's side of it.

A caller is known by a cookie that holds the chat's token; closing the page and coming back
loses nothing. The public sees no drafts outside training.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.doors.chat.actions import end_chat, start_chat, write_as_caller
from app.doors.chat.files import FileKind
from app.doors.chat.first_answer import answer_first, choose, judge_first_answer
from app.doors.chat.message_actions import MAX_CHARACTERS, Words
from app.doors.chat.queries import find_chat
from app.doors.chat.views import OVER, OpenChat, read_chat
from app.doors.chat.wording import ChatWording
from app.hotline.answers.book import BookOf
from app.hotline.ratings.actions import ask_rating, rate
from app.hotline.ratings.models import Way
from app.hotline.ratings.scores import HIGHEST, LOWEST
from app.hotline.services import Services, get_services
from app.kit.errors import NotFound, Refused
from app.kit.i18n import UI_LANGUAGES
from app.kit.live.stream import BrokerOf, stream_changes
from app.kit.settings import Settings
from app.kit.web.errors import is_fragment_request
from app.kit.web.limits import limit
from app.kit.web.readers import find_language
from app.kit.web.site import find_site, render, show

COOKIE = "hotline_chat"
KEPT_S = 14 * 24 * 3600
"""Long enough to read an answer that came after a holiday."""
router = APIRouter(default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
ChatToken = Annotated[str | None, Cookie(alias=COOKIE)]
Text = Annotated[str, Form(max_length=MAX_CHARACTERS)]
SenderToken = Annotated[str, Form(max_length=64)]


def get_open_chat(services: ServicesOf, token: ChatToken = None) -> OpenChat:
    """The conversation of this browser; raises NotFound, before any stream has begun."""
    chat = _find_open_chat(services, token)
    if chat is None:
        raise NotFound(what="chat")
    return chat


@router.get("/")
def show_start(request: Request) -> Response:
    """The hotline's front door: write to us, call us, or work here."""
    return render(request, "chat/start.html", public=True, both=_speak_both(request))


@router.get("/chat")
def show_chat(request: Request, services: ServicesOf, token: ChatToken = None) -> Response:
    """The conversation of this browser, or the page that begins one."""
    chat = _find_open_chat(services, token)
    if chat is None:
        return render(
            request,
            "chat/begin.html",
            public=True,
            both=_speak_both(request),
            longest=MAX_CHARACTERS,
        )
    return show(
        request,
        "chat/page.html",
        parts=("state", "messages"),
        public=True,
        file_kinds=",".join(FileKind),
        chat=chat,
        messages=chat.messages,
        mine="caller",
        contact_id=chat.contact_id,
        longest=MAX_CHARACTERS,
    )


@router.post("/chat/messages")
def post_message(
    request: Request,
    services: ServicesOf,
    book: BookOf,
    text: Text,
    sender_token: SenderToken = "",
    token: ChatToken = None,
) -> Response:
    """Take a message; the first one opens the chat. Sent again with its token it is one."""
    chat = _find_open_chat(services, token)
    chat_token = token if token and chat else _start_chat(request, services)
    wording = ChatWording(services.catalogues)
    with services.router.write() as work:
        contact = find_chat(work.uow.session, chat_token)
        write_as_caller(work, wording, contact, Words(text, sender_token or work.uow.make_token()))
    answer_first(services.store, book, wording, chat_token, text)
    response = answer_caller(request)
    keep_cookie(services.settings, response, chat_token)
    return response


@router.post("/chat/first-answer")
def post_judgement(
    request: Request,
    services: ServicesOf,
    helped: Annotated[str, Form(max_length=10)],
    token: ChatToken = None,
) -> Response:
    """The caller says whether the first answer helped; if not, a person comes."""
    with services.router.write() as work:
        contact = find_chat(work.uow.session, token or "")
        judge_first_answer(work, ChatWording(services.catalogues), contact, helped=helped == "yes")
    return answer_caller(request)


@router.post("/chat/choice")
def post_choice(
    request: Request,
    services: ServicesOf,
    choice: Annotated[str, Form(max_length=40)],
    token: ChatToken = None,
) -> Response:
    """The caller touches one of the questions, or that none of them is meant."""
    with services.router.write() as work:
        contact = find_chat(work.uow.session, token or "")
        wording = ChatWording(services.catalogues)
        choose(work.uow, wording, contact, choice, training=services.settings.training)
    return answer_caller(request)


@router.post("/chat/rating")
def post_rating(
    request: Request,
    services: ServicesOf,
    score: Annotated[int, Form(ge=LOWEST, le=HIGHEST)],
    token: ChatToken = None,
) -> Response:
    """The caller says how satisfied they are; the first word stays."""
    with services.store.write() as uow:
        contact = find_chat(uow.session, token or "")
        if contact.state not in OVER or ask_rating(uow, contact, Way.CHAT) is None:
            raise Refused("not_to_be_rated")
        rate(uow, contact.id, score)
    return answer_caller(request)


@router.post("/chat/end")
def post_end(request: Request, services: ServicesOf, token: ChatToken = None) -> Response:
    """The caller ends the conversation; it stays readable until a new one begins."""
    with services.router.write() as work:
        end_chat(work, find_chat(work.uow.session, token or ""))
    return answer_caller(request)


@router.post("/chat/new")
def post_new() -> Response:
    """Forget the old conversation in this browser."""
    response = RedirectResponse("/chat", HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE)
    return response


@router.get("/chat/live", response_class=EventSourceResponse)
async def stream_chat(
    broker: BrokerOf, chat: Annotated[OpenChat, Depends(get_open_chat)]
) -> AsyncIterator[ServerSentEvent]:
    """Changes of the caller's own conversation, and of the queue while they wait."""
    async for event in stream_changes(broker, {f"contact:{chat.contact_id}", "queue"}):
        yield event


def keep_cookie(settings: Settings, response: Response, chat_token: str) -> None:
    """Let this browser come back; in a frame on another site too, where one is allowed.

    A cookie in another site's frame must be secure and is kept apart by site (partitioned).
    """
    public = urlsplit(settings.public_base_url)
    is_https = public.scheme == "https"
    if settings.widget_sites and is_https:
        kept = f"{COOKIE}={chat_token}; Max-Age={KEPT_S}; Path=/; HttpOnly"
        response.headers.append("Set-Cookie", f"{kept}; Secure; SameSite=None; Partitioned")
        return
    response.set_cookie(
        COOKIE, chat_token, max_age=KEPT_S, httponly=True, samesite="lax", secure=is_https
    )


def _find_open_chat(services: Services, token: str | None) -> OpenChat | None:
    if not token:
        return None
    try:
        with services.store.read() as session:
            return read_chat(session, services.store.vault, find_chat(session, token))
    except NotFound:
        return None


def _start_chat(request: Request, services: Services) -> str:
    limit(request, "new_chat")
    with services.store.write() as uow:
        language = find_language(request)
        return start_chat(uow, language, training=services.settings.training).token


def _speak_both(request: Request) -> list[object]:
    """The words of both languages, for pages that are read before one is chosen."""
    site = find_site(request)
    return [site.translator(language, public=True) for language in UI_LANGUAGES]


def answer_caller(request: Request) -> Response:
    """The conversation again, or for htmx the news that something changed."""
    if is_fragment_request(request):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "changed"})
    return RedirectResponse("/chat", HTTPStatus.SEE_OTHER)
