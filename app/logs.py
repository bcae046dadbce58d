"""What the logs never say: tokens, telephone numbers, what somebody asked for in an address.

A crash prints whatever it stumbled over; so every line is masked as a whole, traces included,
whoever writes it (the server's access log too, where somebody turns it on).
"""

from __future__ import annotations

import logging
import re

MASK = "…"
_SECRETS = (
    re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])"),  # tokens of ours
    re.compile(r"(?<![\w-])[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}"),  # signed cookies and passes
    re.compile(r"(?<![\w.+-])\+?\d{8,15}(?![\w.-])"),  # telephone numbers
    re.compile(r"(?<=DETAIL:).*"),  # PostgreSQL repeats the row that it refuses
)
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'<>]+")
SERVERS = ("", "uvicorn", "uvicorn.error", "uvicorn.access")


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


def mask_logs(level: str = "INFO") -> None:
    """Mask what this process logs from now on, by the handlers that are there or a first one."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for name in SERVERS:
        for handler in logging.getLogger(name).handlers:
            if not isinstance(handler.formatter, Masking):
                handler.setFormatter(Masking(handler.formatter or logging.Formatter()))
