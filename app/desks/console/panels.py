"""What is shown beside a contact, in the same answer as the contact itself: asked for one by one,
recordings, texts, the person and 12345's words cost every call four requests more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.hotline.contacts.models import Contact
from app.kit.storage.vault import Vault

Panels = Callable[[Session, Vault, Contact], Mapping[str, Any]]
"""What a piece's template shows of a contact that its reader may see, by the names it uses."""


async def find_panels(request: Request) -> tuple[Panels, ...]:
    """The pieces that the application was wired with."""
    pieces: tuple[Panels, ...] = request.app.state.beside_contact
    return pieces


def read_beside(
    session: Session, vault: Vault, beside: tuple[Panels, ...], contact_id: int
) -> dict[str, Any]:
    """All pieces of a contact that its reader was found to see (`read_contact`)."""
    contact = session.get_one(Contact, contact_id)
    values: dict[str, Any] = {"contact_id": contact_id}
    for read in beside:
        values |= read(session, vault, contact)
    return values


PanelsOf = Annotated[tuple[Panels, ...], Depends(find_panels)]
