"""The declarative base and the column types that every table shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    event,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.kit.storage.scope import KEPT, take_hotline
from app.kit.storage.scope import KEY as HOTLINE_KEY

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A key of 64 bits; SQLite's are, by the name of an integer."""


@event.listens_for(Column, "before_parent_attach")
def _widen_key(column: Column[Any], table: object) -> None:
    """Rows grow for years: every key of a table, and whatever points to one, has 64 bits; hotlines
    stay few.  Also in tables that a migration makes."""
    name = column.name or ""
    is_key = name == "id" or (name.endswith("_id") and name != HOTLINE_KEY)
    if isinstance(table, Table) and is_key and type(column.type) is Integer:
        column.type = BigId


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def live_rows(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that are not over: it stays small however many there have been.

    Both databases take it only for a query that says `where` itself, without parameters.
    """
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Base(DeclarativeBase):
    """Every table of the house; constraint names are fixed so that migrations can name them.

    Each row belongs to a hotline, and no use case says to which (`storage.scope`).  The key is no
    foreign key: every insert would lock the hotline's row, which routing holds.
    """

    metadata = MetaData(
        info={KEPT: True},
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }

    hotline_id: Mapped[int] = mapped_column(default=take_hotline, sort_order=1)
