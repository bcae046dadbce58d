"""What is read of forms: numbers of rows, times of the wall clock, and all fields as plain texts
where they are not known beforehand (one field a weekday)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from app.kit.web.clean_text import check_form
from app.kit.web.guards import LARGEST_ROW_ID

YEARS = range(2000, 2200)
"""What people plan lies here; farther off no instant can be told in another zone."""

MOST_FIELDS = 200
LONGEST_FIELD = 2000


def read_local(text: str) -> datetime:
    """A time on the line's wall clock as a browser sends it, "2026-11-24T09:30", without a zone.

    Raises ValueError for what is none, and for years that nobody means.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is not None or at.year not in YEARS:
        raise ValueError(text)
    return at


async def read_fields(request: Request) -> dict[str, str]:
    """The form's texts by name, each cut at a length that no honest field reaches."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    check_form(form)
    return {k: v[:LONGEST_FIELD] for k, v in form.multi_items() if isinstance(v, str)}


RowId = Annotated[int, Field(ge=0, le=LARGEST_ROW_ID)]
"""The number of a row, in a form or behind a question mark."""

Fields = Annotated[dict[str, str], Depends(read_fields)]
