"""Routes of the agent's help: fragments that follow notes and messages, and one-click answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.console.pages import AgentId, ServicesOf
from app.desks.console.queries import find_own_contact
from app.doors.chat.assist import (
    ChosenAnswer,
    Help,
    find_help,
    find_help_for_chat,
    judge_answer,
    send_answer,
)
from app.doors.chat.queries import list_messages
from app.doors.chat.texts import may_be_texted
from app.doors.chat.wording import ChatWording
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.answers.actions import keep_gap
from app.hotline.answers.book import BookOf, find_today
from app.hotline.answers.queries import find_article
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.services import Services
from app.kit.errors import NotFound
from app.kit.i18n import N_
from app.kit.web.errors import is_fragment_request
from app.kit.web.forms import RowId
from app.kit.web.site import render, translate_for

router = APIRouter(prefix="/console", default_response_class=Response, include_in_schema=False)
Staff = Annotated[SignedIn, Depends(require())]
Notes = Annotated[str, Form(max_length=20_000)]
Question = Annotated[str, Form(max_length=20_000)]
Code = Annotated[str, Form(max_length=40)]
LONGEST_QUESTION = 4000
IN_HAND = frozenset({ContactStage.CONNECTED, ContactStage.WRAPPING_UP})


@router.post("/contacts/{contact_id}/suggestions")
def show_for_notes(
    request: Request,
    services: ServicesOf,
    book: BookOf,
    agent_id: AgentId,
    contact_id: int,
    notes: Notes = "",
) -> Response:
    """What fits the notes typed so far; of long notes the end, where the agent is."""
    today = find_today(services.store)
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        words = notes.strip()[-LONGEST_QUESTION:]
        return _render_help(
            request, services, agent_id, contact, find_help(session, book, contact, words, today)
        )


@router.get("/contacts/{contact_id}/suggestions")
def show_for_chat(
    request: Request,
    services: ServicesOf,
    book: BookOf,
    agent_id: AgentId,
    contact_id: int,
    message: RowId | None = None,
) -> Response:
    """What fits the caller's newest message, or the one that the agent points at."""
    today, vault = find_today(services.store), services.store.vault
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        messages = list_messages(session, vault, contact)
        if message is not None:
            messages = [each for each in messages if each.id == message]
        found = find_help_for_chat(session, book, contact, messages, today)
        return _render_help(request, services, agent_id, contact, found)


def _render_help(
    request: Request, services: Services, agent_id: int, contact: Contact, help_: Help
) -> Response:
    is_mine = contact.agent_id == agent_id
    if contact.channel == "voice":
        now = services.store.clock.now()
        can = contact.state in IN_HAND and may_be_texted(services.store.vault, contact, now)
    else:
        can = contact.state == ContactStage.CONNECTED
    return render(
        request, "chat/suggestions.html", help=help_, contact=contact, may_send=is_mine and can
    )


@router.post("/contacts/{contact_id}/answers/{article_id}/send")
def post_answer(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    article_id: str,
    language: Code,
) -> Response:
    """Send the short answer into the conversation, or by text message to a caller."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        send_answer(
            uow,
            ChatWording(services.catalogues),
            contact,
            agent_id,
            ChosenAnswer(article_id, language),
            find_today(services.store),
            training=services.settings.training,
        )
    return _tell_done(request, contact_id, translate_for(request)(N_("Sent")))


@router.post("/contacts/{contact_id}/answers/missing")
def post_missing(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, question: Question
) -> Response:
    """Nothing fits: the editors get the question."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        keep_gap(uow, question, contact.language or "", contact.id)
    return _tell_done(request, contact_id, translate_for(request)(N_("The editors have it")))


@router.post("/contacts/{contact_id}/answers/{article_id}/use")
def post_use(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    account: Staff,
    contact_id: int,
    article_id: str,
    language: Code,
    helped: Code,
    question: Question = "",
) -> Response:
    """Keep whether the answer helped."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        judge_answer(
            uow,
            contact,
            account.account_id,
            ChosenAnswer(article_id, language),
            helped=helped == "yes",
            question=question,
        )
    sentence = N_("It helped") if helped == "yes" else N_("It did not help")
    return _tell_done(request, contact_id, translate_for(request)(sentence))


@router.get("/answers/{article_id}/aloud")
def show_aloud(
    request: Request, services: ServicesOf, _: Staff, article_id: str, language: str
) -> Response:
    """An answer with its steps in large letters, to be read out to the caller."""
    with services.store.read() as session:
        article = find_article(session, article_id)
    if language not in article.texts:
        raise NotFound(what="article", id=article_id)
    template = "chat/aloud.html" if is_fragment_request(request) else "chat/aloud_page.html"
    text = article.texts[language]
    return render(request, template, article=article, text=text, language=language)


def _tell_done(request: Request, contact_id: int, sentence: str) -> Response:
    if not is_fragment_request(request):
        return RedirectResponse(f"/console?contact={contact_id}", HTTPStatus.SEE_OTHER)
    response = render(request, "chat/done.html", sentence=sentence)
    response.headers["HX-Trigger"] = "changed"
    return response
