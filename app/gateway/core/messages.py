"""Text messages: ours to telephones with their reports, telephones' to the application."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gateway.core.account import API_VERSION
from app.gateway.core.addresses import Callback
from app.gateway.core.exchange import Exchange
from app.gateway.core.message_records import Message, MessagePicture, MessageStatus
from app.gateway.core.message_replies import read_replies
from app.gateway.core.problems import ProblemCode
from app.gateway.core.switch_events import TextArrived, TextDelivered
from app.gateway.core.voice_params import Params
from app.gateway.core.webhooks import Outcome, WebhookAnswer

SENDING_S = 0.5
UNREACHABLE_HANDSET = 30003


def send_message(
    exchange: Exchange,
    to_number: str,
    body: str,
    callback: Callback | None,
    direction: str = "outbound-api",
) -> Message:
    """Queue a text of ours; it is sent a moment later and reported when its fate is known."""
    message = _keep(exchange, direction, exchange.account.number, to_number, body)
    message.callback = callback
    exchange.timeline.call_in(SENDING_S, lambda: _send(exchange, message))
    return message


def mark_delivered(exchange: Exchange, delivered: TextDelivered) -> None:
    """The switch knows what became of a text of ours."""
    message = exchange.messages.get(delivered.message)
    if message is not None:
        if not delivered.was_delivered:
            message.error_code = UNREACHABLE_HANDSET
        _move(exchange, message, _FATES[delivered.was_delivered])


_FATES = {True: MessageStatus.DELIVERED, False: MessageStatus.UNDELIVERED}


def receive_message(exchange: Exchange, arrived: TextArrived) -> None:
    """Hand a telephone's text to the application; its answer may hold replies."""
    message = _keep(exchange, "inbound", arrived.from_number, arrived.to_number, arrived.body)
    message.status = MessageStatus.RECEIVED
    message.media = tuple(
        MessagePicture(exchange.sids.make_sid("ME"), content_type, content)
        for content_type, content in arrived.media
    )
    url = exchange.account.message_url
    if url is None:
        return
    params: Params = [
        *_identity(exchange, message),
        ("SmsStatus", "received"),
        ("Body", message.body),
        ("NumMedia", str(len(message.media))),
        *_name_media(exchange, message),
        ("NumSegments", str(message.segments)),
        ("FromCountry", "CN" if message.from_number.startswith("+86") else ""),
        ("ToCountry", "CN"),
    ]
    exchange.office.request_document(
        "POST", url, params, lambda outcome: _take_replies(exchange, message, url, outcome)
    )


def _name_media(exchange: Exchange, message: Message) -> Params:
    account = f"/{API_VERSION}/Accounts/{exchange.account.sid}"
    folder = f"{exchange.account.api_base_url}{account}/Messages/{message.sid}/Media"
    params: Params = []
    for number, media in enumerate(message.media):
        params.append((f"MediaContentType{number}", media.content_type))
        params.append((f"MediaUrl{number}", f"{folder}/{media.sid}"))
    return params


def _take_replies(exchange: Exchange, message: Message, url: str, outcome: Outcome) -> None:
    if not isinstance(outcome, WebhookAnswer) or not 200 <= outcome.status < 300:
        exchange.note_problem(ProblemCode.HTTP_RETRIEVAL_FAILED, "no answer to a text", url)
        return
    try:
        bodies = read_replies(outcome)
    except (ET.ParseError, ValueError) as error:
        exchange.note_problem(ProblemCode.DOCUMENT_UNPARSABLE, str(error), url)
        return
    for body in bodies:
        send_message(exchange, message.from_number, body, None, "outbound-reply")


def _send(exchange: Exchange, message: Message) -> None:
    message.sent_at = exchange.now
    _move(exchange, message, MessageStatus.SENT)
    exchange.switch.send_text(message.sid, message.to_number, message.from_number, message.body)


def _move(exchange: Exchange, message: Message, status: MessageStatus) -> None:
    message.status = status
    message.updated_at = exchange.now
    if message.callback is None:
        return
    params = [
        *_identity(exchange, message),
        ("SmsStatus", status.value),
        ("MessageStatus", status.value),
    ]
    if message.error_code is not None:
        params.append(("ErrorCode", str(message.error_code)))
    exchange.office.report(message.callback.method, message.callback.url, params)


def _identity(exchange: Exchange, message: Message) -> Params:
    return [
        ("MessageSid", message.sid),
        ("SmsSid", message.sid),
        ("SmsMessageSid", message.sid),
        ("AccountSid", exchange.account.sid),
        ("From", message.from_number),
        ("To", message.to_number),
        ("ApiVersion", API_VERSION),
    ]


def _keep(
    exchange: Exchange, direction: str, from_number: str, to_number: str, body: str
) -> Message:
    message = Message(
        sid=exchange.sids.make_sid("SM"),
        direction=direction,
        from_number=from_number,
        to_number=to_number,
        body=body,
        status=MessageStatus.QUEUED,
        created_at=exchange.now,
        updated_at=exchange.now,
    )
    exchange.messages[message.sid] = message
    return message
