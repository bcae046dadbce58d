"""Old contacts: many, made of a few that were played, and out of the way of what is measured."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.doors.webhooks.models import Receipt
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Caller, Contact
from app.hotline.dispatch.models import Deadline, Hotline, Offer
from app.hotline.tickets.models import Ticket
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event
from app.kit.storage.scope import FIRST_HOTLINE, HOTLINE
from app.rehearsal.replay.calls.growth import find_growth
from app.rehearsal.replay.calls.old import PLAYED, PLAYED_FROM, find_borders, hiding, prepare_old

COUNT = 33 * PLAYED


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def check_old(engine: Engine) -> None:
    with Session(engine) as session:
        contacts = count(session, Contact)
        assert contacts == COUNT + PLAYED
        assert count(session, Leg) == 2 * contacts
        assert count(session, Event) > 20 * contacts
        assert count(session, Offer) == count(session, Ticket) == count(session, Caller) == contacts
        assert count(session, Receipt) < 18 * contacts, "as long as they are kept"
        assert set(session.scalars(select(Contact.state).distinct())) == {"ended"}
        assert set(session.scalars(select(Ticket.state).distinct())) == {"closed"}
        assert not set(session.scalars(select(Deadline.kind))) & {"offer", "wrap_up", "rating_text"}
        days = {each.date() for each in session.scalars(select(Contact.arrived_at))}
        assert len(days) == COUNT // PLAYED + 1
        assert session.scalars(select(Hotline.next_offer_id)).one() > contacts


def test_old_contacts_are_ended_and_whole_and_new_ones_follow_them(
    database_url: str, tmp_path: Path
) -> None:
    url = prepare_old(tmp_path, database_url, COUNT, None)
    engine = make_engine(url, durable=False).execution_options(**{HOTLINE: FIRST_HOTLINE})
    check_old(engine)
    borders = find_borders(url)
    with Session(engine) as session, hiding(borders):
        assert count(session, Contact) == 0
        event = Event(at=PLAYED_FROM, kind="tried", data={})
        session.add(event)
        session.flush()
        assert event.id > borders[Event]
        assert session.scalars(select(Event.kind)).all() == ["tried"]
    engine.dispose()


def test_growth_is_told_a_call_and_by_table() -> None:
    before, after = {"legs": 4096, "agents": 4096}, {"legs": 12288, "agents": 4096, "events": 4096}
    assert find_growth(before, after, 4) == {"legs": 2048, "events": 1024}
