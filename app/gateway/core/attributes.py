"""Reading one TwiML element's attributes, each with its default and its error (12200)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.twiml_grammar import ATTRIBUTES


class Attributes:
    """The attributes of `element` in the document at `where`."""

    def __init__(self, element: ET.Element, where: str) -> None:
        self._element = element
        self.where = where

    def refuse_unknown(self) -> None:
        for name in self._element.attrib:
            if name not in ATTRIBUTES[self._element.tag]:
                raise self.bad(f"the attribute {name} is not supported")

    def bad(self, message: str) -> DocumentFailed:
        """The error to raise about this element."""
        return DocumentFailed(
            ProblemCode.SCHEMA_VIOLATED, f"<{self._element.tag}>: {message}", self.where
        )

    def get(self, name: str, default: str) -> str:
        return self._element.get(name, default)

    def text(self, name: str) -> str:
        return self._element.get(name, "").strip()

    def optional(self, name: str) -> str | None:
        value = self._element.get(name)
        return None if value is None else value.strip()

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self._element.get(name, default)
        if value not in allowed:
            raise self.bad(f"{name}={value!r} is none of {', '.join(allowed)}")
        return value

    def method(self, name: str) -> str:
        return self.choice(name, "POST", ("POST", "GET"))

    def flag(self, name: str, *, default: bool) -> bool:
        return self.choice(name, "true" if default else "false", ("true", "false")) == "true"

    def whole(self, name: str, default: int, *, at_least: int) -> int:
        value = self._element.get(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or int(value) < at_least:
            raise self.bad(f"{name}={value!r} is not a whole number of at least {at_least}")
        return int(value)

    def times(self, name: str) -> int | None:
        """How often to play; None for ever (written as 0)."""
        return self.whole(name, 1, at_least=0) or None

    def words(
        self, name: str, allowed: frozenset[str], *, default: str = "completed"
    ) -> frozenset[str]:
        """Words parted by blanks (or commas, which Twilio accepts as well)."""
        found = frozenset(self._element.get(name, default).replace(",", " ").split())
        if unknown := found - allowed:
            raise self.bad(f"{name}: {', '.join(sorted(unknown))} is no event")
        return found
