"""How much database a call takes, by table, with its indexes."""

from __future__ import annotations

from sqlalchemy import text

from app.kit.storage.unit_of_work import Store

_SQLITE = """
SELECT coalesce(s.tbl_name, d.name), sum(d.pgsize)
FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name
WHERE d.aggregate = TRUE GROUP BY 1
"""
_POSTGRESQL = """
SELECT relname, pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""


def read_sizes(store: Store) -> dict[str, int]:
    """Bytes of every table with its indexes, in whole pages."""
    with store.read() as session:
        rows = session.execute(text(_SQLITE if store.is_sqlite else _POSTGRESQL))
        return {str(name): int(size) for name, size in rows}


def find_growth(before: dict[str, int], after: dict[str, int], calls: int) -> dict[str, float]:
    """Bytes a call, by table, the largest first; tables that did not grow are left out."""
    grown = {name: (size - before.get(name, 0)) / max(1, calls) for name, size in after.items()}
    return {
        name: round(size)
        for name, size in sorted(grown.items(), key=lambda each: -each[1])
        if size > 0
    }
