"""What goes between the carrier and whoever drives it: webhook requests and their outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TIMEOUT_S = 15.0


class FailureReason(StrEnum):
    """How a request can go without an answer."""

    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """One HTTP request to be made; `params` go into the body of a POST (empty for a GET)."""

    id: int
    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    timeout_s: float
    is_document: bool


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the application answered."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class WebhookFailure:
    """Why the application did not answer."""

    reason: FailureReason


Outcome = WebhookAnswer | WebhookFailure
