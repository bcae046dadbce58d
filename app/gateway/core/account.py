"""The application's account with the carrier."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateway.core.addresses import Source

API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Account:
    """The application's account with the carrier and its one number's settings.

    `api_base_url` is where recordings can be fetched; `fallback` is what the number plays when
    the application fails: an address or inline TwiML.
    """

    sid: str
    auth_token: str
    number: str
    voice_url: str
    fallback: Source | None = None
    status_callback: str | None = None
    message_url: str | None = None
    api_base_url: str = "https://api.twilio.com"
    calls_per_second: float = 1.0
    queue_size: int = 1000
