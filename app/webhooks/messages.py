"""The carrier's routes for text messages: what people send to us, what became of ours."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.blocking.queries import look_up_block
from app.chat.actions import write_as_caller
from app.chat.keeping import MAX_CHARACTERS, Words, keep_message
from app.chat.pictures import COMING, MOST_PICTURES, owe_picture
from app.chat.queries import find_message
from app.chat.sending import change_text_status
from app.chat.texts import is_in_conversation, receive_text
from app.chat.wording import Wording
from app.contacts.models import Contact
from app.dispatch.desk import RoutingWork
from app.duty.actions import return_by_text
from app.errors import BadInput, NotFound
from app.parts import Parts, get_parts
from app.ratings.actions import rate_by_text
from app.telephony.answers import Nothing
from app.telephony.twilio.documents import write_document
from app.webhooks.door import CarrierRequest, admit
from app.webhooks.pages import BY_NUMBER
from app.webhooks.receipts import answer_once
from knowledge.tidying import shows_something
from routing.model import Outcome

router = APIRouter(prefix="/twilio", include_in_schema=False)


@router.api_route("/messages", methods=BY_NUMBER)
@router.api_route("/messages/", methods=BY_NUMBER)
def receive_message(
    request: Annotated[CarrierRequest, Depends(admit)],
    parts: Annotated[Parts, Depends(get_parts)],
) -> Response:
    """A text message, with its pictures; one that shows nothing asks for nobody."""
    number, sid = request.read_number("From"), request.get("MessageSid")
    if not number or not sid:
        raise BadInput(place="From, MessageSid", reason="missing")
    text, pictures = request.get("Body").strip(), _list_pictures(request)
    said = _split(text, sid) if shows_something(text) else []
    said += [Words(COMING, f"{sid}-picture-{number}") for number in range(len(pictures))]
    wording, is_blocked = Wording(parts.catalogues), look_up_block(parts.store, number)

    def use(work: RoutingWork) -> tuple[str, str]:
        uow = work.uow
        if not said:
            return write_document(Nothing()), "empty"
        is_command = (
            not pictures
            and not is_in_conversation(uow.session, uow.vault, number)
            and (return_by_text(work, number, text) or rate_by_text(uow, number, text, sid))
        )
        if is_command:
            return write_document(Nothing()), "applied"
        contact = receive_text(
            work,
            wording,
            number,
            said[0],
            training=parts.settings.training,
            is_blocked=is_blocked,
        )
        if contact is not None:
            _take_rest(work, wording, contact, said, pictures)
        return write_document(Nothing()), "applied" if contact else "opted_out"

    return Response(answer_once(parts.desk, request, use), media_type="text/xml")


def _list_pictures(request: CarrierRequest) -> list[str]:
    count = min(request.read_count("NumMedia"), MOST_PICTURES)
    return [request.get(f"MediaUrl{number}") for number in range(count)]


def _split(text: str, sid: str) -> list[Words]:
    """As many messages as the words need; nothing is cut off."""
    starts = range(0, len(text), MAX_CHARACTERS)
    pieces = (text[start : start + MAX_CHARACTERS] for start in starts)
    shown = [piece for piece in pieces if shows_something(piece)]
    return [
        Words(piece, sid if part == 0 else f"{sid}-part-{part}") for part, piece in enumerate(shown)
    ]


def _take_rest(
    work: RoutingWork, wording: Wording, contact: Contact, said: list[Words], pictures: list[str]
) -> None:
    """What came with the first words: more of them, and pictures; a blocked number's are not
    fetched."""
    uow, is_blocked = work.uow, contact.outcome == Outcome.BLOCKED
    for words in said[1:]:
        if is_blocked:
            keep_message(uow, contact, "caller", words)
        else:
            write_as_caller(work, wording, contact, words)
    for words, url in zip(said[len(said) - len(pictures) :], pictures, strict=True):
        message = find_message(uow.session, contact.id, words.sender_token)
        if message is not None and not is_blocked:
            owe_picture(uow, message, url)


@router.post("/texts/{token}/status")
def change_status(
    token: str,
    request: Annotated[CarrierRequest, Depends(admit)],
    parts: Annotated[Parts, Depends(get_parts)],
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

    answer_once(parts.desk, request, tell)
    return Response(status_code=204)
