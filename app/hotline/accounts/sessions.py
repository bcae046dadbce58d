"""The session cookie: signed, holding a name that only the server can tell a person by.

The session itself is a row (`standing`): deleting it ends the session, whoever has the cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Response
from itsdangerous import BadSignature, URLSafeSerializer

from app.kit.storage.scope import FIRST_HOTLINE

COOKIE = "hotline_session"
LASTS_FOR = timedelta(hours=12)
LONGEST = timedelta(hours=24)
"""No talk is so long that its agent must be kept signed in beyond this."""
IDLE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SessionClaim:
    """What a valid cookie says."""

    account_id: int
    token: str
    begun_at: datetime
    hotline_id: int = FIRST_HOTLINE


@dataclass(frozen=True, slots=True)
class SessionSigner:
    """Writes and reads the cookie with the installation's secret.

    `idle_after`: how long a session stands in which nobody does anything.
    """

    secret: str
    is_https: bool = False
    idle_after: timedelta = IDLE_AFTER

    def write_cookie(self, response: Response, claim: SessionClaim) -> None:
        """Give the browser its session."""
        value = self._serializer().dumps(
            [claim.account_id, claim.token, int(claim.begun_at.timestamp()), claim.hotline_id]
        )
        response.set_cookie(
            COOKIE, value, httponly=True, samesite="lax", secure=self.is_https, path="/"
        )

    def read_cookie(self, value: str | None, now: datetime) -> SessionClaim | None:
        """The claim of a cookie that is ours and not from another day, else None."""
        if not value:
            return None
        try:
            account_id, token, begun_s, *hotline = self._serializer().loads(value)
        except (BadSignature, ValueError, TypeError) as error:
            # Its traceback holds a frame that holds it: the whole request would stay in memory.
            error.__traceback__ = None
            return None
        begun_at = datetime.fromtimestamp(begun_s, UTC)
        claim = SessionClaim(account_id, token, begun_at, *hotline[:1])
        return claim if now - claim.begun_at < LONGEST else None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="hotline-sign-in")
