"""What people do in a talk: agents at the console, anybody with the telephone in their hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.gateway.core.sounds import Media, Music, Sound
from app.gateway.simulated.phone import Phone
from app.gateway.simulated.plans import PhonePlan
from app.hotline.calls import called_back_actions
from app.hotline.calls.outside import Target
from app.hotline.calls.talking import advice_actions, supervise_actions, transfer_actions
from app.hotline.calls.talking.supervise_actions import SupervisorPresence
from app.hotline.calls.talking.talk_actions import hold_caller, mute_agent
from app.hotline.contacts.models import Contact
from tests.journeys.cast import BO, TASHI, Hotline, caller

PEMA = "+8613812340001"
LAWYER, SECOND_LAWYER = "+8613900000011", "+8613900000012"
STAYS = PhonePlan(answers_after_s=1)


def start_talk(hotline: Hotline, *, key: str | None = BO) -> int:
    """Pema calls and talks with Tashi; returns Tashi's id."""
    tashi = hotline.staff(TASHI)
    hotline.ring_in(caller(key, talk_s=3600), number=PEMA)
    hotline.run(30)
    assert hotline.contact().state == "connected"
    return tashi


def phone(hotline: Hotline, number: str) -> Phone:
    """The telephone of that number that is on the line now; the newest."""
    phones = hotline.world.gateway.switch.phones.values()
    return [each for each in phones if each.number == number][-1]


def is_on_line(hotline: Hotline, number: str) -> bool:
    return number in hotline.open_calls()


def hears_people(hotline: Hotline, number: str) -> bool:
    return phone(hotline, number).is_with_person


def heard_by(hotline: Hotline, number: str) -> list[Sound]:
    return [sound for _at, sound in phone(hotline, number).heard]


def hears_music(hotline: Hotline, number: str) -> bool:
    """Whether the last thing that this telephone was given to hear is music."""
    last = heard_by(hotline, number)[-1]
    return isinstance(last, Music) or (isinstance(last, Media) and "music" in last.url)


def break_line(hotline: Hotline, number: str) -> None:
    hotline.world.gateway.switch.break_line(phone(hotline, number).leg)
    hotline.run(0.1)


def hang_up(hotline: Hotline, number: str) -> None:
    hotline.world.gateway.switch.put_down(phone(hotline, number).leg)
    hotline.run(0.1)


def act(
    hotline: Hotline, use: Callable[..., Any], *args: Any, contact_id: int = 1, **options: Any
) -> None:
    """A use case of somebody in a contact's talk, under the routing lock."""
    with hotline.world.services.router.write() as work:
        use(work, work.uow.session.get_one(Contact, contact_id), *args, **options)
    hotline.world.settle()


def consult(hotline: Hotline, **whom: Any) -> None:
    act(hotline, advice_actions.ask_advice, **whom)


def hold(hotline: Hotline, *, is_held: bool = True) -> None:
    act(hotline, lambda work, contact: hold_caller(work.uow, contact, is_held=is_held))


def mute(hotline: Hotline, agent_id: int, *, is_muted: bool = True) -> None:
    act(
        hotline,
        lambda work, contact: mute_agent(work.uow, contact, agent_id, is_muted=is_muted),
    )


def hand_over(hotline: Hotline) -> None:
    act(hotline, advice_actions.hand_over)


def transfer(hotline: Hotline, **to: Any) -> None:
    act(hotline, transfer_actions.transfer, **to)


def call_outside(hotline: Hotline, target: Target) -> None:
    act(hotline, transfer_actions.call_outside, target)


def pass_on(hotline: Hotline) -> None:
    act(hotline, transfer_actions.pass_on)


def call_again(hotline: Hotline, agent_id: int) -> None:
    act(hotline, called_back_actions.call_again, agent_id)


def supervise(hotline: Hotline, supervisor_id: int, how: SupervisorPresence) -> None:
    act(
        hotline,
        lambda work, contact: supervise_actions.supervise(work.uow, contact, supervisor_id, how),
    )
