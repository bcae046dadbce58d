"""Outside lines that a caller can be passed on to, and their numbers per county.

12345 and the three emergency short numbers work everywhere in China; a county whose centre
has a number of its own is a row.  Never guesses a number.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.calls.models import OutsideLine


class Target(StrEnum):
    """Whom a caller can be passed on to outside the house."""

    GOVERNMENT = "12345"
    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"


def find_number(session: Session, target: Target, county: str | None) -> str:
    """The county's own number, else the one for all counties, else the short number itself."""
    lines = select(OutsideLine).where(OutsideLine.target == target)
    numbers = {line.county: line.number for line in session.scalars(lines)}
    return numbers.get(county or "") or numbers.get("") or target.value


def list_own_numbers(session: Session) -> dict[tuple[str, str], str]:
    """The numbers that the bureau keeps, by target and county ("" for all)."""
    lines = session.scalars(select(OutsideLine))
    return {(line.target, line.county): line.number for line in lines}
