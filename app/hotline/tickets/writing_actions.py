"""What people type into a ticket.  Nothing typed is lost: whoever saves over what they have not
seen is told so and wipes nothing, and whoever cannot be asked has both texts kept (B105)."""

from __future__ import annotations

from dataclasses import dataclass

from app.hotline.tickets.actions import lock_ticket
from app.hotline.tickets.facts import TICKET_NOTED, TICKET_TOPIC_CHOSEN
from app.hotline.tickets.models import Ticket
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork
from app.kit.storage.vault import Unreadable

MAX_NOTES_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Writer:
    """Who types, and with which caller's key their words are sealed."""

    account_id: int | None
    person_key: bytes | None


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that were changed; `seen` is the ticket's version on which that was based."""

    seen: int
    notes: str | None = None
    topic: str | None = None


def write_draft(uow: UnitOfWork, contact_id: int, draft: Draft, writer: Writer) -> list[str]:
    """Keep the fields; returns those that somebody else has changed since, which are not kept.

    Raises BadInput for what is too long.
    """
    ticket = lock_ticket(uow, contact_id)
    clashes = []
    if draft.notes is not None and not _write_notes(uow, ticket, draft, writer):
        clashes.append("notes")
    if draft.topic is not None and draft.topic != (ticket.topic or ""):
        if ticket.topic_version > draft.seen:
            clashes.append("topic")
        else:
            ticket.topic = draft.topic or None
            ticket.topic_version = _count(uow, ticket, writer)
            uow.record(TICKET_TOPIC_CHOSEN, contact_id=contact_id, topic=ticket.topic)
    return clashes


def write_notes(
    uow: UnitOfWork, contact_id: int, text: str, writer: Writer, *, seen: int, mark: str
) -> None:
    """Keep notes from a form that cannot ask: what somebody else wrote since stays above them.

    `mark` tells whose the lower part is.
    """
    ticket, notes = lock_ticket(uow, contact_id), even(text)
    if _write_notes(uow, ticket, Draft(seen, notes), writer):
        return
    theirs = _read_notes(uow, ticket, writer)
    both = Draft(ticket.version, join_notes(theirs, notes, mark))
    _write_notes(uow, ticket, both, writer)


def join_notes(theirs: str, mine: str, mark: str) -> str:
    """Both texts, one of them where it holds the other."""
    if mine in theirs:
        return theirs
    if theirs in mine:
        return mine
    return f"{theirs}\n\n—— {mark} ——\n{mine}"


def even(text: str) -> str:
    """A text with line ends as the database keeps them; forms send two characters for each."""
    return text.replace("\r\n", "\n")


def _write_notes(uow: UnitOfWork, ticket: Ticket, draft: Draft, writer: Writer) -> bool:
    """Whether the notes stand as the draft has them; False changes nothing."""
    text = even(draft.notes or "")
    if len(text) > MAX_NOTES_CHARACTERS:
        raise BadInput(place="notes", reason=f"longer than {MAX_NOTES_CHARACTERS} characters")
    theirs = _read_notes(uow, ticket, writer)
    if text == theirs:
        return True
    if ticket.notes_version > draft.seen and not (theirs and text.startswith(theirs)):
        return False
    ticket.notes_sealed = uow.vault.seal(text, writer.person_key)
    ticket.notes_version = _count(uow, ticket, writer)
    uow.record(TICKET_NOTED, contact_id=ticket.contact_id, characters=len(text))
    return True


def _read_notes(uow: UnitOfWork, ticket: Ticket, writer: Writer) -> str:
    if ticket.notes_sealed is None:
        return ""
    try:
        return uow.vault.open(ticket.notes_sealed, writer.person_key)
    except Unreadable:
        return ""


def _count(uow: UnitOfWork, ticket: Ticket, writer: Writer) -> int:
    ticket.version += 1
    ticket.written_by, ticket.written_at = writer.account_id, uow.now
    uow.topics.add(f"ticket:{ticket.contact_id}")
    return ticket.version
