"""The place that a waiting person is told: the one in the order in which they are served.

Danger and dropped lines come first, head starts count, call-backs yield; counted from rows, so
that every process tells the same.  What a row says is ranked once and known again by its text: of
five hundred who wait each asks for all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import read_present_rules
from app.hotline.dispatch.rows import read_routing
from routing.ranking import RankKey, rank_contact, rank_key
from routing.settings import Settings

MOST_KNOWN = 10_000
_WAITING = select(Contact.id, cast(Contact.routing, Text)).where(
    IS_LIVE,
    Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
    Contact.channel == bindparam("channel"),
)
_HOTLINE = select(Hotline).execution_options(autoflush=False)


def count_waiting_before(session: Session, contact: Contact) -> int:
    """How many on the same channel are served before this one."""
    settings = read_present_rules(session.scalars(_HOTLINE).one())
    waiting = session.execute(_WAITING, {"channel": contact.channel})
    keys = _KNOWN.rank_all(settings, [(id_, kept) for id_, kept in waiting if kept != "{}"])
    own = keys.get(contact.id)
    return 0 if own is None else sum(key < own for key in keys.values())


@dataclass(slots=True)
class _Known:
    """What contacts were ranked by certain settings, by what their rows keep."""

    _present: tuple[Settings, dict[str, RankKey]] = field(default_factory=lambda: (Settings(), {}))

    def rank_all(self, settings: Settings, kept: list[tuple[int, str]]) -> dict[int, RankKey]:
        """Each contact's place in the order, by its id."""
        ranked_by, known = self._present
        if ranked_by != settings or len(known) > MOST_KNOWN:
            known = {}
            self._present = settings, known
        for _, text in kept:
            if text not in known:
                known[text] = _rank(settings, text)
        return {id_: known[text] for id_, text in kept}


_KNOWN = _Known()


def _rank(settings: Settings, kept: str) -> RankKey:
    ranked = read_routing(json.loads(kept))
    rank_contact(settings, ranked)
    return rank_key(ranked)
