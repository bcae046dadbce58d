"""A form whose fields are not known beforehand, such as one field a weekday, as plain texts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

MOST_FIELDS = 200
LONGEST_FIELD = 2000


async def read_fields(request: Request) -> dict[str, str]:
    """The form's texts by name, each cut at a length that no honest field reaches."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {k: v[:LONGEST_FIELD] for k, v in form.multi_items() if isinstance(v, str)}


Fields = Annotated[dict[str, str], Depends(read_fields)]
