"""Whoever locks a row acts on what is there now, also where they had read it before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.doors.bridge12345.models import Referral
from app.doors.bridge12345.queries import find_by_order, list_served
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_caller_leg
from app.hotline.contacts.models import Caller, Contact
from app.hotline.ratings.models import Rating
from app.hotline.ratings.queries import find_rating
from app.hotline.tickets.actions import find_ticket, lock_ticket
from app.hotline.tickets.models import Ticket
from app.kit.clock import RunningClock
from app.kit.storage.engine import make_engine
from app.kit.storage.locking import get_locked, get_one_locked
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Vault

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
Find = Callable[[UnitOfWork, int], Any]


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    engine = make_engine(postgres_url, durable=False)
    yield Store(engine, RunningClock(), Vault("0" * 32))
    engine.dispose()


def keep_contact(session: Session) -> int:
    """A contact with everything that is locked for it; every row has the same id."""
    session.add(Caller(id=1, created_at=AT))
    session.flush()
    session.add(Contact(id=1, token="c", channel="voice", caller_id=1, arrived_at=AT))
    session.flush()
    session.add(Ticket(id=1, contact_id=1, opened_at=AT))
    session.add(Rating(id=1, contact_id=1, way="key", asked_at=AT))
    session.add(Leg(id=1, token="l", contact_id=1, role="caller", state="answered", planned_at=AT))
    told = {"appeal_type": "", "urgency": "", "content_sealed": b"", "state": "matched"}
    times = {"received_at": AT, "awaited_until_at": AT, "changed_at": AT}
    session.add(Referral(id=1, order_number="o", caller_id=1, contact_id=1, **told, **times))
    return 1


KINDS: dict[str, tuple[Find, Find, str, object]] = {
    "ticket": (find_ticket, lock_ticket, "handed_over_to", "lawyer"),
    "rating": (
        lambda uow, one: find_rating(uow.session, one),
        lambda uow, one: find_rating(uow.session, one, locked=True),
        "score",
        3,
    ),
    "caller's leg": (
        lambda uow, one: find_caller_leg(uow.session, one),
        lambda uow, one: find_caller_leg(uow.session, one, locked=True),
        "is_held",
        True,
    ),
    "served referral": (
        lambda uow, one: uow.session.get_one(Referral, one),
        lambda uow, one: list_served(uow.session, one, locked=True)[0],
        "state",
        "closed",
    ),
    "ordered referral": (
        lambda uow, one: list_served(uow.session, one)[0],
        lambda uow, one: find_by_order(uow.session, "o"),
        "state",
        "closed",
    ),
    "row by its id": (
        lambda uow, one: uow.session.get_one(Ticket, one),
        lambda uow, one: get_locked(uow.session, Ticket, one),
        "topic",
        "03",
    ),
    "certain row by its id": (
        lambda uow, one: uow.session.get(Ticket, one),
        lambda uow, one: get_one_locked(uow.session, Ticket, one),
        "topic",
        "03",
    ),
}


@pytest.mark.postgres
def test_a_row_that_was_read_before_is_locked_as_it_is_now(store: Store) -> None:
    with store.write() as uow:
        one = keep_contact(uow.session)
    for name, (find, lock, field, value) in KINDS.items():
        with store.write() as second:
            before = getattr(find(second, one), field)
            with store.write() as first:
                setattr(lock(first, one), field, value)
            assert getattr(lock(second, one), field) == value, name
            setattr(lock(second, one), field, before)


@pytest.mark.postgres
def test_what_was_changed_before_the_lock_outlives_it(store: Store) -> None:
    with store.write() as uow:
        one = keep_contact(uow.session)
    for number, (find, lock, field, value) in enumerate(KINDS.values()):
        with store.write() as uow:
            row = find(uow, one)
            before = getattr(row, field)
            setattr(row, field, value)
            assert getattr(lock(uow, one), field) == value, number
            setattr(row, field, before)
