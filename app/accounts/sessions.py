"""The session cookie: signed, dated, tied to the account's epoch. Holds ids only, no names.

Signing out everywhere raises the epoch in the account's row, so a stolen cookie dies with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Response
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "hotline_session"
LASTS_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SessionClaim:
    """What a valid cookie says."""

    account_id: int
    epoch: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class SessionSigner:
    """Writes and reads the cookie with the installation's secret."""

    secret: str
    is_https: bool = False

    def write_cookie(self, response: Response, claim: SessionClaim) -> None:
        """Give the browser its session."""
        value = self._serializer().dumps(
            [claim.account_id, claim.epoch, int(claim.begun_at.timestamp())]
        )
        response.set_cookie(
            COOKIE, value, httponly=True, samesite="lax", secure=self.is_https, path="/"
        )

    def read_cookie(self, value: str | None, now: datetime) -> SessionClaim | None:
        """The claim of a cookie that is ours and not too old, else None."""
        try:
            account_id, epoch, begun_s = self._serializer().loads(value or "")
        except (BadSignature, ValueError, TypeError):
            return None
        claim = SessionClaim(account_id, epoch, datetime.fromtimestamp(begun_s, UTC))
        return claim if now - claim.begun_at < LASTS_FOR else None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="hotline-session")
