"""Reading request parameters, each with its rule and Twilio's error code for breaking it.

Every parameter that is not asked for is refused by name, so that a request which real Twilio might
silently ignore is seen at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from app.gateway.rest.errors import RestError, bad_param, not_supported

UNKNOWN_PARAM = 20001
_ADDRESS = re.compile(r"\+[1-9]\d{4,14}|\d{3,15}|sip:\S+@\S+|client:\S+")


class Form:
    """The parameters of one request; `finish` after the last has been read."""

    def __init__(self, params: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in params:
            self._values.setdefault(name, []).append(value)
        self._known: set[str] = set()

    def finish(self, *unsupported: str) -> None:
        """Refuse what was not read: `unsupported` names as such, others as unknown."""
        for name in self._values:
            if name in unsupported:
                raise not_supported(f"The parameter {name}")
            if name not in self._known:
                raise bad_param(UNKNOWN_PARAM, f"Unknown parameter {name}")

    def has(self, name: str) -> bool:
        self._known.add(name)
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """One value; a parameter given twice is an error."""
        if not self.has(name):
            return default
        values = self._values[name]
        if len(values) > 1:
            raise bad_param(UNKNOWN_PARAM, f"{name} must be given once")
        return values[0]

    def address(self, name: str, code: int) -> str:
        """A required telephone number, `sip:` or `client:` address."""
        value = self.text(name).strip()
        if not _ADDRESS.fullmatch(value):
            raise bad_param(code, f"The {name!r} number {value!r} is not valid")
        return value

    def url(self, name: str, code: int = 21205) -> str | None:
        """An absolute address, or None when it is absent or empty."""
        value = self.text(name)
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or " " in value:
            raise bad_param(code, f"{name} is not a valid URL: {value!r}")
        return value

    def choice(self, name: str, allowed: Iterable[str], default: str, code: int) -> str:
        value = self.text(name, default)
        if value not in (options := list(allowed)) and not (value == default == ""):
            raise bad_param(code, f"{name}={value!r} is none of {', '.join(options)}")
        return value

    def method(self, name: str, default: str = "POST") -> str:
        return self.choice(name, ("POST", "GET"), default, 21206)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in {"true", "false"}:
            raise bad_param(UNKNOWN_PARAM, f"{name}={value!r} is not true or false")
        return value == "true"

    def whole(self, name: str, default: int, at_least: int, at_most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not at_least <= int(value) <= at_most:
            raise bad_param(
                UNKNOWN_PARAM, f"{name}={value!r} is not between {at_least} and {at_most}"
            )
        return int(value)

    def words(self, name: str, allowed: frozenset[str], default: str, code: int) -> frozenset[str]:
        """A parameter given several times, or once with blanks or commas between."""
        values = self._values.get(name, [default]) if self.has(name) else [default]
        found = frozenset(" ".join(values).replace(",", " ").split())
        if unknown := found - allowed:
            raise bad_param(code, f"{name}: {', '.join(sorted(unknown))} is not an event")
        return found

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value[:10])
        except ValueError as error:
            raise RestError(400, UNKNOWN_PARAM, f"{name}={value!r} is not a date") from error
