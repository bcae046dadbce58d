"""Use cases of the outside lines: which number is rung for 12345 and the emergency centres."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.hotline.calls.facts import OUTSIDE_LINE_DROPPED, OUTSIDE_LINE_SET
from app.hotline.calls.models import OutsideLine
from app.hotline.calls.outside import Target
from app.hotline.contacts.numbers import is_ordinary
from app.kit.errors import BadInput, BadSetting
from app.kit.storage.unit_of_work import UnitOfWork

_SHORT_NUMBER = re.compile(r"(0[1-9][0-9]{1,2})?[1-9][0-9]{2,5}")
"""With or without an area code: 110, 12345, 0836120."""


def set_outside_line(
    uow: UnitOfWork, target: str, county: str, number: str, account_id: int | None = None
) -> None:
    """Ring `number` for the target in a county ("" for all); raises BadSetting or BadInput.

    In place of the present one, from the next call on; who is being rung now goes on.
    """
    if target not in set(Target):
        raise BadInput(place="target", reason="bad_input")
    number = re.sub(r"[\s()-]", "", number)
    if not (is_ordinary(number) or _SHORT_NUMBER.fullmatch(number)):
        raise BadSetting(place="number", reason="not_a_phone_number")
    line = _find_line(uow, target, county)
    if line is None:
        uow.session.add(OutsideLine(target=target, county=county, number=number))
    else:
        line.number = number
    uow.record(OUTSIDE_LINE_SET, target=target, county=county, account_id=account_id)


def drop_outside_line(uow: UnitOfWork, target: str, county: str, account_id: int) -> None:
    """Ring what is rung elsewhere: the number for all counties, else the short number."""
    line = _find_line(uow, target, county)
    if line is not None:
        uow.session.delete(line)
        uow.record(OUTSIDE_LINE_DROPPED, target=target, county=county, account_id=account_id)


def _find_line(uow: UnitOfWork, target: str, county: str) -> OutsideLine | None:
    lines = select(OutsideLine).where(OutsideLine.target == target, OutsideLine.county == county)
    return uow.session.scalar(lines)
