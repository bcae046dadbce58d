"""A day of contacts, for tests that compute a board from events alone."""

from __future__ import annotations

from collections.abc import Mapping

from app.desks.reports.day import Day, count_record
from app.desks.reports.facts import Record


def make_day(records: Mapping[int, Record]) -> Day:
    day = Day()
    for contact_id, record in records.items():
        day.put(contact_id, count_record(record))
    return day
