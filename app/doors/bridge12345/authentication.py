"""The door for 12345: who knocks is who they say, now, and for the first time.

Looks at the signature over the raw request before anything else; never reads the body's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from sqlalchemy import delete

from app.doors.bridge12345.models import SeenSignature
from app.doors.bridge12345.signing import (
    IDEMPOTENCY_KEY,
    NONCE,
    SIGNATURE,
    TIMESTAMP,
    SignedMessage,
    is_genuine,
)
from app.hotline.services import Services
from app.kit.errors import BadInput, HotlineError, NotAllowed, Refused
from app.kit.storage.scope import enter
from app.kit.storage.unit_of_work import UnitOfWork

MAX_BODY_BYTES = 64 * 1024
WINDOW_S = 300
KEPT = timedelta(seconds=3 * WINDOW_S)
"""A timestamp may lie a window ahead and is good until a window after it."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIMESTAMP = re.compile(r"[0-9]{9,11}")


class BridgeClosed(HotlineError):
    """No secret has been agreed with 12345: the bridge takes nothing."""

    code = "bridge_closed"
    status = 503


class BadSignature(NotAllowed):
    """The request is not signed, wrongly signed, or signed too long ago."""

    code = "bad_signature"
    status = 401


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A genuine request of 12345's; whether it comes for the first time is asked later."""

    signature: str
    key: str
    body: bytes


async def admit(request: Request) -> SignedRequest:
    """FastAPI dependency: the request if it is genuine.

    Raises BridgeClosed, BadInput for a body that is too long, BadSignature.
    """
    services: Services = request.app.state.services
    bridges = {each: found for each, found in services.settings.bridges.items() if found.secrets}
    if not bridges:
        raise BridgeClosed()
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise BadInput(place="body", reason="too_long")
    message = _read_message(request, body)
    signature = request.headers.get(SIGNATURE, "")
    _check_time(message, services.store.clock.now())
    genuine = [each for each in bridges if is_genuine(bridges[each].secrets, message, signature)]
    if not genuine:
        raise BadSignature(place=SIGNATURE, reason="wrong")
    if services.hotlines.has_several:
        enter(genuine[0])  # whose secret it is, is whose matter it is
    return SignedRequest(signature, message.key, body)


def remember_signature(uow: UnitOfWork, signature: str) -> None:
    """Note that a request was taken; raises Refused when it was taken before.

    The caller holds the hotline's lock, so that two at once cannot both be the first.
    """
    uow.session.execute(delete(SeenSignature).where(SeenSignature.at < uow.now - KEPT))
    if uow.session.get(SeenSignature, signature) is not None:
        raise Refused("replayed")
    uow.session.add(SeenSignature(signature=signature, at=uow.now))


def _read_message(request: Request, body: bytes) -> SignedMessage:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope.get("query_string", b"")
    target = path.split(b"?")[0] + (b"?" + query if query else b"")
    return SignedMessage(
        method=request.method,
        target=target.decode("latin-1"),
        timestamp=request.headers.get(TIMESTAMP, ""),
        nonce=request.headers.get(NONCE, ""),
        key=request.headers.get(IDEMPOTENCY_KEY, ""),
        body=body,
    )


def _check_time(message: SignedMessage, now: datetime) -> None:
    if not _NONCE.fullmatch(message.nonce):
        raise BadSignature(place=NONCE, reason="missing_or_malformed")
    if not _TIMESTAMP.fullmatch(message.timestamp):
        raise BadSignature(place=TIMESTAMP, reason="missing_or_malformed")
    if abs(now.timestamp() - int(message.timestamp)) > WINDOW_S:
        raise BadSignature(place=TIMESTAMP, reason="stale")
