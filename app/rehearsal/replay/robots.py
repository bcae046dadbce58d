"""Robot agents who answer like people: ring, pick up, press 1 or accept, talk, wrap up.

A robot knows only what its console shows and its telephone does.  It never looks at the time or
the database: what it does later is handed to `later`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Protocol

from app.gateway.simulated.plans import NEVER_ANSWERS, KeyPress, PhonePlan
from app.kit.errors import Refused
from app.rehearsal.replay.mapping import Manners

KEY_AFTER_S = 1.5
LONGEST_PICK_UP_S = 6.0
CONSOLE_AFTER_PICK_UP_S = 1.5


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """What a console shows its agent: state and since when, the offer or contact it is about."""

    state: str
    reason: str = ""
    offer_id: int | None = None
    contact_id: int | None = None
    since_at: datetime | None = None


class Console(Protocol):
    """What an agent can do.  Every verb raises Refused when it comes too late."""

    def look(self) -> ConsoleView:
        """The present view."""
        ...

    def sign_in(self) -> None: ...

    def sign_out(self) -> None: ...

    def set_ready(self) -> None: ...

    def set_not_ready(self, reason: str) -> None: ...

    def accept(self, offer_id: int) -> None: ...

    def end_talk(self, contact_id: int) -> None:
        """Say goodbye first: who stays on the line is asked how it was."""
        ...

    def finish(self, contact_id: int) -> None:
        """Close the ticket and end the wrap-up."""
        ...


class RobotShift(StrEnum):
    """What the rota wants of an agent."""

    ON = "on"
    BREAK = "break"
    OFF = "off"


Later = Callable[[datetime | None, float, Callable[[], None]], None]
"""(since when, seconds after that, what to do): counted from what happened, not from our look at
it, so that a slow look makes nobody slow.  None is now."""
SetPhone = Callable[[PhonePlan], None]


@dataclass(slots=True)
class Robot:
    """One agent.  `set_phone` plans what the telephone does at its next ring; `talk` is what the
    robot does besides once it is engaged with a contact."""

    console: Console
    set_phone: SetPhone
    later: Later
    manners: Manners
    chance: Random
    talk: Callable[[int], None] = lambda _contact_id: None
    duty: RobotShift = RobotShift.OFF
    _accepts_on_console: bool = False
    _pick_up_s: float = 0.0
    _seen: tuple[str, int | None] = field(default=("offline", None))

    def take_duty(self, duty: RobotShift) -> None:
        """The rota's wish: come, pause, or go home after the present work."""
        if duty is self.duty:
            return
        self.duty = duty
        match duty:
            case RobotShift.ON:
                self._seen = ("offline", None)
                self._prepare_phone()
                self.console.sign_in()
            case RobotShift.OFF:
                self.console.sign_out()
            case RobotShift.BREAK:
                pass
        self.look()

    def look(self) -> None:
        """Look at the console and do what a person would; looking twice changes nothing."""
        view = self.console.look()
        seen = (view.state, view.offer_id if view.state == "offered" else view.contact_id)
        if view.state == "ready" and self.duty is RobotShift.BREAK:
            self._try(lambda: self.console.set_not_ready("break"))
            return
        if seen == self._seen:
            return
        self._seen = seen
        self._respond(view)

    def _respond(self, view: ConsoleView) -> None:
        match view.state:
            case "offered" if self._accepts_on_console and view.offer_id is not None:
                self._accept_later(view.since_at, view.offer_id)
            case "engaged" if view.contact_id is not None:
                self.talk(view.contact_id)
            case "wrapping_up" if view.contact_id is not None:
                self._prepare_phone()
                self._finish_later(view.since_at, view.contact_id)
            case "not_ready" if self.duty is RobotShift.ON:
                self._prepare_phone()
                self._come_back_later(view.reason)
            case "ready":
                self._prepare_phone()
            case "offline" if self.duty is RobotShift.ON:
                self.later(None, 1.0, self._come_again)

    def _prepare_phone(self) -> None:
        """Draw how the next ring is answered: how fast, by key or on the console, or not."""
        manners, chance = self.manners, self.chance
        self._accepts_on_console = chance.random() < manners.console_share
        self._pick_up_s = min(chance.gammavariate(4, manners.pick_up_s / 4), LONGEST_PICK_UP_S)
        if chance.random() < manners.miss_share:
            self._accepts_on_console = False
            self.set_phone(NEVER_ANSWERS)
            return
        keys = () if self._accepts_on_console else (KeyPress("1", KEY_AFTER_S),)
        self.set_phone(PhonePlan(answers_after_s=self._pick_up_s, keys=keys))

    def _accept_later(self, since_at: datetime | None, offer_id: int) -> None:
        delay_s = self._pick_up_s + CONSOLE_AFTER_PICK_UP_S
        self.later(since_at, delay_s, lambda: self._try(lambda: self.console.accept(offer_id)))

    def _finish_later(self, since_at: datetime | None, contact_id: int) -> None:
        delay_s = self.chance.gammavariate(2, self.manners.wrap_up_s / 2)
        self.later(since_at, delay_s, lambda: self._try(lambda: self.console.finish(contact_id)))

    def _come_back_later(self, reason: str) -> None:
        mean_s = self.manners.back_after_s if reason != "signed_in" else 2.0
        self.later(None, self.chance.gammavariate(2, mean_s / 2), self._come_back)

    def _come_back(self) -> None:
        if self.duty is RobotShift.ON:
            self._try(self.console.set_ready)

    def _come_again(self) -> None:
        """The rota changed its mind before the work was done: sign in once more."""
        if self.duty is RobotShift.ON:
            self.console.sign_in()

    def _try(self, act: Callable[[], None]) -> None:
        """A person who comes too late is told so and goes on."""
        with suppress(Refused):
            act()
