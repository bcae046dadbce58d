"""Use cases of files in a conversation: taking one, opening it for one of the two sides.

What a file is, its first bytes say: neither its name nor the browser is believed. It is stored
sealed with the caller's key and never served to anybody else, never as a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.doors.chat.facts import FILE_OPENED, FILE_SENT
from app.doors.chat.message_actions import Words, keep_message
from app.doors.chat.models import ChatFile, Message
from app.doors.chat.queries import count_files, find_file, has_file
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.errors import BadInput, NotFound, Refused
from app.kit.storage.unit_of_work import UnitOfWork

LARGEST_BYTES = 8 * 1024 * 1024
MOST_FILES = 20
LONGEST_NAME = 120


class FileKind(StrEnum):
    """What may be sent: pictures of papers, and papers; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


ENDINGS = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.PDF: ".pdf",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, with the sender's own name for the message it is."""

    name: str
    content: bytes
    sender_token: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file in clear, for the person who may have it."""

    name: str
    kind: str
    content: bytes


def find_kind(content: bytes) -> FileKind | None:
    """What the first bytes say; None for everything that is not taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    return None


def name_file(name: str, kind: FileKind) -> str:
    """The name without folders and signs that steer a screen, with the ending of its kind."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in bare if letter.isprintable()).strip(" .")
    stem = plain.rpartition(".")[0] or plain or "file"
    return stem[:LONGEST_NAME] + ENDINGS[kind]


def send_file(
    uow: UnitOfWork, contact: Contact, sender: str, upload: Upload, agent_id: int | None = None
) -> Message:
    """Take a file into a conversation that goes on; sent twice it is one.

    Raises BadInput for one that is too large or of another kind, Refused when there are too many.
    """
    key = contact.caller.person_key
    if contact.state in {ContactStage.ARRIVED, ContactStage.ENDED, ContactStage.WRAPPING_UP}:
        raise Refused("contact_ended")
    if agent_id is not None and contact.agent_id != agent_id:
        raise Refused("not_connected")
    if len(upload.content) > LARGEST_BYTES:
        raise BadInput(place="file", reason="file_too_large")
    kind = find_kind(upload.content)
    if kind is None or key is None:
        raise BadInput(place="file", reason="file_kind_not_taken")
    if count_files(uow.session, contact.id) >= MOST_FILES:
        raise Refused("too_many_files")
    words = Words(name_file(upload.name, kind), upload.sender_token)
    message = keep_message(uow, contact, sender, words, agent_id)
    if not has_file(uow.session, message.id):
        attach_file(uow, contact, message, words.text, kind, upload.content)
    return message


def attach_file(
    uow: UnitOfWork,
    contact: Contact,
    message: Message,
    name: str,
    kind: FileKind,
    content: bytes,
) -> None:
    """Keep a file with its message, sealed with the caller's key, which must be there."""
    key = contact.caller.person_key
    assert key is not None, "asked before"
    name = name_file(name, kind)
    message.text_sealed = uow.vault.seal(name, key)
    file = ChatFile(
        contact_id=contact.id,
        message_id=message.id,
        name_sealed=uow.vault.seal(name, key),
        kind=kind,
        size_bytes=len(content),
        sent_at=uow.now,
        content_sealed=uow.vault.seal_bytes(content, key),
    )
    uow.session.add(file)
    uow.session.flush()
    uow.record(
        FILE_SENT,
        contact_id=contact.id,
        agent_id=message.agent_id,
        file_id=file.id,
        media_type=kind,
        size_bytes=file.size_bytes,
    )


def open_file(
    uow: UnitOfWork, contact: Contact, file_id: int, agent_id: int | None = None
) -> OpenedFile:
    """A file of this conversation; a colleague's look is logged (law 9). Raises NotFound."""
    file, key = find_file(uow.session, contact.id, file_id), contact.caller.person_key
    if key is None:
        raise NotFound(what="file", reason="erased")
    if agent_id is not None:
        uow.record(FILE_OPENED, contact_id=contact.id, agent_id=agent_id, file_id=file.id)
    name = uow.vault.open(file.name_sealed, key)
    return OpenedFile(name, file.kind, uow.vault.open_bytes(file.content_sealed, key))
