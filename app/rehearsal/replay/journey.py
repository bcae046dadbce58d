"""One journey through the whole hotline, told: a Tibetan caller waits, takes a call-back, talks,
a lawyer is consulted and takes over, the caller rates 2, and somebody must call again.

Everything is read back from the event log: what is told is what was recorded, all of it on one
ticket.  Never a number or a word of the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.desks.reports.verify import verify
from app.hotline.callbacks.facts import CALLBACK_ASKED
from app.hotline.callbacks.queries import Promise, find_newest
from app.hotline.calls.facts import ADVICE_ASKED, ADVICE_BEGAN, CALLER_HUNG_UP, HANDED_OVER
from app.hotline.contacts.facts import CONTACT_ARRIVED, LANGUAGE_SET
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_ASKED, CONTACT_NOTED, OFFER_MADE
from app.hotline.ratings.facts import CONTACT_RATED, RATING_ASKED
from app.hotline.tickets.models import Ticket
from app.kit.i18n import N_, Translator
from app.kit.i18n.formats import LINE_TIME, format_instant
from app.kit.storage.event_log import Event
from app.kit.web.words import find_word
from app.rehearsal.replay.orders.installation import OrderedInstallation
from app.rehearsal.replay.orders.stories import whole_journey

CALLER = "+8613812340001"
NAMES = {"tashi": "Tashi", "dawa": "Dawa", "lawyer": "Sonam"}

SENTENCES = {
    CONTACT_ARRIVED.name: N_("Somebody calls 12348; a contact and its one ticket are opened."),
    LANGUAGE_SET.name: N_("The caller asks for this language by key: %(language)s."),
    CONTACT_ASKED.name: N_("The caller waits for a person: %(seat)s."),
    CONTACT_NOTED.name: N_("The caller presses 1: we call back, the place is kept."),
    CALLER_HUNG_UP.name: N_("The caller puts the telephone down and keeps the place."),
    OFFER_MADE.name: N_("We ring %(who)s."),
    CONTACT_ANSWERED.name: N_("We call the caller, who presses a key: %(who)s talks with them."),
    ADVICE_ASKED.name: N_("%(who)s asks for advice (%(seat)s); the caller holds and hears music."),
    ADVICE_BEGAN.name: N_("%(who)s advises; the caller does not hear it."),
    HANDED_OVER.name: N_("All three talk, %(who)s takes over, the first leaves."),
    RATING_ASKED.name: N_("The talk is over; the caller is asked how it was."),
    CONTACT_RATED.name: N_("The caller presses %(score)s: %(rating)s."),
    CALLBACK_ASKED.name: N_("Somebody must call again: %(reason)s."),
}
SUMMARY = N_(
    "One contact, one ticket. Consulted: %(consulted)s. Handed over to: %(handed_over)s. "
    "To call again: %(reason)s, by %(due)s."
)
ALL_WELL = N_("Every law of the line holds.")


def play_journey(folder: Path) -> OrderedInstallation:
    """Play it on the stepped clock, from the first ring to the last key; close its world after."""
    installation = OrderedInstallation.open(folder, seed=1)
    whole_journey(installation, CALLER)
    return installation


def tell_journey(installation: OrderedInstallation, words: Translator) -> Iterator[str]:
    """The journey as lines in the reader's language: clock time, what happened; then the ticket."""
    people = {agent_id: NAMES[name] for name, agent_id in installation.ids.items()}
    with installation.world.services.store.read() as session:
        told = select(Event).where(Event.contact_id == installation.contact_id).order_by(Event.id)
        for event in session.scalars(told):
            if _is_told(event):
                at = event.at.astimezone(LINE_TIME).strftime("%H:%M:%S")
                yield f"{at}  {_tell(event, people, words)}"
        for ticket in session.scalars(select(Ticket)):
            yield _sum_up(ticket, find_newest(session, ticket.contact_id), words)
        breaches = verify(session, installation.world.clock.now()).breaches
    yield from (str(breach) for breach in breaches)
    if not breaches:
        yield words.gettext(ALL_WELL)


def _is_told(event: Event) -> bool:
    """What else is noted of the contact than the booking is no step of the journey."""
    is_passed_on = bool(event.data.get("transfers"))
    is_booked = event.kind != CONTACT_NOTED.name or event.data.get("booked_at") is not None
    return event.kind in SENTENCES and is_booked and not is_passed_on


def _tell(event: Event, people: dict[int, str], words: Translator) -> str:
    agent_id = event.data["legs"][0][0] if event.kind == OFFER_MADE.name else event.agent_id
    facts: dict[str, Any] = {"who": people.get(agent_id or 0, ""), "score": event.data.get("score")}
    facts |= {kind: _word(words, kind, event.data.get(kind)) for kind in ("language", "seat")}
    facts["rating"] = _word(words, "score", str(event.data.get("score", "")))
    facts["reason"] = _word(words, "callback_reason", event.data.get("reason"))
    return words.gettext(SENTENCES[event.kind], **facts)


def _sum_up(ticket: Ticket, promise: Promise | None, words: Translator) -> str:
    return words.gettext(
        SUMMARY,
        consulted=" ".join(_word(words, "seat", seat) for seat in ticket.consulted),
        handed_over=_word(words, "seat", ticket.handed_over_to),
        reason=_word(words, "callback_reason", promise.reason if promise else None),
        due=format_instant(promise.due_at if promise else None),
    )


def _word(words: Translator, kind: str, code: str | None) -> str:
    source = find_word(kind, code)
    return words.gettext(source) if source else ""
