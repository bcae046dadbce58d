"""Makes many contacts of a few by copying their rows inside the database: the proportions of
tables, the lengths of rows and the spread of values are those of contacts that were really played.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Integer,
    Interval,
    String,
    Table,
    UniqueConstraint,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    type_coerce,
    update,
)

from app.desks.reports.models import LogCursor
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Hotline
from app.kit.settings import DEFAULT_KEPT_DAYS
from app.kit.storage.base import UtcDateTime
from app.kit.storage.engine import WRITES
from app.kit.storage.event_log import Event
from app.kit.storage.scope import FIRST_HOTLINE, HOTLINE, KEY
from app.run.tables import METADATA

GROWING = frozenset(
    {
        *("contacts", "callers", "legs", "offers", "offer_seats", "tickets", "ratings", "events"),
        *(
            "callbacks",
            "outbox",
            "participants",
            "webhook_receipts",
            "messages",
            "chat_files",
            "text_parts",
            "recordings",
        ),
        *("danger_alarms", "answer_uses", "referrals", "referral_steps", "referral_signatures"),
        *("deadlines", "answer_gaps", "contact_facts"),
    }
)
"""Tables that have more rows with every contact."""
NOT_COPIED = {"deadlines", "answer_gaps", "referral_signatures"}
"""What an ended contact leaves nothing in, or what is named by its content."""
_POINTERS = {"contact_id", "offer_id", "coached_leg_id", "last_event"}
"""References that no foreign key declares."""
_HALF_HOURS_A_DAY = 48
_CACHE_KIB = 800_000


@dataclass(frozen=True, slots=True)
class Copier:
    """Copies every contact of the database, `per_day` times for each of `days` before it.

    All of them must be of one day and ended.  Every id moves by a whole number of strides.
    """

    engine: Engine
    days: int
    per_day: int

    def __post_init__(self) -> None:
        first = self.engine.execution_options(**{HOTLINE: FIRST_HOTLINE})
        object.__setattr__(self, "engine", first)

    def copy(self) -> None:
        """Copy a day at a time; a receipt only as long as receipts are kept."""
        tables = [
            each
            for each in METADATA.sorted_tables
            if each.name in GROWING and each.name not in NOT_COPIED
        ]
        with self.engine.connect() as connection:
            tops = {each.name: _find_top(connection, each) for each in tables}
            day = connection.scalar(select(func.max(Contact.arrived_at)))
        assert day is not None
        stride = max(tops.values()) + 1
        for back in range(self.days, 0, -1):
            first = 1 + self.per_day * (self.days - back)
            with self.engine.execution_options(**{WRITES: True}).begin() as connection:
                self._prepare(connection)
                for table in tables:
                    if tops[table.name] and not _is_erased(table, back):
                        copies = self._select(table, first, stride, back, day.date())
                        copies = copies.where(_find_key(table) <= tops[table.name])
                        names = [each.name for each in table.columns]
                        connection.execute(insert(table).from_select(names, copies))
        with self.engine.execution_options(**{WRITES: True}).begin() as connection:
            self._go_on_counting(connection, tables)

    def _prepare(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")

    def _select(self, table: Table, first: int, stride: int, back: int, day: date) -> Any:
        number = _count_up(first, first + self.per_day - 1)
        shifter = _Shifter(table, number.c.n, stride, back, day, self.engine.dialect.name)
        return select(*[shifter.shift(each) for each in table.columns]).select_from(
            number.join(table, literal(value=True))
        )

    def _go_on_counting(self, connection: Connection, tables: list[Table]) -> None:
        """What is inserted next follows the copies."""
        top = connection.scalar(select(func.max(METADATA.tables["offers"].c.id))) or 0
        connection.execute(update(Hotline).values(next_offer_id=top + 1))
        newest = select(func.max(Event.id)).scalar_subquery()
        connection.execute(update(LogCursor).where(LogCursor.position > 0).values(position=newest))
        if connection.dialect.name != "postgresql":
            return
        for table in tables:
            if _find_key(table).autoincrement is not False:
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                highest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"  # noqa: S608
                connection.execute(text(f"SELECT setval({sequence}, {highest}, false)"))


@dataclass(frozen=True, slots=True)
class _Shifter:
    """What stands in a copy, as an expression over the row that is copied."""

    table: Table
    number: ColumnElement[int]
    stride: int
    back: int
    day: date
    dialect: str

    def shift(self, column: Column[Any]) -> ColumnElement[Any]:
        if self._is_reference(column):
            return column + self.number * self.stride
        if column.name == "half_hour":
            return column - self.back * _HALF_HOURS_A_DAY
        if isinstance(column.type, UtcDateTime):
            return self._shift_instant(column)
        if isinstance(column.type, String) and self._names_one(column):
            return column + literal("-", String()) + cast(self.number, String())
        return column

    def _is_reference(self, column: Column[Any]) -> bool:
        points = any(key.column.table.name in GROWING for key in column.foreign_keys)
        return points or column.primary_key or column.name in _POINTERS

    def _names_one(self, column: Column[Any]) -> bool:
        alone = any(
            isinstance(each, UniqueConstraint)
            and [one for one in each.columns if one.name != KEY] == [column]
            for each in self.table.constraints
        )
        return alone or bool(column.unique) or column.name == "call_sid"

    def _shift_instant(self, column: Column[Any]) -> ColumnElement[Any]:
        if self.dialect == "sqlite":  # kept as text that begins with the date
            earlier = (self.day - timedelta(days=self.back)).isoformat()
            return literal(earlier, String()) + func.substr(column, 11, type_=String())
        instant = type_coerce(column, DateTime(timezone=True))
        return instant - literal(timedelta(days=self.back), Interval())


def _count_up(first: int, last: int) -> CTE:
    """The whole numbers from first to last, as a table with one column `n`."""
    numbers = select(literal(first, Integer()).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))


def _find_top(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(_find_key(table)))) or 0


def _find_key(table: Table) -> Column[Any]:
    [key] = table.primary_key.columns
    return key


def _is_erased(table: Table, back: int) -> bool:
    return table.name == "webhook_receipts" and back > DEFAULT_KEPT_DAYS
