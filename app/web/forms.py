"""What routes read of forms: numbers of rows, and all fields as plain texts where they are not
known beforehand (one field a weekday)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from app.web.guards import LARGEST_ROW_ID

MOST_FIELDS = 200
LONGEST_FIELD = 2000


async def read_fields(request: Request) -> dict[str, str]:
    """The form's texts by name, each cut at a length that no honest field reaches."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {k: v[:LONGEST_FIELD] for k, v in form.multi_items() if isinstance(v, str)}


RowId = Annotated[int, Field(ge=0, le=LARGEST_ROW_ID)]
"""The number of a row, in a form or behind a question mark."""

Fields = Annotated[dict[str, str], Depends(read_fields)]
