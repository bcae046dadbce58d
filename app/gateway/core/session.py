"""Runs one leg's script: hands it signals and interrupts, never two at a time.

A script is a generator; nesting and clean-up are Python's own (`yield from`, `finally`).  Signals
go through the timeline, so that a script is never entered from within another one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.gateway.core.addresses import Source
from app.gateway.core.exchange import Exchange
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.records import Call
from app.gateway.core.signals import (
    CallEnded,
    Fetched,
    HangupAsked,
    Interrupt,
    Script,
    Signal,
    TimeUp,
)
from app.gateway.core.timeline import Timer
from app.gateway.core.twiml import Verb
from app.gateway.core.voice_params import list_voice_params

DOCUMENTS_PER_SECOND = 100


class Performer(Protocol):
    """Carries out documents: what a verb may ask of whoever called it."""

    def follow(
        self, session: Session, first: Source, allowed: frozenset[type[Verb]]
    ) -> Script[None]:
        """The document at `first` and those it leads to, until one runs out."""
        ...

    def run_leg(self, session: Session, opening: Script[None]) -> Script[None]:
        """A leg's whole script, beginning with `opening`: obeys diversions and the fallback."""
        ...


class Session:
    """The conversation between one leg and the application's documents."""

    def __init__(
        self,
        exchange: Exchange,
        call: Call,
        performer: Performer,
        on_script_end: Callable[[], None],
    ) -> None:
        self.exchange = exchange
        self.performer = performer
        self.call = call
        self._on_script_end = on_script_end
        self._script: Script[None] | None = None
        self.has_begun = False
        self._is_running = False
        self._window_began_at = exchange.now
        self._documents_in_window = 0

    def prepare(self, script: Script[None]) -> None:
        """Keep the script that is to run once there is somebody to talk to."""
        self._script = script

    def begin(self) -> None:
        """Run the prepared script to its first wait."""
        script = self._script
        if script is not None and not self.has_begun:
            self.has_begun = True
            self._step(lambda: next(script))

    def post(self, signal: Signal) -> None:
        """Hand over `signal` as soon as whatever runs now has come to rest."""
        self.exchange.timeline.soon(lambda: self._send(signal))

    def interrupt(self, interrupt: Interrupt, is_still_wanted: Callable[[], bool]) -> None:
        """Break off the script, unless by then it is no longer wanted."""
        self.exchange.timeline.soon(lambda: self._throw(interrupt) if is_still_wanted() else None)

    def end(self) -> None:
        """The leg is gone: let the script clean up now, or once it has come to rest."""
        if self._is_running:
            self.exchange.timeline.soon(lambda: self._throw(CallEnded()))
        else:
            self._throw(CallEnded())

    def count_document(self, url: str) -> None:
        """Refuse a call whose documents lead to each other without anything heard in between."""
        if (self.exchange.now - self._window_began_at).total_seconds() >= 1:
            self._window_began_at, self._documents_in_window = self.exchange.now, 0
        self._documents_in_window += 1
        if self._documents_in_window > DOCUMENTS_PER_SECOND:
            raise DocumentFailed(ProblemCode.DOCUMENT_LOOP, "documents lead to each other", url)

    def start_timer(self, delay_s: float) -> tuple[int, Timer]:
        """A TimeUp signal with the returned number follows in `delay_s`, unless cancelled."""
        number = self.exchange.next_number()
        return number, self.exchange.timeline.call_in(delay_s, lambda: self._send(TimeUp(number)))

    def request(self, source: Source, url: str) -> int:
        """Ask the application for the document at `url`; a Fetched signal follows."""
        number = self.exchange.next_number()
        params = [*list_voice_params(self.exchange.account, self.call), *source.params]
        self.exchange.office.request_document(
            source.method, url, params, lambda outcome: self._send(Fetched(number, outcome))
        )
        return number

    def _send(self, signal: Signal) -> None:
        script = self._script
        if script is not None:
            self._step(lambda: script.send(signal))

    def _throw(self, interrupt: Interrupt) -> None:
        script = self._script
        if script is not None:
            self._step(lambda: script.throw(interrupt))

    def _step(self, move: Callable[[], None]) -> None:
        self._is_running = True
        try:
            move()
        except (StopIteration, HangupAsked):
            self._script = None
            self._on_script_end()
        except CallEnded:
            self._script = None
        except DocumentFailed as failed:
            self._script = None
            self.exchange.note_problem(failed.code, failed.message, failed.url, self.call.sid)
            self._on_script_end()
        finally:
            self._is_running = False
