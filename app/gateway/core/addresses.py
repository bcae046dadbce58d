"""Where documents come from and where events are reported: addresses of the application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Callback:
    """Where to report which events."""

    url: str
    method: str
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: an address, or `text` given inline (then `url` is None)."""

    url: str | None
    method: str = "POST"
    params: tuple[tuple[str, str], ...] = ()
    text: str | None = None
