"""Facts of tickets."""

from __future__ import annotations

from app.kit.storage.facts import AGENT, CODE, CONTACT, COUNT, FactKind, maybe

TICKET_OPENED = FactKind("ticket_opened", CONTACT)
TICKET_NOTED = FactKind("ticket_noted", CONTACT, characters=COUNT)
TICKET_TOPIC_CHOSEN = FactKind("ticket_topic_chosen", CONTACT, topic=maybe(CODE))
TICKET_CLOSED = FactKind("ticket_closed", CONTACT, AGENT, topic=maybe(CODE))
TRANSFER_SETTLED = FactKind("transfer_settled", CONTACT, result=CODE)
