"""The TwiML this carrier carries out, as values.  Reading is `twiml_reader`, doing `verbs/`."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateway.core.twiml_dial import Dial


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str
    times: int | None


@dataclass(frozen=True, slots=True)
class Play:
    """`url` empty and `digits` set sounds keys instead of a file."""

    url: str
    digits: str
    times: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    length_s: float


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    prompts: tuple[Prompt, ...]
    action: str
    method: str
    timeout_s: float
    num_digits: int | None
    finish_on_key: str
    acts_on_empty: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Leave:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str


@dataclass(frozen=True, slots=True)
class Enqueue:
    """`wait_url` None means the carrier's own music, empty means silence."""

    queue: str
    action: str | None
    method: str
    wait_url: str | None
    wait_method: str


@dataclass(frozen=True, slots=True)
class Record:
    action: str
    method: str
    timeout_s: float
    finish_on_key: str
    max_length_s: float
    plays_beep: bool
    status_callback: str | None
    status_method: str
    status_events: frozenset[str]


Verb = Say | Play | Pause | Gather | Redirect | Hangup | Leave | Reject | Enqueue | Record | Dial


@dataclass(frozen=True, slots=True)
class Document:
    """Verbs in order; `url` is where relative addresses start from, None for TwiML given inline."""

    verbs: tuple[Verb, ...]
    url: str | None
