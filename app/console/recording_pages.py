"""The route by which staff hear a recording; every listening is logged (R29)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.accounts.roles import Role
from app.parts import Parts, get_parts
from app.recordings.actions import listen

router = APIRouter(include_in_schema=False)
MayListen = Annotated[
    SignedIn, Depends(require(Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.ADMIN))
]


@router.get("/recordings/{recording_id}.wav")
def hear_recording(
    recording_id: int, account: MayListen, parts: Annotated[Parts, Depends(get_parts)]
) -> Response:
    """The sound of a recording."""
    folder = parts.settings.data_dir / "recordings"
    sound = listen(parts.store, folder, recording_id, account.account_id)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})
