"""Routes of files in a conversation: the caller's by their cookie, the agent's by their contact.

A file is always handed over to be saved, in a sandbox, and nobody between keeps a copy.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response, UploadFile

from app.desks.console.pages import AgentId, answer_form
from app.desks.console.queries import find_own_contact
from app.doors.chat.files import LARGEST_BYTES, OpenedFile, Upload, open_file, send_file
from app.doors.chat.pages import ChatToken, ServicesOf, answer_caller
from app.doors.chat.queries import find_chat
from app.kit.errors import BadInput

router = APIRouter(default_response_class=Response, include_in_schema=False)
SenderToken = Annotated[str, Form(max_length=64)]


@router.post("/chat/files")
def post_callers_file(
    request: Request,
    services: ServicesOf,
    file: UploadFile,
    sender_token: SenderToken = "",
    token: ChatToken = None,
) -> Response:
    """The caller sends a picture or a paper."""
    with services.store.write() as uow:
        contact = find_chat(uow.session, token or "")
        upload = _read(file, sender_token or uow.make_token())
        send_file(uow, contact, "caller", upload)
    return answer_caller(request)


@router.get("/chat/files/{file_id}")
def get_callers_file(services: ServicesOf, file_id: int, token: ChatToken = None) -> Response:
    """The caller opens a file of their own conversation."""
    with services.store.write() as uow:
        return _hand_over(open_file(uow, find_chat(uow.session, token or ""), file_id))


@router.post("/console/contacts/{contact_id}/files")
def post_agents_file(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    file: UploadFile,
    sender_token: SenderToken = "",
) -> Response:
    """The agent sends a form to fill in; a conversation by text message cannot carry it."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        if contact.channel != "chat":
            raise BadInput(place="file", reason="no_files_by_text")
        upload = _read(file, sender_token or uow.make_token())
        send_file(uow, contact, "agent", upload, agent_id)
    return answer_form(request, contact_id)


@router.get("/console/contacts/{contact_id}/files/{file_id}")
def get_agents_file(
    services: ServicesOf, agent_id: AgentId, contact_id: int, file_id: int
) -> Response:
    """The agent opens a file of a conversation of their own."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        return _hand_over(open_file(uow, contact, file_id, agent_id))


def _read(file: UploadFile, sender_token: str) -> Upload:
    return Upload(file.filename or "", file.file.read(LARGEST_BYTES + 1), sender_token)


def _hand_over(file: OpenedFile) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(file.content, media_type=file.kind, headers=headers)
