"""A session in which a row is read once, by a statement that is put together once.

SQLAlchemy lets go of what nobody holds for a moment and builds the statement of each `get` anew:
on the way of a call that costs more than the database does.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, bindparam, event, inspect, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload

T = TypeVar("T")


class RowSession(Session):
    """Gets a row by its number without putting the statement together anew."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """The row of an id, or None."""
        if options or not isinstance(ident, int):
            return super().get(entity, ident, **options)
        known = self.identity_map.get((entity, (ident,), None))
        if known is not None:
            return known
        found = self._ask(entity, ident)
        if found is None and self.new:
            self.flush()
            found = self._ask(entity, ident)
        return found

    def _ask(self, entity: Any, ident: int) -> Any:
        return self.scalars(_select_by_id(entity), {"row_id": ident}).unique().one_or_none()

    def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As `get`; raises NoResultFound."""
        found = self.get(entity, ident, **options)
        if found is None:
            raise NoResultFound(f"no row {ident} of {entity.__name__}")
        return found


class PinningSession(RowSession):
    """Keeps what it has read until it ends: for the few rows of one use case."""

    def __init__(self, bind: Engine) -> None:
        super().__init__(bind)
        self.kept: list[object] = []


@cache
def _select_by_id(entity: Any) -> Select[Any]:
    """With what is always loaded beside the row in the same statement: it is one row."""
    mapper = inspect(entity)
    [key] = mapper.primary_key
    beside = [each for each in mapper.relationships if each.lazy == "selectin"]
    options = [joinedload(each.class_attribute) for each in beside]
    rows = select(entity).where(key == bindparam("row_id")).options(*options)
    return rows.execution_options(autoflush=False)  # no change of another row makes it this one


def _keep(session: PinningSession, row: object) -> None:
    session.kept.append(row)


event.listen(PinningSession, "loaded_as_persistent", _keep)
event.listen(PinningSession, "pending_to_persistent", _keep)
