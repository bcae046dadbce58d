"""A robot at a console that only writes down what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from app.gateway.simulated.plans import NEVER_ANSWERS, PhonePlan
from app.kit.errors import Refused
from app.rehearsal.replay.mapping import AgentGroup, Manners
from app.rehearsal.replay.robots import ConsoleView, Robot, RobotShift
from app.rehearsal.replay.rota import find_duty


@dataclass
class FakeConsole:
    """Shows `view`; refuses what comes too late when told so."""

    view: ConsoleView = field(default_factory=lambda: ConsoleView("offline"))
    asked: list[str] = field(default_factory=list)
    refuses: bool = False

    def look(self) -> ConsoleView:
        return self.view

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.refuses:
            raise Refused("too_late")

    def sign_in(self) -> None:
        self._ask("sign in")
        self.view = ConsoleView("not_ready", "signed_in")

    def sign_out(self) -> None:
        self._ask("sign out")

    def set_ready(self) -> None:
        self._ask("ready")

    def set_not_ready(self, reason: str) -> None:
        self._ask(f"not ready: {reason}")

    def accept(self, offer_id: int) -> None:
        self._ask(f"accept {offer_id}")

    def end_talk(self, contact_id: int) -> None:
        self._ask(f"end {contact_id}")

    def finish(self, contact_id: int) -> None:
        self._ask(f"finish {contact_id}")


@dataclass
class Office:
    """A robot with its console, its telephone and a heap of things to do later."""

    console: FakeConsole = field(default_factory=FakeConsole)
    plans: list[PhonePlan] = field(default_factory=list)
    later: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def hire(self, **manners: float) -> Robot:
        return Robot(
            console=self.console,
            set_phone=self.plans.append,
            later=lambda _since_at, delay_s, act: self.later.append((delay_s, act)),
            manners=Manners(**manners),
            chance=Random(1),
        )

    def do_all(self) -> None:
        while self.later:
            self.later.pop(0)[1]()


def test_coming_on_duty_means_signing_in_and_getting_ready() -> None:
    office = Office()
    office.hire().take_duty(RobotShift.ON)
    office.do_all()
    assert office.console.asked == ["sign in", "ready"]
    assert office.plans


def test_a_ring_is_accepted_on_the_console_once_after_picking_up() -> None:
    office = Office()
    robot = office.hire(console_share=1.0, miss_share=0.0)
    robot.take_duty(RobotShift.ON)
    office.do_all()
    office.console.view = ConsoleView("offered", offer_id=5)
    robot.look()
    robot.look()
    assert len(office.later) == 1
    picked_up_s = office.plans[-1].answers_after_s
    assert picked_up_s is not None
    assert office.later[0][0] > picked_up_s
    office.do_all()
    assert office.console.asked[-1] == "accept 5"


def test_who_answers_by_key_touches_no_console() -> None:
    office = Office()
    robot = office.hire(console_share=0.0, miss_share=0.0)
    robot.take_duty(RobotShift.ON)
    assert office.plans[-1].keys[0].keys == "1"
    office.do_all()
    office.console.view = ConsoleView("offered", offer_id=5)
    robot.look()
    assert office.later == []


def test_a_missed_ring_is_followed_by_coming_back() -> None:
    office = Office()
    robot = office.hire(miss_share=1.0)
    robot.take_duty(RobotShift.ON)
    assert office.plans[-1] == NEVER_ANSWERS
    office.do_all()
    office.console.view = ConsoleView("offered", offer_id=5)
    robot.look()
    office.console.view = ConsoleView("not_ready", "missed")
    robot.look()
    office.do_all()
    assert office.console.asked[-1] == "ready"


def test_after_the_talk_the_ticket_is_closed() -> None:
    office = Office()
    robot = office.hire()
    robot.take_duty(RobotShift.ON)
    office.do_all()
    office.console.view = ConsoleView("wrapping_up", contact_id=9)
    robot.look()
    office.do_all()
    assert office.console.asked[-1] == "finish 9"


def test_coming_too_late_is_no_trouble() -> None:
    office = Office()
    robot = office.hire(console_share=1.0, miss_share=0.0)
    robot.take_duty(RobotShift.ON)
    office.console.refuses = True
    office.console.view = ConsoleView("offered", offer_id=5)
    robot.look()
    office.do_all()
    assert "accept 5" in office.console.asked


def test_a_break_waits_for_the_present_work() -> None:
    office = Office()
    robot = office.hire()
    robot.take_duty(RobotShift.ON)
    office.do_all()
    office.console.view = ConsoleView("engaged", contact_id=3)
    robot.take_duty(RobotShift.BREAK)
    assert "not ready: break" not in office.console.asked
    office.console.view = ConsoleView("ready")
    robot.look()
    assert office.console.asked[-1] == "not ready: break"


@pytest.mark.parametrize(
    ("half_hour", "duty"),
    [
        (0, RobotShift.OFF),
        (1, RobotShift.ON),
        (2, RobotShift.BREAK),
        (3, RobotShift.ON),
        (4, RobotShift.OFF),
    ],
)
def test_a_short_gap_in_the_rota_is_a_break_a_long_one_the_way_home(
    half_hour: int, duty: RobotShift
) -> None:
    group = AgentGroup("agents", ("zh",), (0, 1, 0, 1, *[0] * 44))
    assert find_duty(group, 0, half_hour) is duty
