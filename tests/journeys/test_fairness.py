"""Who is served first and who is asked: B05, B14, B16, B19, through the whole line."""

from __future__ import annotations

import pytest

from app.hotline.dispatch.actions import set_not_ready
from app.kit.i18n import Domain, Language
from app.kit.web.choices import tell_choice
from tests.journeys.cast import ACCEPTS, BO, LI, SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener

FIRST, SECOND, THIRD = (f"+861381234000{number}" for number in (1, 2, 3))


def give_up(hotline: Hotline, number: str) -> None:
    """Somebody waits in vain for twenty seconds and hangs up."""
    hotline.ring_in(caller(ZH, patience_s=20), number)
    hotline.run(40)


@pytest.mark.parametrize(
    ("place_kept_s", "order"), [(600.0, [4, 2, 3]), (100.0, [2, 4, 3]), (0.0, [2, 4, 3])]
)
def test_b05_who_gave_up_and_calls_again_within_the_window_has_the_place_back(
    open_hotline: Opener, place_kept_s: float, order: list[int]
) -> None:
    """Later than that it is the table's head start of a minute."""
    hotline = open_hotline(place_kept_s=place_kept_s)
    li = hotline.staff(LI, ("zh",), is_ready=False)
    give_up(hotline, FIRST)
    hotline.ring_in(caller(ZH, talk_s=10), SECOND)
    hotline.run(200)
    hotline.ring_in(caller(ZH, talk_s=10), THIRD)
    hotline.run(20)
    hotline.ring_in(caller(ZH, talk_s=10), FIRST)
    hotline.run(10)
    hotline.make_ready(li)
    hotline.run(300)
    assert hotline.answered_order() == order
    assert hotline.breaches() == []


def test_b05_giving_up_twice_keeps_the_first_place(hotline: Hotline) -> None:
    hotline.staff(LI, ("zh",), is_ready=False)
    give_up(hotline, FIRST)
    give_up(hotline, FIRST)
    hotline.ring_in(caller(ZH, talk_s=10), FIRST)
    hotline.run(10)
    asked_at = hotline.contact(1).asked_at
    assert asked_at is not None
    assert hotline.contact(3).routing["waited_since"] == asked_at.timestamp()


def test_b05_a_second_call_beside_the_first_gains_nothing(hotline: Hotline) -> None:
    hotline.staff(LI, ("zh",), is_ready=False)
    for _ in range(2):
        hotline.ring_in(caller(ZH), FIRST)
        hotline.run(20)
    assert hotline.contact(2).routing["waited_since"] is None
    assert hotline.contact(2).routing["head_starts"] == []


def test_b05_but_not_who_has_been_answered_meanwhile(open_hotline: Opener) -> None:
    hotline = open_hotline(wrap_up_s=0.0)
    li = hotline.staff(LI, ("zh",), is_ready=False)
    give_up(hotline, FIRST)
    hotline.make_ready(li)
    hotline.ring_in(caller(ZH, talk_s=10), FIRST)
    hotline.run(60)
    with hotline.world.services.router.write() as work:
        set_not_ready(work, li, "break")
    hotline.ring_in(caller(ZH, talk_s=10), SECOND)
    hotline.run(20)
    hotline.ring_in(caller(ZH, talk_s=10), FIRST)
    hotline.run(10)
    hotline.make_ready(li)
    hotline.run(120)
    assert hotline.answered_order() == [2, 3, 4]


def test_b14_who_missed_is_asked_after_everybody_else(hotline: Hotline) -> None:
    """Tashi is ready again at once and longest free, but Li, who comes later, gets the call."""
    tashi = hotline.staff(TASHI, ("zh",), phone=SILENT)
    li = hotline.staff(LI, ("zh",), is_ready=False)
    hotline.ring_in(caller(ZH, talk_s=30))
    hotline.run(13)
    assert hotline.agent(tashi).state == "not_ready"
    hotline.world.gateway.switch.plans[TASHI] = ACCEPTS
    hotline.make_ready(li)
    hotline.make_ready(tashi)
    hotline.run(20)
    assert [offer.seats[0].agent_id for offer in hotline.offers()] == [tashi, li]
    assert hotline.contact().agent_id == li
    assert hotline.breaches() == []


def test_b16_who_pauses_is_never_offered_anything(hotline: Hotline) -> None:
    tashi = hotline.staff()
    with hotline.world.services.router.write() as work:
        set_not_ready(work, tashi, "break")
    hotline.ring_in(caller(BO, patience_s=60))
    hotline.run(50)
    assert hotline.offers() == []
    assert hotline.rung() == []
    assert hotline.agent(tashi).reason == "break"


def test_b19_every_offer_says_who_was_considered_and_why(hotline: Hotline) -> None:
    tashi = hotline.staff(TASHI, ("zh", "bo"))
    li = hotline.staff(LI, ("zh",))
    hotline.ring_in(caller(ZH, talk_s=10))
    hotline.run(30)
    [offer] = hotline.offers()
    assert offer.seats[0].agent_id == li, "whoever can do least goes first"
    told = offer.explanation
    assert {each["agent_id"] for each in told["candidates"]} == {tashi, li}
    assert told["rule"] == "least-flexible-first/1"
    words = hotline.world.services.catalogues.translator(Language.EN, Domain.MESSAGES)
    sentence = tell_choice(told, {tashi: "Tashi", li: "Li"}, words)
    assert sentence.startswith("Li goes first: the closest fit")
