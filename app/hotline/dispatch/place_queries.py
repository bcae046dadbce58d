"""The place that a waiting person is told: the one in the order in which they are served.

Danger and dropped lines come first, head starts count, call-backs yield; counted from rows, so
that every process tells the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import read_present_rules
from app.hotline.dispatch.rows import read_routing
from routing.ranking import RankKey, rank_contact, rank_key
from routing.settings import Settings

_WAITING = select(Contact.id, Contact.routing).where(
    IS_LIVE,
    Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
    Contact.channel == bindparam("channel"),
)
_HOTLINE = select(Hotline).execution_options(autoflush=False)


def count_waiting_before(session: Session, contact: Contact) -> int:
    """How many on the same channel are served before this one."""
    settings = read_present_rules(session.scalars(_HOTLINE).one())
    waiting = session.execute(_WAITING, {"channel": contact.channel})
    keys = {row.id: _rank(settings, row.routing) for row in waiting if row.routing}
    own = keys.get(contact.id)
    return 0 if own is None else sum(key < own for key in keys.values())


def _rank(settings: Settings, kept: dict[str, Any]) -> RankKey:
    ranked = read_routing(kept)
    rank_contact(settings, ranked)
    return rank_key(ranked)
