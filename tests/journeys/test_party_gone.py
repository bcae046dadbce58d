"""The hotline does what each row of the table of who is gone says: the cases come from the table.

Each is tried on rows that real calls have left, in a transaction that is then undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product

import pytest
from sqlalchemy import func, select

from app.hotline.calls.line_actions import LINE_END, Loss, lose, name_party, name_stage
from app.hotline.calls.models import Leg
from app.hotline.calls.outside import Target
from app.hotline.calls.queries import list_live_legs
from app.hotline.calls.talking.gone import RULES, Consequence, Party, Reason, Stage
from app.hotline.calls.talking.supervise_actions import SupervisorPresence
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Deadline
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.event_log import Event
from app.kit.storage.outbox import Outbox
from routing.model import MISSED
from tests.journeys.cast import BO, SILENT, TASHI, Hotline, caller
from tests.journeys.people import (
    LAWYER,
    STAYS,
    break_line,
    call_outside,
    consult,
    hang_up,
    start_talk,
    supervise,
    transfer,
)
from tests.journeys.test_callbacks import book
from tests.journeys.test_closed import SPEAKS, close
from tests.journeys.test_interpreted import RULES as INTERPRETED
from tests.journeys.test_interpreted import ring

BOSS = "+8613900000021"
TOLD_ALONE = {Party.CALLED_BACK, Party.FIRST_CALL, Party.RUNG}
"""Whom the rows of a leg do not tell: whoever hears of them says it."""


def ask(hotline: Hotline) -> None:
    hotline.ring_in(caller(None, patience_s=600))
    hotline.run(1)


def find_closed(hotline: Hotline) -> None:
    close(hotline)
    hotline.ring_in(SPEAKS)
    hotline.run(12)


def wait(hotline: Hotline) -> None:
    hotline.ring_in(caller(BO))
    hotline.run(10)


def be_offered(hotline: Hotline) -> None:
    hotline.staff(phone=SILENT)
    wait(hotline)


def be_owed(hotline: Hotline) -> None:
    book(hotline)


def be_rung_back(hotline: Hotline) -> None:
    hotline.make_ready(book(hotline))
    hotline.run(7)


def talk(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    supervise(
        hotline,
        hotline.staff(BOSS, ("zh",), phone=STAYS, is_ready=False),
        SupervisorPresence.LISTEN,
    )
    transfer(hotline, seat="lawyer")
    hotline.run(20)


def be_interpreted(hotline: Hotline) -> None:
    ring(hotline)
    hotline.run(60)


def lose_the_lawyer(hotline: Hotline) -> None:
    be_interpreted(hotline)
    hotline.world.gateway.switch.plans[LAWYER] = SILENT
    break_line(hotline, LAWYER)


def be_advised(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    consult(hotline, seat="lawyer")
    hotline.run(15)


def talk_with_the_centre(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.world.gateway.switch.plans["12345"] = STAYS
    call_outside(hotline, Target.GOVERNMENT)
    hotline.run(5)


def wrap_up(hotline: Hotline) -> None:
    talk_with_the_centre(hotline)
    hang_up(hotline, TASHI)
    hotline.run(1)


@dataclass(frozen=True, slots=True)
class World:
    """How a contact comes to a stage, and the role of each party's leg there (the newest)."""

    begin: Callable[[Hotline], None]
    legs: dict[Party, str]


CALLERS = dict.fromkeys((Party.CALLER, Party.CALLED_BACK, Party.FIRST_CALL), "caller")
WORLDS: dict[Stage, list[World]] = {
    Stage.ASKING: [World(ask, CALLERS)],
    Stage.CLOSED: [World(find_closed, CALLERS)],
    Stage.WAITING: [World(wait, CALLERS)],
    Stage.OFFERED: [World(be_offered, {**CALLERS, Party.RUNG: "agent", Party.FORMER: "agent"})],
    Stage.OWED: [World(be_owed, {Party.CALLED_BACK: "caller", Party.FIRST_CALL: "caller"})],
    Stage.RUNG_BACK: [World(be_rung_back, CALLERS)],
    Stage.TALK: [
        World(talk, {**CALLERS, Party.AGENT: "agent", Party.SUPERVISOR: "supervisor"}),
        World(be_interpreted, {Party.INTERPRETER: "interpreter"}),
    ],
    Stage.HALF: [World(lose_the_lawyer, {**CALLERS, Party.AGENT: "interpreter"})],
    Stage.ADVISED: [World(be_advised, {**CALLERS, Party.AGENT: "agent", Party.ADVISER: "adviser"})],
    Stage.OUTSIDE_IN: [
        World(talk_with_the_centre, {**CALLERS, Party.AGENT: "agent", Party.OUTSIDE: "outside"})
    ],
    Stage.AFTER: [World(wrap_up, {**CALLERS, Party.FORMER: "agent", Party.OUTSIDE: "outside"})],
}
Case = tuple[Party, Stage, Reason, Consequence]


