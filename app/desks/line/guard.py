"""Who may run the line: supervisors and administrators. What callers told is not part of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.parts import Parts, get_parts

Running = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
Supervising = Annotated[SignedIn, Depends(require(Role.SUPERVISOR))]
"""Who may read notes: an administrator keeps the machine and the accounts, not the cases."""
PartsOf = Annotated[Parts, Depends(get_parts)]
