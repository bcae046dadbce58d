"""The telephone in the browser: what a page needs to be one, whoever carries the sound.

Two adapters: Twilio's Voice SDK (`app.telephony.twilio.softphone`), and the simulated client,
which the stand-in carrier plays by itself: it rings and is picked up, and nobody hears anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

CLIENT = "client:"
"""How the address of a telephone in the browser begins; what follows is its identity."""

PASS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SoftphonePass:
    """What a browser shows the carrier to be rung as `identity`; a secret until `expires_at`."""

    identity: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ContentSources:
    """What the page must be allowed to reach beside ourselves (Content-Security-Policy)."""

    connect: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


class Softphone(Protocol):
    """One way for a browser to be a telephone."""

    kind: str
    """`twilio` or `simulated`; the page's script is made for one kind."""
    script: str
    """The static file that the page loads for the sound; "" for none."""
    sources: ContentSources

    def make_pass(self, identity: str, now: datetime) -> SoftphonePass:
        """A fresh pass for one browser."""
        ...


class SimulatedSoftphone:
    """The stand-in carrier rings a client and picks up for it; there is no sound."""

    kind = "simulated"
    script = ""
    sources = ContentSources()

    def make_pass(self, identity: str, now: datetime) -> SoftphonePass:
        return SoftphonePass(identity, "", now + PASS_FOR)


def read_identity(address: str) -> str | None:
    """The identity in a `client:` address; None for a telephone that is no browser."""
    return address.removeprefix(CLIENT) if address.startswith(CLIENT) else None
