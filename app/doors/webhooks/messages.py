"""The carrier's routes for text messages: what people send to us, what became of ours."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.doors.chat.first_answer import answer_first
from app.doors.chat.message_actions import MAX_CHARACTERS
from app.doors.chat.pictures import MOST_PICTURES
from app.doors.chat.sending import change_text_status
from app.doors.chat.text_wording import TextWording
from app.doors.webhooks.answering import note_answered
from app.doors.webhooks.authentication import CarrierRequest, admit
from app.doors.webhooks.incoming_texts import TakenText, is_text_known, take_text
from app.doors.webhooks.pages import BY_NUMBER
from app.doors.webhooks.receipts import answer_once
from app.hotline.answers.book import BookOf
from app.hotline.blocking.queries import look_up_block
from app.hotline.dispatch.router import RoutingWork
from app.hotline.services import Services, get_services
from app.kit.errors import BadInput, NotFound
from app.telephony.answers import Nothing
from app.telephony.port import IncomingText
from app.telephony.twilio.documents import write_document

router = APIRouter(prefix="/twilio", include_in_schema=False)


@router.api_route("/messages", methods=BY_NUMBER)
@router.api_route("/messages/", methods=BY_NUMBER)
def receive_message(
    request: Annotated[CarrierRequest, Depends(admit)],
    services: Annotated[Services, Depends(get_services)],
    book: BookOf,
) -> Response:
    """A text message, with its pictures; one that shows nothing asks for nobody.

    The knowledge base answers first, as in the chat, once the message is kept.
    """
    number, sid = request.read_number("From"), request.get("MessageSid")
    if not number or not sid:
        raise BadInput(place="From, MessageSid", reason="missing")
    incoming = IncomingText(sid, number, request.get("Body"), _list_pictures(request))
    wording = TextWording(services.catalogues, services.settings.public_base_url)
    is_blocked, training = look_up_block(services.store, number), services.settings.training
    taken = TakenText("repeated")

    def use(work: RoutingWork) -> tuple[str, str]:
        nonlocal taken
        if not is_text_known(work.uow, sid):
            taken = take_text(work, wording, incoming, training=training, is_blocked=is_blocked)
        return write_document(Nothing()), taken.verdict

    document = answer_once(services.router, request, use)
    if taken.chat_token:
        answer_first(
            services.store, book, wording, taken.chat_token, incoming.text[:MAX_CHARACTERS]
        )
        note_answered(services.store, sid)
    return Response(document, media_type="text/xml")


def _list_pictures(request: CarrierRequest) -> tuple[str, ...]:
    count = request.read_count("NumMedia")
    return tuple(request.get(f"MediaUrl{number}") for number in range(min(count, MOST_PICTURES)))


@router.post("/texts/{token}/status")
def change_status(
    token: str,
    request: Annotated[CarrierRequest, Depends(admit)],
    services: Annotated[Services, Depends(get_services)],
) -> Response:
    """How a text of ours stands; what is late, twice or about none of ours changes nothing."""
    status, sid = request.get("MessageStatus"), request.get("MessageSid")
    code = request.read_count("ErrorCode") or None

    def tell(work: RoutingWork) -> tuple[str, str]:
        try:
            is_news = change_text_status(work.uow, token, sid, status, code)
        except NotFound:
            is_news = False
        return write_document(Nothing()), "applied" if is_news else "ignored"

    answer_once(services.router, request, tell)
    return Response(status_code=204)
