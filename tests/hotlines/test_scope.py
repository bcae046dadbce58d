"""A session sees, changes and deletes its own hotline's rows, however the statement is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, exists, func, insert, literal, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.exc import StaleDataError

from app.hotline.contacts.models import Caller, Contact
from app.hotline.dispatch.models import Deadline, Hotline, Offer, OfferSeat
from app.hotline.tickets.models import Ticket
from app.kit.clock import RunningClock
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event
from app.kit.storage.locking import get_locked
from app.kit.storage.scope import Unscoped, every_hotline, within
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.tables import METADATA

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
ROWS = [{"kind": "x", "subject_id": each, "due_at": AT, "attempts": 0} for each in (1, 2)]
ONE, TWO = 1, 2
CONTACT_OF = {ONE: 11, TWO: 12}
TICKET = 7


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Two hotlines with a contact each, and a ticket of the second one's alone."""
    engine = make_engine(database_url, durable=False)
    store = Store(engine, RunningClock(), Vault("0" * 32))
    store.only_hotline = None
    for hotline_id, contact_id in CONTACT_OF.items():
        with within(hotline_id), store.write() as uow:
            uow.session.add(Hotline(id=hotline_id))
            uow.session.add(Caller(id=contact_id, created_at=AT, number_index="same"))
            uow.session.flush()
            row = Contact(id=contact_id, token=str(contact_id), channel="voice", arrived_at=AT)
            row.caller_id = contact_id
            uow.session.add(row)
            uow.session.execute(insert(Deadline), ROWS)
            uow.session.add(Event(at=AT, kind="x", contact_id=contact_id, data={}))
            if hotline_id == TWO:
                uow.session.flush()
                uow.session.add(Ticket(id=TICKET, contact_id=contact_id, opened_at=AT))
    yield store
    engine.dispose()


def test_every_way_to_read_sees_ones_own_alone(store: Store) -> None:
    beside = aliased(Contact)
    for hotline_id, contact_id in CONTACT_OF.items():
        other_id = CONTACT_OF[3 - hotline_id]
        with within(hotline_id), store.read() as session:
            assert session.scalars(select(Contact.id)).all() == [contact_id]
            assert session.scalars(select(Contact.__table__.c.id)).all() == [contact_id]
            assert session.scalars(select(beside.id)).all() == [contact_id]
            assert session.scalars(select(Hotline.id)).all() == [hotline_id]
            assert session.get_one(Contact, contact_id).caller.id == contact_id
            assert session.get(Contact, other_id) is None
            assert session.get(Contact, other_id, options=[joinedload(Contact.caller)]) is None
            assert session.scalar(select(func.count()).select_from(Deadline)) == len(ROWS)
            assert session.scalars(select(Event.contact_id)).all() == [contact_id]
            subquery = select(Contact.id).subquery()
            assert session.scalars(select(subquery)).all() == [contact_id]
            cte = select(Contact.id).cte()
            assert session.scalars(select(cte)).all() == [contact_id]
            union = select(Contact.id).union_all(select(beside.id))
            assert session.scalars(union).all() == [contact_id] * 2
        with within(hotline_id), store.read_snapshot() as session:
            assert session.scalars(select(Contact.id)).all() == [contact_id]


def test_a_join_sees_ones_own_on_both_sides(store: Store) -> None:
    with within(ONE), store.read() as session:
        everywhere = literal(value=True)
        inner = select(Contact.id, Ticket.id).join(Ticket, everywhere)
        assert session.execute(inner).all() == []
        outer = select(Contact.id, Ticket.id).outerjoin(Ticket, everywhere)
        assert session.execute(outer).all() == [(CONTACT_OF[ONE], None)]
        chain = outer.join(Caller, Caller.id == Contact.caller_id)
        assert session.execute(chain).all() == [(CONTACT_OF[ONE], None)]
        has_ticket = select(Contact.id).where(exists().where(Ticket.id > 0))
        assert session.scalars(has_ticket).all() == []
    with within(TWO), store.read() as session:
        assert session.scalars(has_ticket).all() == [CONTACT_OF[TWO]]


def test_another_hotlines_rows_are_neither_changed_nor_deleted(store: Store) -> None:
    with within(ONE), store.write() as uow:
        uow.session.execute(update(Contact).values(topic="19"))
        uow.session.execute(update(METADATA.tables["contacts"]).values(variety="x"))
        uow.session.execute(delete(Deadline))
        assert get_locked(uow.session, Ticket, TICKET) is None
    with within(TWO), store.read() as session:
        assert session.scalars(select(Contact.topic)).all() == [None]
        assert session.scalar(select(func.count()).select_from(Deadline)) == len(ROWS)


def test_a_row_that_came_by_another_way_is_not_flushed(store: Store) -> None:
    with within(TWO), store.read() as session:
        strange = session.get_one(Contact, CONTACT_OF[TWO])
        session.expunge_all()
    with within(ONE), store.write() as uow:
        uow.session.add(strange)
        strange.topic = "19"
        with pytest.raises(StaleDataError):
            uow.session.flush()
        uow.session.rollback()
    with within(TWO), store.read() as session:
        assert session.get_one(Contact, CONTACT_OF[TWO]).topic is None


def test_what_means_every_hotline_says_so(store: Store) -> None:
    with within(ONE), store.write() as uow:
        found = every_hotline(select(Contact.hotline_id, Contact.id).order_by(Contact.id))
        assert uow.session.execute(found).all() == [*CONTACT_OF.items()]
        joined = every_hotline(select(Contact.id, Ticket.id).join(Ticket))
        assert len(uow.session.execute(joined).all()) == 1
        uow.session.execute(every_hotline(update(Contact).values(topic="19")))
        uow.session.execute(every_hotline(delete(Deadline)))
    with within(TWO), store.read() as session:
        assert session.scalars(select(Contact.topic)).all() == ["19"]
        assert session.scalars(select(Deadline.id)).all() == []


def test_who_names_no_hotline_is_refused(store: Store) -> None:
    with pytest.raises(Unscoped), store.read():
        pass
    with store.engine.connect() as connection:
        for asked in (select(Contact.id), update(Contact).values(topic="x"), insert(Deadline)):
            values = ROWS if asked.is_insert else None
            with pytest.raises(StatementError, match="none is named"):
                connection.execute(asked, values)
            connection.rollback()
        assert connection.scalar(select(literal(1))) == 1


def test_ids_of_offers_are_long(store: Store) -> None:
    far = 1 << 50
    with within(ONE), store.write() as uow:
        row = Offer(id=far, contact_id=CONTACT_OF[ONE], state="x", made_at=AT, deadline_at=AT)
        uow.session.add(row)
        uow.session.add(Event(at=AT, kind="x", offer_id=far, data={}))
    with within(ONE), store.read() as session:
        assert session.get_one(Offer, far).seats == []
        assert session.scalars(select(OfferSeat.id)).all() == []


def test_every_table_has_the_key_but_the_hotlines_own() -> None:
    without = [name for name, table in METADATA.tables.items() if "hotline_id" not in table.c]
    assert without == ["hotline"]
    keys = [table.c.hotline_id for name, table in METADATA.tables.items() if name not in without]
    assert not [str(key) for key in keys if key.nullable]
    held = [str(key) for key in keys if any("hotline." in str(k) for k in key.foreign_keys)]
    assert held == [], "every insert would lock the hotline's row"
