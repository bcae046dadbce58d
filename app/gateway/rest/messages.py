"""Text messages: create, fetch, list."""

from __future__ import annotations

from app.gateway.core.account import API_VERSION
from app.gateway.core.addresses import Callback
from app.gateway.core.exchange import Exchange
from app.gateway.core.message_records import Message
from app.gateway.core.messages import send_message
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.errors import bad_param, not_found
from app.gateway.rest.forms import Form

LONGEST_BODY = 1600
_UNSUPPORTED = (
    "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt", "ValidityPeriod",
    "ForceDelivery", "ContentRetention", "AddressRetention", "SmartEncoded",
    "PersistentAction", "TrafficType", "ShortenUrls", "ScheduleType", "SendAt", "SendAsMms",
    "ContentVariables", "RiskCheck", "MessagingServiceSid", "MediaUrl", "ContentSid",
)  # fmt: skip


def create_message(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    to_number = form.address("To", 21211 if form.has("To") else 21604)
    from_number = form.address("From", 21212 if form.has("From") else 21603)
    body = form.text("Body")
    url = form.url("StatusCallback", 21609)
    form.finish(*_UNSUPPORTED)
    if from_number != exchange.account.number:
        raise bad_param(21606, f"The 'From' number {from_number} is not yours")
    if not body:
        raise bad_param(21602, "Message body is required")
    if len(body) > LONGEST_BODY:
        raise bad_param(21617, f"The body has more than {LONGEST_BODY} characters")
    callback = Callback(url, "POST", frozenset()) if url else None
    return RestAnswer(201, _show(exchange, send_message(exchange, to_number, body, callback)))


def fetch_message(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    message = exchange.messages.get(args["sid"])
    if message is None:
        raise not_found(f"{account_path(exchange)}/Messages/{args['sid']}.json")
    return RestAnswer(200, _show(exchange, message))


def list_media(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """The pictures of a message."""
    page = read_page(form)
    form.finish("DateCreated", "DateCreated<", "DateCreated>")
    folder = f"{account_path(exchange)}/Messages/{args['sid']}/Media"
    message = exchange.messages.get(args["sid"])
    if message is None:
        raise not_found(f"{folder}.json")
    created = write_instant(message.created_at)
    shown = page.show(
        list(message.media),
        lambda media: {
            "sid": media.sid,
            "account_sid": exchange.account.sid,
            "parent_sid": message.sid,
            "content_type": media.content_type,
            "date_created": created,
            "date_updated": created,
            "uri": f"{folder}/{media.sid}.json",
        },
    )
    return answer_page("media_list", shown, f"{folder}.json", [])


def fetch_media(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """A picture as it came."""
    form.finish()
    message = exchange.messages.get(args["sid"])
    for media in message.media if message else ():
        if media.sid == args["media"]:
            return RestAnswer(200, None, content=media.content, media_type=media.content_type)
    raise not_found(f"Messages/{args['sid']}/Media/{args['media']}")


def list_messages(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    """Newest first, filtered by To and From."""
    page = read_page(form)
    to_number, from_number = form.text("To"), form.text("From")
    form.finish("DateSent", "DateSent<", "DateSent>")
    found = [
        message
        for message in reversed(exchange.messages.values())
        if to_number in ("", message.to_number) and from_number in ("", message.from_number)
    ]
    shown = page.show(found, lambda message: _show(exchange, message))
    filters = [pair for pair in (("To", to_number), ("From", from_number)) if pair[1]]
    return answer_page("messages", shown, f"{account_path(exchange)}/Messages.json", filters)


def _show(exchange: Exchange, message: Message) -> Json:
    path = f"{account_path(exchange)}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": exchange.account.sid,
        "api_version": API_VERSION,
        "direction": message.direction,
        "from": message.from_number,
        "to": message.to_number,
        "body": message.body,
        "status": message.status.value,
        "num_segments": str(message.segments),
        "num_media": str(len(message.media)),
        "messaging_service_sid": None,
        "price": None,
        "price_unit": "USD",
        "error_code": message.error_code,
        "error_message": None,
        "date_created": write_instant(message.created_at),
        "date_updated": write_instant(message.updated_at),
        "date_sent": write_instant(message.sent_at),
        "uri": f"{path}.json",
        "subresource_uris": {"media": f"{path}/Media.json"},
    }
