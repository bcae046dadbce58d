"""Which request goes to which function; who may ask; and the faults of the REST interface."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.telephony.gateway.core.exchange import API_VERSION, Exchange
from app.telephony.gateway.rest import (
    calls,
    conferences,
    messages,
    numbers,
    participants,
    queues,
    recordings,
)
from app.telephony.gateway.rest.answers import RestAnswer, answer_error
from app.telephony.gateway.rest.errors import RestError, not_supported
from app.telephony.gateway.rest.forms import Form

__all__ = ["RestAnswer", "handle_rest"]

Handler = Callable[[Exchange, dict[str, str], Form], RestAnswer]

_RECORDING: dict[str, Handler] = {
    "GET": recordings.fetch_recording,
    "POST": recordings.update_recording,
    "DELETE": recordings.remove_recording,
}

_ROUTES: Sequence[tuple[str, dict[str, Handler]]] = (
    ("Calls", {"GET": calls.list_calls, "POST": calls.create_call}),
    ("Calls/{sid}", {"GET": calls.fetch_call, "POST": calls.update_call}),
    ("Queues", {"GET": queues.list_queues, "POST": queues.create_queue}),
    ("Queues/{queue}", {"GET": queues.fetch_queue, "POST": queues.update_queue}),
    ("Queues/{queue}/Members", {"GET": queues.list_members}),
    (
        "Queues/{queue}/Members/{member}",
        {"GET": queues.fetch_member, "POST": queues.update_member},
    ),
    ("Conferences", {"GET": conferences.list_conferences}),
    (
        "Conferences/{sid}",
        {"GET": conferences.fetch_conference, "POST": conferences.update_conference},
    ),
    (
        "Conferences/{conference}/Participants",
        {"GET": participants.list_participants, "POST": participants.create_participant},
    ),
    (
        "Conferences/{conference}/Participants/{participant}",
        {
            "GET": participants.fetch_participant,
            "POST": participants.update_participant,
            "DELETE": participants.delete_participant,
        },
    ),
    ("IncomingPhoneNumbers", {"GET": numbers.list_numbers}),
    ("Messages", {"GET": messages.list_messages, "POST": messages.create_message}),
    ("Messages/{sid}", {"GET": messages.fetch_message}),
    (
        "Calls/{call}/Recordings",
        {"GET": recordings.list_recordings, "POST": recordings.create_call_recording},
    ),
    ("Calls/{call}/Recordings/{recording}", _RECORDING),
    ("Conferences/{conference}/Recordings", {"GET": recordings.list_recordings}),
    ("Conferences/{conference}/Recordings/{recording}", _RECORDING),
    ("Recordings", {"GET": recordings.list_recordings}),
    (
        "Recordings/{recording}",
        {"GET": recordings.fetch_recording, "DELETE": recordings.remove_recording},
    ),
)


def _compile(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


_COMPILED = [(_compile(path), handlers) for path, handlers in _ROUTES]
_ACCOUNT = rf"/{re.escape(API_VERSION)}/Accounts/(?P<account>[^/]+)"
_PATH = re.compile(rf"{_ACCOUNT}/(?P<rest>.+)\.json")
_SOUND = re.compile(rf"{_ACCOUNT}/Recordings/(?P<recording>RE[0-9a-f]{{32}})(\.wav)?")


def handle_rest(
    exchange: Exchange,
    method: str,
    path: str,
    params: Sequence[tuple[str, str]],
    auth: tuple[str, str] | None,
) -> RestAnswer:
    """Answer one request.  `auth` is the Basic user and password, `params` query or form."""
    faults = exchange.faults
    try:
        _check_auth(exchange, auth)
        if faults.happens(faults.rest_failed):
            raise RestError(500, 20500, "Internal server error")
        handler, args = _find_handler(exchange, method, path)
        answer = handler(exchange, args, Form(params))
    except RestError as error:
        return answer_error(error)
    return replace(answer, is_lost=faults.happens(faults.rest_unanswered))


def _check_auth(exchange: Exchange, auth: tuple[str, str] | None) -> None:
    user, password = auth or ("", "")
    is_known = hmac.compare_digest(user.encode(), exchange.account.sid.encode())
    is_right = hmac.compare_digest(password.encode(), exchange.account.auth_token.encode())
    if not (is_known and is_right):
        raise RestError(401, 20003, "Authenticate")


def _find_handler(exchange: Exchange, method: str, path: str) -> tuple[Handler, dict[str, str]]:
    found = _PATH.fullmatch(path) or _SOUND.fullmatch(path)
    if found is None:
        raise not_supported(f"{method} {path}")
    if found["account"] != exchange.account.sid:
        raise RestError(404, 20404, f"The requested resource {path} was not found")
    if found.re is _SOUND and method == "GET":
        return recordings.fetch_sound, found.groupdict()
    for pattern, handlers in _COMPILED:
        match = pattern.fullmatch(found.groupdict().get("rest", ""))
        if match is not None and method in handlers:
            return handlers[method], match.groupdict()
    raise not_supported(f"{method} {path}")
