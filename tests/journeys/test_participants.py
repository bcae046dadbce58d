"""Who took part in a contact is a row each: as what, since when, until when, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alembic import command
from sqlalchemy import func, select

from app.hotline.calls.outside import Target
from app.hotline.calls.queries import find_former_expert
from app.hotline.calls.talking.supervise_actions import SupervisorPresence
from app.hotline.contacts.models import Contact, Participant
from app.hotline.dispatch.models import Offer, OfferSeat
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import make_config, moving
from tests.journeys.cast import LI, TASHI, Hotline
from tests.journeys.people import (
    LAWYER,
    PEMA,
    STAYS,
    break_line,
    call_again,
    call_outside,
    consult,
    hand_over,
    hang_up,
    pass_on,
    start_talk,
    supervise,
    transfer,
)

BEFORE = "0022_contact_facts"
BOSS, CENTRE = "+8613900000021", "12345"
Told = tuple[str, int | None, str | None]


def rows(hotline: Hotline) -> Sequence[Participant]:
    with hotline.world.services.store.read() as session:
        return session.scalars(select(Participant).order_by(Participant.id)).all()


def told(hotline: Hotline) -> list[Told]:
    """Role, agent and ending of every row, in the order in which they came."""
    return [(row.role, row.agent_id, row.how) for row in rows(hotline)]


def test_a_talk_has_its_caller_and_its_agent_and_says_who_hung_up(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    assert told(hotline) == [("caller", None, None), ("agent", tashi, None)]
    hang_up(hotline, PEMA)
    hotline.run(120)
    assert told(hotline) == [("caller", None, "hung_up"), ("agent", tashi, "talk_ended")]
    contact = hotline.contact()
    spans = {(row.since_at, row.until_at) for row in rows(hotline)}
    assert spans == {(contact.answered_at, contact.ended_at)}


def test_an_agent_who_hangs_up_is_told_so(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hang_up(hotline, TASHI)
    hotline.run(10)
    assert told(hotline) == [("caller", None, "talk_ended"), ("agent", tashi, "hung_up")]


def test_a_transferred_caller_is_one_participant(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    transfer(hotline, seat="lawyer")
    assert told(hotline) == [("caller", None, None), ("agent", tashi, "transferred")]
    hotline.run(20)
    assert told(hotline)[2:] == [("expert", lawyer, None)]
    hang_up(hotline, PEMA)
    hotline.run(10)
    assert told(hotline) == [
        ("caller", None, "hung_up"),
        ("agent", tashi, "transferred"),
        ("expert", lawyer, "talk_ended"),
    ]


def test_an_adviser_who_takes_over_goes_on_as_the_expert(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    consult(hotline, seat="lawyer")
    hotline.run(15)
    hand_over(hotline)
    hotline.run(2)
    assert told(hotline) == [
        ("caller", None, None),
        ("agent", tashi, "handed_over"),
        ("adviser", lawyer, "took_over"),
        ("expert", lawyer, None),
    ]


def test_a_broken_line_is_no_hanging_up(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    break_line(hotline, TASHI)
    assert told(hotline) == [("caller", None, None), ("agent", tashi, "line_broke")]
    hotline.run(20)
    assert told(hotline)[2:] == [("agent", tashi, None)]


def test_called_again_all_take_part_once_more(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hang_up(hotline, PEMA)
    hotline.run(5)
    call_again(hotline, tashi)
    assert told(hotline)[2:] == [("caller", None, None), ("agent", tashi, None)]


def test_supervisor_and_outside_line_take_part_while_they_are_in_the_room(
    hotline: Hotline,
) -> None:
    tashi = start_talk(hotline)
    boss = hotline.staff(BOSS, ("zh",), phone=STAYS, is_ready=False)
    supervise(hotline, boss, SupervisorPresence.LISTEN)
    hotline.run(5)
    hang_up(hotline, BOSS)
    hotline.run(5)
    hotline.world.gateway.switch.plans[CENTRE] = STAYS
    call_outside(hotline, Target.GOVERNMENT)
    hotline.run(5)
    assert told(hotline)[2:] == [("supervisor", boss, "hung_up"), ("outside", None, None)]
    assert rows(hotline)[-1].target == "12345"
    pass_on(hotline)
    assert {row.how for row in rows(hotline)} == {"hung_up", "passed_on"}
    assert told(hotline)[1] == ("agent", tashi, "passed_on")


def test_b15_who_was_rung_beside_and_lost_is_not_the_same_lawyer(hotline: Hotline) -> None:
    start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    transfer(hotline, seat="lawyer")
    hotline.run(20)
    other = hotline.staff(LI, ("zh", "bo"), seat="lawyer", is_ready=False)
    hotline.prover.stop()
    with hotline.world.services.store.write() as uow:
        offer_id = uow.session.scalar(select(func.max(Offer.id)))
        lost = {"offer_id": offer_id, "agent_id": other, "role": "seat", "has_left": True}
        uow.session.add(OfferSeat(**lost))
        again = Contact(id=99, caller_id=hotline.contact().caller_id)
        assert find_former_expert(uow.session, again, "lawyer") == lawyer
        uow.session.expunge_all()


def test_rows_of_before_are_told_from_offers_and_legs(hotline: Hotline) -> None:
    """Down and up again on a database with an answered, a transferred and a living contact."""
    tashi = start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    hotline.staff(LI, ("zh",), is_ready=False)
    boss = hotline.staff(BOSS, ("zh",), phone=STAYS, is_ready=False)
    supervise(hotline, boss, SupervisorPresence.LISTEN)
    hotline.run(5)
    consult(hotline, seat="lawyer")
    hotline.run(15)
    kept = tell_places(hotline)
    go_back_and_forth(hotline)
    assert tell_places(hotline) == kept
    hand_over(hotline)
    hotline.run(5)
    kept = tell_places(hotline)
    go_back_and_forth(hotline)
    assert tell_places(hotline) == kept
    hang_up(hotline, PEMA)
    hotline.run(120)
    kept = tell_places(hotline)
    go_back_and_forth(hotline)
    assert [each[:3] for each in tell_places(hotline)] == [each[:3] for each in kept]
    assert {row.how for row in rows(hotline)} == {"unknown", "took_over"}
    assert hotline.breaches() == []
    assert tashi in {row.agent_id for row in rows(hotline)}


Place = tuple[str, int | None, datetime, bool]


def tell_places(hotline: Hotline) -> list[Place]:
    """Role, agent and beginning of every row, and whether it lasts."""
    return sorted(
        ((row.role, row.agent_id, row.since_at, row.until_at is None) for row in rows(hotline)),
        key=lambda each: (each[2], each[0]),
    )


def go_back_and_forth(hotline: Hotline) -> None:
    engine = make_engine(hotline.world.services.settings.database_url, durable=False)
    for move, revision in ((command.downgrade, BEFORE), (command.upgrade, "head")):
        with moving(engine) as connection:
            config = make_config()
            config.attributes["connection"] = connection
            move(config, revision)
    engine.dispose()
