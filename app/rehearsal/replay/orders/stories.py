"""The journeys that are told in every order.  Each ends with the caller gone from the line."""

from __future__ import annotations

from collections.abc import Callable

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls import advice_actions, called_back_actions, transfer_actions
from app.hotline.calls.outside import Target
from app.rehearsal.replay.orders.house import PHONES, SILENT, OrderedHouse

Story = Callable[[OrderedHouse, str], None]
"""Plays one journey of the caller at a number."""

TAKES_CALLBACK = PhonePlan(
    keys=(KeyPress("1", 1.0), KeyPress("1", 8.0, gather=2)), patience_s=3600, talk_s=36_000
)
PICKS_UP_AGAIN = PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.0),), talk_s=36_000)
DISSATISFIED = "2"
CENTRE = PhonePlan(answers_after_s=4, talk_s=36_000)


def _talk(house: OrderedHouse, number: str, *others: str) -> None:
    house.begin(number, "tashi", *others)
    house.call_in()
    house.wait_for_talk("tashi")
    house.run(5)


def plain_call(house: OrderedHouse, number: str) -> None:
    """Answered, and the caller hangs up."""
    _talk(house, number)
    house.hang_up(number)


def agent_hangs_up(house: OrderedHouse, number: str) -> None:
    """Answered, and the agent hangs up."""
    _talk(house, number)
    house.hang_up(PHONES["tashi"])


def gives_up_waiting(house: OrderedHouse, number: str) -> None:
    """Nobody answers; the caller hangs up while a telephone rings."""
    house.begin(number, "tashi")
    house.set_phone("tashi", SILENT)
    house.call_in()
    house.wait_for_state("offered")
    house.run(8)
    house.hang_up(number)


def missed_once(house: OrderedHouse, number: str) -> None:
    """The first does not answer in time, the second does."""
    house.begin(number, "tashi")
    house.set_phone("tashi", SILENT)
    house.call_in()
    house.wait_for_state("offered")
    house.make_ready("dawa")
    house.wait_for_talk("dawa")
    house.run(5)
    house.hang_up(number)


def consulted(house: OrderedHouse, number: str) -> None:
    """A lawyer advises and is let go; the agent goes on."""
    _talk(house, number, "lawyer")
    house.act(advice_actions.ask_advice, seat="lawyer")
    house.wait_for_advice()
    house.run(5)
    house.act(advice_actions.end_advice)
    house.run(5)
    house.hang_up(number)


def consulted_and_handed_over(house: OrderedHouse, number: str) -> None:
    """Consult, then a warm transfer: the lawyer has the caller."""
    _talk(house, number, "lawyer")
    house.act(advice_actions.ask_advice, seat="lawyer")
    house.wait_for_advice()
    house.run(5)
    house.act(advice_actions.hand_over)
    house.wait_for_talk("lawyer")
    house.run(5)
    house.hang_up(number)


def transferred(house: OrderedHouse, number: str) -> None:
    """A blind transfer to a kind of seat."""
    _talk(house, number, "lawyer")
    house.act(transfer_actions.transfer, seat="lawyer")
    house.wait_for_talk("lawyer")
    house.run(5)
    house.hang_up(number)


def transferred_in_vain(house: OrderedHouse, number: str) -> None:
    """A blind transfer to a person who does not answer: another takes the caller (B51)."""
    _talk(house, number, "lawyer")
    house.make_ready("dawa")
    house.set_phone("lawyer", SILENT)
    house.act(transfer_actions.transfer, agent_id=house.ids["lawyer"])
    house.wait_for_talk("dawa")
    house.run(5)
    house.hang_up(number)


def called_back(house: OrderedHouse, number: str) -> None:
    """The caller takes the call-back while waiting, and is reached."""
    house.begin(number)
    house.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    house.call_in(TAKES_CALLBACK)
    house.run(30)
    house.make_ready("tashi")
    house.wait_for_talk("tashi")
    house.run(5)
    house.hang_up(number)


def whole_journey(house: OrderedHouse, number: str) -> None:
    """Called back, consulted, handed over, rated 2: what `hotline journey` tells."""
    house.begin(number, "lawyer")
    house.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    house.call_in(TAKES_CALLBACK)
    house.run(60)
    house.make_ready("tashi")
    house.wait_for_talk("tashi")
    house.run(60)
    house.act(advice_actions.ask_advice, seat="lawyer")
    house.wait_for_advice()
    house.run(45)
    house.act(advice_actions.hand_over)
    house.wait_for_talk("lawyer")
    house.run(120)
    house.hang_up(PHONES["lawyer"])
    house.wait_for_rating_question()
    house.run(2)
    house.press(number, DISSATISFIED)
    house.wait_for_state("ended")


def agents_line_dropped(house: OrderedHouse, number: str) -> None:
    """The agent's line breaks; the same agent is rung once more (B55)."""
    _talk(house, number)
    house.break_line(PHONES["tashi"])
    house.wait_for_second_answer()
    house.run(5)
    house.hang_up(number)


def callers_line_dropped(house: OrderedHouse, number: str) -> None:
    """The caller's line breaks; the agent calls again at once (B56)."""
    _talk(house, number)
    house.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    house.break_line(number)
    house.wait_for_state("wrapping_up")
    house.act(called_back_actions.call_again, house.ids["tashi"])
    house.wait_for_talk("tashi")
    house.run(30)
    house.hang_up(number)


def passed_to_the_centre(house: OrderedHouse, number: str) -> None:
    """The emergency centre is brought in, and the agent leaves."""
    house.world.gateway.switch.plans[Target.AMBULANCE] = CENTRE
    _talk(house, number)
    house.act(transfer_actions.call_outside, Target.AMBULANCE)
    house.wait_for_outside()
    house.run(3)
    house.act(transfer_actions.pass_on)
    house.run(10)
    house.hang_up(number)


STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        plain_call,
        agent_hangs_up,
        gives_up_waiting,
        missed_once,
        consulted,
        consulted_and_handed_over,
        transferred,
        transferred_in_vain,
        called_back,
        whole_journey,
        agents_line_dropped,
        callers_line_dropped,
        passed_to_the_centre,
    )
}
