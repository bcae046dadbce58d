"""Whether a statement, as the database gets it, keeps to a hotline with every table it touches."""

from __future__ import annotations

import re
from collections import Counter

from app.run.tables import METADATA

EVERY_HOTLINE = "/* every hotline */"
_TABLES = "|".join(sorted(METADATA.tables, key=len, reverse=True))
_TOUCHED = re.compile(rf"(?:\b(?:FROM|JOIN|UPDATE)|,) \(?({_TABLES})\b(?!\.)(?: AS (\w+))?")


def keeps_to_a_hotline(statement: str) -> bool:
    """True also of one that says that it means every hotline."""
    if EVERY_HOTLINE in statement:
        return True
    line = " ".join(statement.split())
    touched = Counter(
        f"{alias or table}.{'id' if table == 'hotline' else 'hotline_id'} = "
        for table, alias in _TOUCHED.findall(line)
    )
    return all(line.count(condition) >= times for condition, times in touched.items())
