"""Law 1: a contact's outcome never changes after its end, in whatever order things end it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from app.doors.webhooks.trouble import list_caller
from app.hotline.calls.caller_actions import add_caller_leg, hang_up
from app.hotline.contacts.actions import Arrival, arrive
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import Wish, ask_for_seat, end_contact, end_unasked
from app.hotline.dispatch.router import RoutingWork
from routing.model import Outcome
from tests.journeys.cast import Hotline

Ending = Callable[[RoutingWork, Contact, Random], object]
CALL = "CA" + "1" * 32
UNASKED = (Outcome.CLOSED, Outcome.LEFT_MESSAGE, Outcome.BLOCKED, Outcome.FAILED)
ENDINGS: tuple[Ending, ...] = (
    lambda work, contact, _: hang_up(work, contact),
    lambda work, contact, _: hang_up(work, contact, Outcome.FAILED),
    lambda work, contact, chance: end_contact(work, contact, chance.choice(UNASKED)),
    lambda work, contact, chance: end_unasked(work.uow, contact, chance.choice(UNASKED)),
    lambda work, contact, _: list_caller(work, f"{CALL}{contact.id}", ""),
    lambda work, contact, _: ask_for_seat(work, contact, Wish()),
)


def test_law_1_an_outcome_is_written_once(hotline: Hotline) -> None:
    router = hotline.world.services.router
    for seed in range(25):
        chance = Random(seed)
        with router.write() as work:
            contact = arrive(work.uow, Arrival("voice", f"+86138123400{seed:02}"))
            work.uow.session.flush()
            add_caller_leg(work.uow, contact, f"{CALL}{contact.id}")
            contact_id = contact.id
        kept: tuple[str, str | None] | None = None
        for _ in range(6):
            with router.write() as work:
                contact = work.uow.session.get_one(Contact, contact_id)
                chance.choice(ENDINGS)(work, contact, chance)
            with hotline.world.services.store.read() as session:
                row = session.get_one(Contact, contact_id)
                now = (row.state, row.outcome)
            assert kept in (None, now), f"seed {seed}"
            kept = now if now[0] == "ended" else None
    assert hotline.breaches() == []
