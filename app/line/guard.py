"""Who may run the line: supervisors and administrators. What callers told is not part of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.accounts.roles import Role
from app.parts import Parts, get_parts

Running = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
Supervising = Annotated[SignedIn, Depends(require(Role.SUPERVISOR))]
"""Who may read notes: an administrator keeps the machine and the accounts, not the cases."""
PartsOf = Annotated[Parts, Depends(get_parts)]
