"""What routing keeps of a contact (`Contact.routing`), for whoever else needs to know it.

The only reader of that column beside `dispatch.rows`, which makes the engine's contact of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from app.hotline.contacts.models import Contact
from routing.model import Role


@dataclass(frozen=True, slots=True)
class Kept:
    """As the engine names it; instants are POSIX seconds.  All of it empty before a contact asked
    for a seat."""

    asked_at: float | None = None
    waited_since: float | None = None
    booked_at: float | None = None
    head_starts: tuple[str, ...] = ()
    at_head: bool = False
    transfers: int = 0
    interpreter_asked: bool = False
    seat_agent: int | None = None
    interpreter: int | None = None
    adviser: int | None = None
    lacks: Role | None = None

    @property
    def serving(self) -> frozenset[int]:
        """Who has the caller: the seat, the interpreter, or both."""
        return frozenset(each for each in (self.seat_agent, self.interpreter) if each is not None)

    @property
    def present(self) -> frozenset[int]:
        """Everybody who is there for the caller."""
        return self.serving if self.adviser is None else self.serving | {self.adviser}


_NAMES = tuple(each.name for each in fields(Kept))


def read_kept(contact: Contact) -> Kept:
    """What the contact's row keeps."""
    values = {name: contact.routing[name] for name in _NAMES if name in contact.routing}
    values["head_starts"] = tuple(values.get("head_starts", ()))
    values["lacks"] = Role(values["lacks"]) if values.get("lacks") else None
    return Kept(**values)
