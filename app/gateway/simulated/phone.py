"""One telephone on the line and the person holding it, following a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.core.sounds import Sound
from app.gateway.core.switch import LegId
from app.gateway.core.timeline import Timeline, Timer
from app.gateway.simulated.plans import KEY_AFTER_TALK_S, PhonePlan

KEY_GAP_S = 0.3


@dataclass(slots=True)
class Phone:
    """`press` and `hang_up` are how the phone acts on the line.

    `is_examined`: the switch was asked to find out whether a person or a machine answers.
    """

    leg: LegId
    number: str
    plan: PhonePlan
    timeline: Timeline
    press: Callable[[str], None]
    hang_up: Callable[[], None]
    is_examined: bool = False
    is_answered: bool = False
    is_with_person: bool = False
    talked_s: float = 0.0
    gathers_heard: int = 0
    heard: list[tuple[datetime, Sound]] = field(default_factory=list)
    _with_person_since: datetime | None = None
    _leave_timer: Timer | None = None
    _timers: list[Timer] = field(default_factory=list)

    def begin(self) -> None:
        """The person is on the line: as a caller from the first ring, as called once answered."""
        if self.plan.hangs_up_after_s is not None:
            self._timers.append(self.timeline.call_in(self.plan.hangs_up_after_s, self.hang_up))
        self._plan_leaving(self.plan.patience_s)

    def answer(self) -> None:
        """The line is open."""
        self.is_answered = True
        self._press_planned(None)

    def hear_gather(self) -> None:
        """The line listens for keys once more."""
        self.gathers_heard += 1
        self._press_planned(self.gathers_heard)
        if self.plan.key_after_talk and self.talked_s > 0 and not self.is_with_person:
            self._press_later(self.plan.key_after_talk, KEY_AFTER_TALK_S)

    def meet_person(self, *, is_with_person: bool) -> None:
        """Another person can be heard, or no longer."""
        if is_with_person is self.is_with_person:
            return
        self.is_with_person = is_with_person
        now = self.timeline.now
        if is_with_person:
            self._with_person_since = now
            left_s = None if self.plan.talk_s is None else max(0, self.plan.talk_s - self.talked_s)
            self._plan_leaving(left_s)
        else:
            self.talked_s = self._talked_until(now)
            self._with_person_since = None
            self._plan_leaving(self.plan.patience_s)

    def count_talked_s(self) -> float:
        """Seconds together with another person so far."""
        return self._talked_until(self.timeline.now)

    def stop(self) -> None:
        """The line is gone: nothing planned happens any more."""
        for timer in self._timers:
            timer.cancel()
        self._plan_leaving(None)

    def _talked_until(self, now: datetime) -> float:
        since = self._with_person_since
        return self.talked_s + ((now - since).total_seconds() if since is not None else 0.0)

    def _plan_leaving(self, delay_s: float | None) -> None:
        if self._leave_timer is not None:
            self._leave_timer.cancel()
        self._leave_timer = None
        if delay_s is not None:
            self._leave_timer = self.timeline.call_in(delay_s, self.hang_up)

    def _press_planned(self, gather: int | None) -> None:
        for planned in self.plan.keys:
            if planned.gather == gather:
                for place, key in enumerate(planned.keys):
                    self._press_later(key, planned.after_s + place * KEY_GAP_S)

    def _press_later(self, key: str, delay_s: float) -> None:
        self._timers.append(self.timeline.call_in(delay_s, lambda: self.press(key)))
