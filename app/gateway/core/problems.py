"""The carrier's own list of what went wrong, as Twilio's debugger keeps it (codes are Twilio's)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


class ProblemCode(IntEnum):
    """Twilio's error and warning codes that this carrier uses."""

    BAD_URL = 11100
    HTTP_RETRIEVAL_FAILED = 11200
    HTTP_TIMED_OUT = 11205
    DOCUMENT_UNPARSABLE = 12100
    SCHEMA_VIOLATED = 12200
    BAD_CONTENT_TYPE = 12300
    QUEUE_FULL = 14207
    LABEL_TAKEN = 16025
    DOCUMENT_LOOP = 12000
    CALLBACK_FAILED = 15003


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry: what, where, about which call, when."""

    code: ProblemCode
    message: str
    url: str
    call_sid: str
    occurred_at: datetime


class DocumentFailed(Exception):
    """A document could not be fetched, read or carried out; ends the present document."""

    def __init__(self, code: ProblemCode, message: str, url: str = "") -> None:
        super().__init__(f"{code.value}: {message}")
        self.code = code
        self.message = message
        self.url = url


@dataclass(slots=True)
class ProblemList:
    """The latest problems, oldest first; at most `keeps` of them."""

    keeps: int = 1000
    entries: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.entries.append(problem)
        del self.entries[: -self.keeps]