def list_cases() -> Iterator[Case]:
    """Every case of the table that a world has."""
    for rule in RULES:
        for party, stage, reason in product(rule.parties, rule.stages, rule.reasons):
            if any(party in world.legs for world in WORLDS[stage]):
                yield party, stage, reason, rule.consequence


CASES = list(list_cases())
LEAVES = {
    Consequence.NOTHING: set(),
    Consequence.ASK: {LINE_END.name},
    Consequence.FETCH: {"bring_caller_in"},
    Consequence.PUT_DOWN: {"caller_hung_up"},
    Consequence.AWAIT_MESSAGE: {"message_awaited"},
    Consequence.HANG_UP: {"caller_hung_up"},
    Consequence.END_CONTACT: {"contact_moved"},
    Consequence.END_TALK: {"contact_moved"},
    Consequence.TRY_LATER: {"callback_missed"},
    Consequence.FAIL_OFFER: {"offer_closed"},
    Consequence.RING_AGAIN: {"agent_line_broke", "contact_moved"},
    Consequence.HOLD: {"interpreter_lost", "caller_held"},
    Consequence.GIVE_BACK: {"advice_ended"},
    Consequence.HAND_OVER: {"handed_over"},
    Consequence.LEAVE_TO_OUTSIDE: {"passed_on"},
    Consequence.OUTSIDE_OVER: {"outside_ended"},
}
"""What each consequence leaves behind: facts, effects, deadlines by their kinds."""


class Undone(Exception):
    """Nothing of it is kept."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Stage, list[Hotline]]]:
    opened: dict[Stage, list[Hotline]] = {}
    for stage, places in WORLDS.items():
        for world in places:
            rules = INTERPRETED if world.begin in (be_interpreted, lose_the_lawyer) else {}
            hotline = Hotline.open(tmp_path_factory.mktemp("gone"), **rules)
            hotline.prover.stop()
            world.begin(hotline)
            opened.setdefault(stage, []).append(hotline)
    yield opened
    for each in opened.values():
        for hotline in each:
            hotline.world.close()


def test_every_row_of_the_table_is_tried() -> None:
    tried = {case[:3] for case in CASES}
    left = [
        rule.why
        for rule in RULES
        if not tried & set(product(rule.parties, rule.stages, rule.reasons))
    ]
    assert left == ["they are on the line by the later call"], "tests/journeys/test_late.py"


@pytest.mark.parametrize(
    ("party", "stage", "reason", "consequence"), CASES, ids=lambda word: str(word).replace(" ", "-")
)
def test_it_is_done_as_the_table_says(
    worlds: dict[Stage, list[Hotline]],
    party: Party,
    stage: Stage,
    reason: Reason,
    consequence: Consequence,
) -> None:
    index = next(i for i, world in enumerate(WORLDS[stage]) if party in world.legs)
    hotline, role = worlds[stage][index], WORLDS[stage][index].legs[party]
    with undoing(hotline) as work:
        loss = find_loss(work, role)
        assert name_stage(loss) is stage
        if party not in TOLD_ALONE:
            assert name_party(loss) is party
        before = find_borders(work)
        lose(loss, reason, party)
        work.uow.write_facts()
        work.uow.write_effects(None)
        left = list_left(work, before)
    assert LEAVES[consequence] <= left
    assert consequence is not Consequence.NOTHING or not left


@contextmanager
def undoing(hotline: Hotline) -> Iterator[RoutingWork]:
    """A routing transaction of which nothing is kept."""
    with suppress(Undone), hotline.world.services.router.write() as work:
        yield work
        raise Undone


def find_loss(work: RoutingWork, role: str) -> Loss:
    session = work.uow.session
    legs = select(Leg).where(Leg.contact_id == 1, Leg.role == role).order_by(Leg.id.desc())
    leg = session.scalars(legs).first()
    assert leg is not None
    live = list_live_legs(session, 1)
    return Loss(work, session.get_one(Contact, 1), leg, live, failure=MISSED)


def find_borders(work: RoutingWork) -> list[int]:
    tables = (Event, Outbox, Deadline)
    return [work.uow.session.scalar(select(func.max(each.id))) or 0 for each in tables]


def list_left(work: RoutingWork, before: list[int]) -> set[str]:
    left: set[str] = set()
    for table, border in zip((Event, Outbox, Deadline), before, strict=True):
        left |= set(work.uow.session.scalars(select(table.kind).where(table.id > border)))
    return left
