"""Who may run the line: supervisors and administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.accounts.roles import Role
from app.parts import Parts, get_parts

Running = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
PartsOf = Annotated[Parts, Depends(get_parts)]
