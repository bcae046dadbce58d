"""Nothing that happens while people call takes longer because many have called before."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Engine, func, select, update

from app.hotline.callbacks.models import Callback
from app.hotline.contacts.models import Contact
from app.hotline.tickets.models import Ticket
from app.kit.storage.engine import make_engine
from app.kit.storage.scope import FIRST_HOTLINE, HOTLINE
from app.rehearsal.replay.calls.copying import Copier
from app.run.tables import METADATA
from tests.hotlines.keeping import keeps_to_a_hotline
from tests.plans.playing import Day
from tests.plans.reading import Asked, Reading, read_all

DAYS, TIMES_A_DAY = 50, 8
ROWS_AT_MOST = 400
"""Read by one statement; one that reads a table whole reads thousands here."""
FILLED_ROWS = 1000
"""PostgreSQL reads a small table whole, and is right: its plan proves nothing."""
ALLOWED = {
    r"FROM events WHERE events.kind (IN|=) .* AND events.at >= ": "what happened in a span of time,"
    " found by kind and time: as much as the plan's weeks had",
    r"FROM deadlines WHERE \S+ = \S+ ORDER BY deadlines.id": "all that waits, once as a process"
    " begins",
    r"FROM events WHERE events.id > ": "the end of the log: the copies have higher numbers here,"
    " where a follower or a board went on",
    r"FROM contact_facts WHERE contact_facts.last_event > ": "what has changed since: as above",
    r"FROM offers WHERE \S+ = \S+ ORDER BY offers.id DESC LIMIT ": "the newest, and no more of"
    " them: a hotline's ids of offers follow each other",
}
PROBE = "SELECT count(*) FROM legs WHERE legs.role = 'nobody'"


def play_and_copy(database_url: str, folder: Path) -> tuple[Engine, Asked]:
    """A day that was listened to, then thousands of contacts like its own, all of them over."""
    asked, day = Asked(), Day.open(folder, database_url)
    with asked.listen(day.installation.world.services.store.engine):
        day.play()
    day.installation.world.close()
    first = {HOTLINE: FIRST_HOTLINE}
    engine = make_engine(database_url, durable=False).execution_options(**first)
    with engine.begin() as connection:
        stages = connection.scalars(select(Contact.state).distinct()).all()
        assert stages == ["ended"]
        over = {"state": "closed", "closed_at": Ticket.opened_at}
        connection.execute(update(Ticket).values(over))
        called = {"state": "reached", "ended_at": Callback.asked_at}
        connection.execute(update(Callback).values(called))
    Copier(engine, DAYS, TIMES_A_DAY).copy()
    return engine, asked


def gather_statistics(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()  # SQLite reads them when it opens the file


def list_filled(engine: Engine) -> set[str]:
    """Tables whose plans prove something."""
    with engine.connect() as connection:
        sizes = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }
    is_sqlite = engine.dialect.name == "sqlite"  # without statistics it plans as if all were full
    return {name for name, size in sizes.items() if is_sqlite or size >= FILLED_ROWS}


def find_slow(readings: list[Reading], filled: set[str]) -> str:
    return "\n".join(
        str(reading)
        for reading in readings
        if (reading.whole & filled or reading.rows > ROWS_AT_MOST)
        and not any(re.search(words, reading.statement) for words in ALLOWED)
    )


def test_no_statement_reads_what_grows(database_url: str, tmp_path: Path) -> None:
    engine, asked = play_and_copy(database_url, tmp_path)
    filled = list_filled(engine)
    assert {"contacts", "legs", "offers", "tickets", "events", "outbox"} <= filled
    assert len(asked.statements) > 100
    assert [each for each in asked.statements if not keeps_to_a_hotline(each)] == []
    if engine.dialect.name == "sqlite":  # as it is used; PostgreSQL gathers them by itself
        assert find_slow(read_all(engine, asked), filled) == ""
    gather_statistics(engine)
    assert find_slow(read_all(engine, asked), filled) == ""
    probe = read_all(engine, Asked({PROBE: (PROBE, ())}))
    assert [each.whole for each in probe] == [{"legs"}], "a scan is seen"
    assert probe[0].rows > ROWS_AT_MOST
    engine.dispose()
