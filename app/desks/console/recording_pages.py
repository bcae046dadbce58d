"""Routes by which staff see and hear recordings; every listening is logged (R29).

Agents hear what belongs to their own contacts and to people who wait for a call; supervisors
hear all, administrators nothing.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.desks.console.queries import check_may_hear
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.contacts.models import Contact
from app.hotline.recordings.actions import listen
from app.hotline.recordings.queries import find_recording, list_recordings
from app.hotline.services import Services, get_services
from app.kit.storage.vault import Vault
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
MayListen = Annotated[SignedIn, Depends(require(Role.AGENT, Role.EXPERT, Role.SUPERVISOR))]
ServicesOf = Annotated[Services, Depends(get_services)]


@router.get("/console/contacts/{contact_id}/recordings")
def show_recordings(
    request: Request, account: MayListen, services: ServicesOf, contact_id: int
) -> Response:
    """What was recorded of a contact; nothing where nothing was."""
    with services.store.read() as session:
        check_may_hear(session, _whose(account), contact_id)
        kept = list_recordings(session, contact_id)
    if not kept:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return render(request, "console/recordings.html", contact_id=contact_id, recordings=kept)


def describe_recordings(session: Session, _: Vault, contact: Contact) -> dict[str, Any]:
    """The recordings of a contact that its reader may see: its own agents may hear them (R29)."""
    return {"recordings": list_recordings(session, contact.id)}


@router.get("/recordings/{recording_id}.wav")
def hear_recording(recording_id: int, account: MayListen, services: ServicesOf) -> Response:
    """The sound of a recording."""
    with services.store.read() as session:
        check_may_hear(session, _whose(account), find_recording(session, recording_id).contact_id)
    folder = services.settings.data_dir / "recordings"
    sound = listen(services.store, folder, recording_id, account.account_id)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})


def _whose(account: SignedIn) -> int | None:
    """The agent whose contacts alone may be heard; None for those who may hear all."""
    return None if account.role is Role.SUPERVISOR else account.agent_id or 0
