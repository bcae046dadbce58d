"""Kinds of effect: each is declared once, by a constant in the feature that owes it, with what its
rows carry, who performs it, how often it is tried and what a person does when it was given up.

A row carries ids and codes only.  It is checked when it is written, and read by the same
declaration: what another version of the program has put in beside is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.kit.errors import HotlineError
from app.kit.storage.named import fill_in
from app.kit.storage.outbox import Lane


class EffectRefused(HotlineError):
    """What was to be owed is not as its kind is declared; tells kind and fields, never values."""

    code = "effect_refused"


class Remedy(StrEnum):
    """What somebody has to see to when an effect was given up."""

    LOOK_AT_TALK = "look_at_talk"
    CLOSE_LINES = "close_lines"
    CHECK_RECORDING = "check_recording"
    REACH_PERSON = "reach_person"
    NOTHING_LOST = "nothing_lost"
    TELL_12345 = "tell_12345"
    TRY_AGAIN = "try_again"
    READ_AGAIN = "read_again"


class Payload(BaseModel):
    """What a row carries beside its contact; nothing more by itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Code = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_]*$")]
"""A code of ours or an id at the carrier."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`tries` in all; the pause doubles from `first_pause_s` up to `longest_pause_s`."""

    tries: int
    first_pause_s: float
    longest_pause_s: float

    def find_pause(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts (1 or more) that failed."""
        pause_s = self.first_pause_s * 2.0 ** min(attempts - 1, 20)
        return timedelta(seconds=min(pause_s, self.longest_pause_s))


PACES = {
    Lane.CALL: Pace(tries=5, first_pause_s=2.0, longest_pause_s=2.0),
    Lane.SLOW: Pace(tries=16, first_pause_s=15.0, longest_pause_s=3600.0),
}
"""Call control is tried for about ten seconds: somebody is on the line.  What may come late is
tried for about ten hours."""


class Performable(Protocol):
    """An effect as its performer needs it."""

    @property
    def contact_id(self) -> int | None: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


P = TypeVar("P", bound=Payload)


class EffectKind(Generic[P]):
    """`performed_by`: the function, by its full name.  Its parameters are parts of the process by
    their names, `effect`, `contact_id`, or fields of the payload."""

    def __init__(
        self,
        name: str,
        payload: type[P],
        *,
        performed_by: str,
        if_given_up: Remedy,
        lane: Lane = Lane.CALL,
    ) -> None:
        if name in EFFECTS:
            raise AssertionError(f"two effects are called {name}")
        self.name, self.payload, self.performed_by = name, payload, performed_by
        self.if_given_up, self.lane, self.pace = if_given_up, lane, PACES[lane]
        EFFECTS[name] = self

    def write(self, payload: Mapping[str, object]) -> dict[str, Any]:
        """The payload as a row keeps it; raises EffectRefused for what is not declared so."""
        unknown = payload.keys() - self.payload.model_fields.keys()
        if unknown:
            raise EffectRefused(kind=self.name, fields=sorted(unknown), reason="undeclared_field")
        try:
            return self.payload.model_validate(payload, strict=True).model_dump()
        except ValidationError as error:
            fields = sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]})
            raise EffectRefused(kind=self.name, fields=fields, reason="bad_payload") from None

    def read(self, effect: Performable) -> P:
        """What the row carries; raises EffectRefused when something lacks."""
        try:
            return self.payload.model_validate(effect.payload)
        except ValidationError:
            raise EffectRefused(kind=self.name, reason="unreadable") from None

    def bind(self, means: Mapping[str, object]) -> Callable[[Any], object]:
        """The performer with what it needs of the process."""
        performer, asked = fill_in(self.performed_by, means)

        def perform(effect: Performable) -> object:
            carried = self.read(effect)
            occasion = {"effect": effect, "contact_id": effect.contact_id}
            return performer(**{name: _find(name, occasion, carried) for name in asked})

        return perform


def _find(name: str, occasion: Mapping[str, object], carried: Payload) -> object:
    return occasion[name] if name in occasion else getattr(carried, name)


EFFECTS: dict[str, EffectKind[Any]] = {}
"""Every kind that was declared by what is imported so far, by name (`app.run.registers`: all)."""
