"""Facts of calling back by hand."""

from __future__ import annotations

from app.kit.storage.facts import CONTACT, ID, FactKind

NUMBER_SHOWN = FactKind("number_shown", CONTACT, account_id=ID)
