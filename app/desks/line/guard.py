"""Who may run the line: supervisors and administrators. What callers told is not part of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.services import Services, get_services

Running = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
Supervising = Annotated[SignedIn, Depends(require(Role.SUPERVISOR))]
"""Who may read notes: an administrator keeps the machine and the accounts, not the cases."""
ServicesOf = Annotated[Services, Depends(get_services)]
