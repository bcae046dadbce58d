"""Facts of what supervisors looked at."""

from __future__ import annotations

from app.kit.storage.facts import CONTACT, ID, FactKind

TICKET_READ = FactKind("ticket_read", CONTACT, account_id=ID)
