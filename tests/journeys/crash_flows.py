"""Journeys in which the process may be killed at any commit, and what must hold of each after it.

Whoever clicked when the process died sees that nothing happened and clicks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.outside import Target
from app.hotline.calls.talking import advice_actions, transfer_actions
from app.hotline.calls.talking.talk_actions import hold_caller
from app.hotline.dispatch.actions import set_ready
from app.hotline.opening.actions import close_by_hand
from app.kit.errors import HotlineError
from tests.journeys.cast import BO, TASHI, Hotline, caller
from tests.journeys.crashing import CrashingWorld, KillAt, Killed, make_crashing
from tests.journeys.people import LAWYER, PEMA, act, hang_up, is_on_line, phone

RULES = {"wrap_up_s": 5.0, "transfer_wrap_up_s": 5.0, "longest_wait_s": None}
PICKS_UP = PhonePlan(answers_after_s=4, keys=(KeyPress("1", 3.0),), talk_s=20)
TAKES_CALLBACK = PhonePlan(
    keys=(KeyPress(BO, 1.0), KeyPress("1", 12.0, gather=2)), patience_s=None, talk_s=20
)
SPEAKS = PhonePlan(keys=caller(BO).keys, message_s=12, patience_s=None, hangs_up_after_s=40)


def click(hotline: Hotline, use: Callable[..., Any], *args: Any, **options: Any) -> None:
    """Somebody presses a button, and once more when the page says that it failed."""
    for _ in range(2):
        try:
            return act(hotline, use, *args, **options)
        except Killed:
            world = hotline.world
            assert isinstance(world, CrashingWorld)
            world.die()
        except HotlineError:
            return None
    return None


def put_down(hotline: Hotline, number: str) -> None:
    if is_on_line(hotline, number):
        hang_up(hotline, number)


def begin_talk(hotline: Hotline) -> None:
    """Pema calls; an agent whom the outage made miss the call says so and goes on."""
    hotline.ring_in(caller(BO, talk_s=3600), number=PEMA)
    hotline.run(35)
    for _ in range(3):
        if hotline.contact().state != "connected":
            click(hotline, lambda work, _contact: set_ready(work, 1))
            hotline.run(35)


def hand_over_warm(hotline: Hotline) -> None:
    """A lawyer is consulted while the caller holds, all three talk, the first leaves."""
    begin_talk(hotline)
    for _ in range(2):  # a ring that died with the process: both are told, and try once more
        if hotline.contact().routing.get("adviser") is None:
            click(hotline, lambda work, _contact: set_ready(work, 2))
            click(hotline, advice_actions.ask_advice, seat="lawyer")
            hotline.run(15)
    click(hotline, lambda work, contact: hold_caller(work.uow, contact, is_held=False))
    hotline.run(5)
    click(hotline, advice_actions.hand_over)
    hotline.run(5)
    put_down(hotline, PEMA)


def transfer_blind(hotline: Hotline) -> None:
    begin_talk(hotline)
    click(hotline, transfer_actions.transfer, seat="lawyer")
    hotline.run(30)
    put_down(hotline, PEMA)


def pass_on(hotline: Hotline) -> None:
    """110 is rung into the talk; the agent leaves when it has answered."""
    begin_talk(hotline)
    click(hotline, transfer_actions.call_outside, Target.POLICE)
    hotline.run(15)
    click(hotline, transfer_actions.pass_on)
    hotline.run(20)
    put_down(hotline, PEMA)


def record_and_rate(hotline: Hotline) -> None:
    """The agent hangs up; the caller is dissatisfied by key."""
    begin_talk(hotline)
    put_down(hotline, TASHI)
    hotline.run(4)
    if is_on_line(hotline, PEMA):
        hotline.world.gateway.switch.press(phone(hotline, PEMA).leg, "2")
    hotline.run(20)
    put_down(hotline, PEMA)


def call_back(hotline: Hotline) -> None:
    """The caller takes the call-back; only then somebody is ready."""
    hotline.ring_in(TAKES_CALLBACK, number=PEMA)
    hotline.run(60)
    hotline.world.gateway.switch.plans[PEMA] = PICKS_UP
    click(hotline, lambda work, _contact: set_ready(work, 1))
    hotline.run(60)


def leave_message(hotline: Hotline) -> None:
    hotline.ring_in(SPEAKS, number=PEMA)
    hotline.run(60)


@dataclass(frozen=True, slots=True)
class Flow:
    """A journey, how the line is set for it, and how its one contact must end."""

    play: Callable[[Hotline], None]
    outcome: str = "answered"
    is_open: bool = True
    is_staffed: bool = True
    rung_once: tuple[str, ...] = ()
    ticket: tuple[tuple[str, object], ...] = ()
    owed: list[str] = field(default_factory=list)


FLOWS = {
    "warm": Flow(hand_over_warm, ticket=(("handed_over_to", "lawyer"), ("consulted", ["lawyer"]))),
    "blind": Flow(transfer_blind, ticket=(("handed_over_to", "lawyer"),)),
    "outside": Flow(pass_on, rung_once=("110",), ticket=(("handed_over_to", "110"),)),
    "rated": Flow(record_and_rate, owed=["dissatisfied"]),
    "callback": Flow(call_back, is_staffed=False, rung_once=(PEMA,)),
    "message": Flow(leave_message, "left_message", is_open=False, owed=["message"]),
}


def play(
    hotline: Hotline, flow: Flow, kill_at: int = 0, moment: str = "after", down_s: float = 0
) -> int:
    """Plays a flow with one kill (0: none); returns how many commits were made."""
    hotline.staff(TASHI, is_ready=flow.is_staffed)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    hotline.world.gateway.switch.plans["110"] = PhonePlan(answers_after_s=2)
    with hotline.world.services.router.write() as work:
        work.hotline.after_talk = {"records_talks": True, "rating": "key"}
        close_by_hand(work, is_closed=not flow.is_open)
    hotline.world = make_crashing(hotline.world, down_s)
    with KillAt(kill_at, moment) as killer:
        flow.play(hotline)
        hotline.run(180)
    return killer.count


def find_wrongs(hotline: Hotline, flow: Flow) -> list[str]:
    """What does not hold of the world after the flow, in words; nothing if all is well."""
    contacts, ticket = hotline.contacts(), hotline.tickets()[0]
    agents = [leg for leg in hotline.legs() if leg.offer_id is not None]
    claims = {
        "no law is broken": not hotline.breaches(),
        "one contact, one ticket": len(contacts) == len(hotline.tickets()) == 1,
        f"ended as {flow.outcome}": [(c.state, c.outcome) for c in contacts]
        == [("ended", flow.outcome)],
        f"owed a call-back: {flow.owed}": flow.owed
        == [each.reason for each in hotline.promises() if each.result is None],
        "nobody is left on a line": not hotline.open_calls(),
        "nobody is busy with nothing": all(
            hotline.agent(each).state in {"ready", "not_ready"} for each in (1, 2)
        ),
        "no seat of an offer is rung twice": len(agents)
        == len({(leg.offer_id, leg.agent_id) for leg in agents}),
        "nobody outside is rung twice": all(hotline.rung().count(n) < 2 for n in flow.rung_once),
        "every recording came home": not hotline.world.gateway.carrier.exchange.recordings,
    }
    told = {name: getattr(ticket, name) for name, _value in flow.ticket}
    wrong = [name for name, holds in claims.items() if not holds]
    return wrong + [f"{n}: {told[n]!r}" for n, value in flow.ticket if told[n] != value]
