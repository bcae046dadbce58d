"""What the logs never say: tokens, telephone numbers, what somebody asked for in an address; and
what they say once: a fault that comes ten thousand times is one line and a count.

A crash prints whatever it stumbled over; so every line is masked as a whole, traces included,
whoever writes it (the server's access log too, where somebody turns it on).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

MASK = "…"
_SECRETS = (
    re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])"),  # tokens of ours
    re.compile(r"(?<![\w-])[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}"),  # signed cookies and passes
    re.compile(r"(?<![\w.+-])\+?\d{8,15}(?![\w.-])"),  # telephone numbers
    re.compile(r"(?<=DETAIL:).*"),  # PostgreSQL repeats the row that it refuses
    re.compile(r"(?<=Query Params: ).*"),  # the carrier's library, where it says all it can
)
_QUERY = re.compile(rf"(?<=[\w/{MASK}])\?[^\s\"'<>]+")
_VARYING = re.compile(r"[0-9a-f]{8,}|\d+")
SERVERS = ("", "uvicorn", "uvicorn.error", "uvicorn.access")
TALKATIVE = ("twilio.http_client",)
"""Libraries that tell each request in a dozen lines."""
REPEATED_WITHIN_S = 60.0
MOST_KINDS = 500
"""So many different faults are told apart at once; beyond that the oldest is forgotten."""


def mask(text: str) -> str:
    """The text without what could name a person or open something."""
    for secret in _SECRETS:
        text = secret.sub(MASK, text)
    return _QUERY.sub(f"?{MASK}", text)


class Masking(logging.Formatter):
    """Writes as `inner` does, masked."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """One entry with its trace."""
        return mask(self._inner.format(record))


@dataclass(slots=True)
class _Kind:
    """A fault that was written at `since` and has come `more` times after that."""

    since: float
    first: logging.LogRecord
    more: int = 0


@dataclass(slots=True)
class Repeats:
    """A filter of a handler: of warnings and faults that are alike one in a minute is written,
    and after the minute how many more there were."""

    handler: logging.Handler
    _kinds: dict[tuple[object, ...], _Kind] = field(default_factory=dict)

    def filter(self, record: logging.LogRecord) -> bool:
        """Called under the handler's lock or not: a count may be one off, never a line lost."""
        if hasattr(record, "counts"):
            return True
        self._write_counts(record.created)
        if record.levelno < logging.WARNING:
            return True
        key = _name_kind(record)
        known = self._kinds.get(key)
        if known is not None:
            known.more += 1
            return False
        while len(self._kinds) >= MOST_KINDS:
            self._kinds.pop(next(iter(self._kinds)), None)
        self._kinds[key] = _Kind(record.created, record)
        return True

    def _write_counts(self, now: float) -> None:
        over = [key for key, kind in self._kinds.items() if now - kind.since >= REPEATED_WITHIN_S]
        for key in over:
            kind = self._kinds.pop(key, None)
            if kind is not None and kind.more:
                self.handler.handle(_count(kind))


def _count(kind: _Kind) -> logging.LogRecord:
    first = kind.first
    text = f"{first.getMessage()} (and {kind.more} more like it within a minute)"
    record = logging.LogRecord(first.name, first.levelno, first.pathname, 0, text, (), None)
    record.counts = kind.more
    return record


def _name_kind(record: logging.LogRecord) -> tuple[object, ...]:
    """Alike are those from one place with one fault, whatever ids they carry."""
    if record.exc_info and record.exc_info[0] is not None:
        trace = record.exc_info[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        raised = None if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        return (record.name, record.msg, record.exc_info[0].__name__, raised)
    return (record.name, record.levelno, _VARYING.sub("#", record.getMessage()))


def mask_logs(level: str = "INFO") -> None:
    """Mask and count what this process logs from now on, by the handlers that are there or a first
    one."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    for name in SERVERS:
        for handler in logging.getLogger(name).handlers:
            if not isinstance(handler.formatter, Masking):
                handler.setFormatter(Masking(handler.formatter or logging.Formatter()))
                handler.addFilter(Repeats(handler))
