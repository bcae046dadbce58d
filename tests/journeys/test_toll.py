"""Caller ids are anybody's to forge: nothing goes out by itself to a number that could cost us,
and nothing we dial comes back to us."""

from __future__ import annotations

import pytest

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.calls.talking.outside_actions import set_outside_line
from app.kit.errors import BadInput, BadSetting
from tests.journeys.cast import BO, Hotline, caller
from tests.journeys.test_callbacks import TAKES_CALLBACK
from tests.journeys.test_closed import close
from tests.journeys.test_webhook_authentication import post

LANDLINE = "+868362812348"
PRICEY = [
    "+19005550100",
    "+8616899999",
    "+97798412345",
    "+8612345",
    "sip:+19005550100@attacker.example",
]


@pytest.mark.parametrize("number", PRICEY)
def test_b61_a_forged_caller_id_is_listed_for_people_and_never_rung(
    hotline: Hotline, number: str
) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(BO, patience_s=30), number=number)
    hotline.run(60)
    hotline.make_ready(tashi)
    hotline.run(3600)
    assert hotline.rung() == []
    assert [c.outcome for c in hotline.contacts()] == ["abandoned"]
    assert hotline.reasons() == ["missed"]
    assert hotline.events("callback_left_to_people")


@pytest.mark.parametrize(
    ("address", "rung"),
    [
        ("sip:pema@10.0.0.5", "sip:pema@10.0.0.5"),
        ("sip:+8613812340009@10.0.0.5", "+8613812340009"),
        ("1001", "1001"),
    ],
)
def test_b61_a_telephone_of_an_exchange_is_called_back(
    hotline: Hotline, address: str, rung: str
) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(BO, patience_s=30), number=address)
    hotline.run(60)
    hotline.make_ready(tashi)
    hotline.run(3600)
    assert rung in hotline.rung()


def test_b61_a_foreign_caller_is_not_offered_a_callback(hotline: Hotline) -> None:
    hotline.staff(is_ready=False)
    hotline.ring_in(TAKES_CALLBACK, number=PRICEY[0])
    hotline.run(60)
    assert hotline.contact().booked_at is None


def test_a_call_that_pretends_to_be_ours_is_a_caller_without_a_number(hotline: Hotline) -> None:
    for place in (1, 2):
        form = [("CallSid", f"CA{place}" + "4" * 31), ("From", "+8612348"), ("To", "+8612348")]
        assert post(hotline, "/twilio/voice", form).status_code == 200
    first, second = hotline.contacts()
    assert first.caller_id != second.caller_id, "nothing is told of one to the other"


@pytest.mark.parametrize(
    ("number", "texts"), [("+8613812340009", 1), *((n, 0) for n in PRICEY[:3])]
)
def test_a_text_from_a_number_that_could_cost_us_gets_none_from_us(
    hotline: Hotline, number: str, texts: int
) -> None:
    close(hotline)
    form = [("MessageSid", "SM" + "5" * 32), ("From", number), ("Body", "你好"), ("To", "+8612348")]
    assert post(hotline, "/twilio/messages", form).status_code == 200
    hotline.run(120)
    assert len(hotline.contacts()) == 1
    assert len(hotline.world.gateway.carrier.exchange.messages) == texts


@pytest.mark.parametrize("address", [*PRICEY[:4], "0019005550100", "110", "12345", "95588"])
def test_no_agents_phone_is_a_number_that_could_cost_us(hotline: Hotline, address: str) -> None:
    with pytest.raises(BadInput), hotline.world.services.store.write() as uow:
        add_agent(uow, NewAgent("Tashi", ("zh",), "general", address=address))


@pytest.mark.parametrize("address", ["1002", "601", "8001", "9001", "sip:1003@10.0.0.5:5060"])
def test_a_telephone_of_the_house_is_an_agents_phone(hotline: Hotline, address: str) -> None:
    """No number of four digits is a service of this country."""
    with hotline.world.services.store.write() as uow:
        assert add_agent(uow, NewAgent("Tashi", ("zh",), "general", address=address)).id == 1


@pytest.mark.parametrize("number", [*PRICEY[:3], "0019005550100", "+12348"])
def test_no_outside_line_is_one_either(hotline: Hotline, number: str) -> None:
    with pytest.raises(BadSetting), hotline.world.services.store.write() as uow:
        set_outside_line(uow, "110", "", number)


def test_an_agents_phone_that_is_the_hotlines_own_is_never_rung(hotline: Hotline) -> None:
    """Where the line's number is a landline, it looks like any other."""
    hotline.world.services.carrier.find_number = lambda: LANDLINE  # type: ignore[attr-defined]
    hotline.staff(LANDLINE)
    hotline.ring_in(caller(BO))
    hotline.run(60)
    assert hotline.rung() == []
    assert len(hotline.contacts()) == 1
