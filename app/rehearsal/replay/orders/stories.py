"""The journeys that are told in every order.  Each ends with the caller gone from the line."""

from __future__ import annotations

from collections.abc import Callable

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls import called_back_actions
from app.hotline.calls.outside import Target
from app.hotline.calls.talking import advice_actions, transfer_actions
from app.rehearsal.replay.orders.installation import PHONES, SILENT, OrderedInstallation

Story = Callable[[OrderedInstallation, str], None]
"""Plays one journey of the caller at a number."""

TAKES_CALLBACK = PhonePlan(
    keys=(KeyPress("1", 1.0), KeyPress("1", 8.0, gather=2)), patience_s=3600, talk_s=36_000
)
PICKS_UP_AGAIN = PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.0),), talk_s=36_000)
DISSATISFIED = "2"
CENTRE = PhonePlan(answers_after_s=4, talk_s=36_000)


def _talk(installation: OrderedInstallation, number: str, *others: str) -> None:
    installation.begin(number, "tashi", *others)
    installation.call_in()
    installation.wait_for_talk("tashi")
    installation.run(5)


def plain_call(installation: OrderedInstallation, number: str) -> None:
    """Answered, and the caller hangs up."""
    _talk(installation, number)
    installation.hang_up(number)


def agent_hangs_up(installation: OrderedInstallation, number: str) -> None:
    """Answered, and the agent hangs up."""
    _talk(installation, number)
    installation.hang_up(PHONES["tashi"])


def gives_up_waiting(installation: OrderedInstallation, number: str) -> None:
    """Nobody answers; the caller hangs up while a telephone rings."""
    installation.begin(number, "tashi")
    installation.set_phone("tashi", SILENT)
    installation.call_in()
    installation.wait_for_state("offered")
    installation.run(8)
    installation.hang_up(number)


def missed_once(installation: OrderedInstallation, number: str) -> None:
    """The first does not answer in time, the second does."""
    installation.begin(number, "tashi")
    installation.set_phone("tashi", SILENT)
    installation.call_in()
    installation.wait_for_state("offered")
    installation.make_ready("dawa")
    installation.wait_for_talk("dawa")
    installation.run(5)
    installation.hang_up(number)


def consulted(installation: OrderedInstallation, number: str) -> None:
    """A lawyer advises and is let go; the agent goes on."""
    _talk(installation, number, "lawyer")
    installation.act(advice_actions.ask_advice, seat="lawyer")
    installation.wait_for_advice()
    installation.run(5)
    installation.act(advice_actions.end_advice)
    installation.run(5)
    installation.hang_up(number)


def consulted_and_handed_over(installation: OrderedInstallation, number: str) -> None:
    """Consult, then a warm transfer: the lawyer has the caller."""
    _talk(installation, number, "lawyer")
    installation.act(advice_actions.ask_advice, seat="lawyer")
    installation.wait_for_advice()
    installation.run(5)
    installation.act(advice_actions.hand_over)
    installation.wait_for_talk("lawyer")
    installation.run(5)
    installation.hang_up(number)


def transferred(installation: OrderedInstallation, number: str) -> None:
    """A blind transfer to a kind of seat."""
    _talk(installation, number, "lawyer")
    installation.act(transfer_actions.transfer, seat="lawyer")
    installation.wait_for_talk("lawyer")
    installation.run(5)
    installation.hang_up(number)


def transferred_in_vain(installation: OrderedInstallation, number: str) -> None:
    """A blind transfer to a person who does not answer: another takes the caller (B51)."""
    _talk(installation, number, "lawyer")
    installation.make_ready("dawa")
    installation.set_phone("lawyer", SILENT)
    installation.act(transfer_actions.transfer, agent_id=installation.ids["lawyer"])
    installation.wait_for_talk("dawa")
    installation.run(5)
    installation.hang_up(number)


def called_back(installation: OrderedInstallation, number: str) -> None:
    """The caller takes the call-back while waiting, and is reached."""
    installation.begin(number)
    installation.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    installation.call_in(TAKES_CALLBACK)
    installation.run(30)
    installation.make_ready("tashi")
    installation.wait_for_talk("tashi")
    installation.run(5)
    installation.hang_up(number)


def whole_journey(installation: OrderedInstallation, number: str) -> None:
    """Called back, consulted, handed over, rated 2: what `hotline journey` tells."""
    installation.begin(number, "lawyer")
    installation.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    installation.call_in(TAKES_CALLBACK)
    installation.run(60)
    installation.make_ready("tashi")
    installation.wait_for_talk("tashi")
    installation.run(60)
    installation.act(advice_actions.ask_advice, seat="lawyer")
    installation.wait_for_advice()
    installation.run(45)
    installation.act(advice_actions.hand_over)
    installation.wait_for_talk("lawyer")
    installation.run(120)
    installation.hang_up(PHONES["lawyer"])
    installation.wait_for_rating_question()
    installation.run(2)
    installation.press(number, DISSATISFIED)
    installation.wait_for_state("ended")


def agents_line_dropped(installation: OrderedInstallation, number: str) -> None:
    """The agent's line breaks; the same agent is rung once more (B55)."""
    _talk(installation, number)
    installation.break_line(PHONES["tashi"])
    installation.wait_for_second_answer()
    installation.run(5)
    installation.hang_up(number)


def callers_line_dropped(installation: OrderedInstallation, number: str) -> None:
    """The caller's line breaks; the agent calls again at once (B56)."""
    _talk(installation, number)
    installation.world.gateway.switch.plans[number] = PICKS_UP_AGAIN
    installation.break_line(number)
    installation.wait_for_state("wrapping_up")
    installation.act(called_back_actions.call_again, installation.ids["tashi"])
    installation.wait_for_talk("tashi")
    installation.run(30)
    installation.hang_up(number)


def passed_to_the_centre(installation: OrderedInstallation, number: str) -> None:
    """The emergency centre is brought in, and the agent leaves."""
    installation.world.gateway.switch.plans[Target.AMBULANCE] = CENTRE
    _talk(installation, number)
    installation.act(transfer_actions.call_outside, Target.AMBULANCE)
    installation.wait_for_outside()
    installation.run(3)
    installation.act(transfer_actions.pass_on)
    installation.run(10)
    installation.hang_up(number)


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
