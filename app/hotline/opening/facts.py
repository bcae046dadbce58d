"""Facts of when the line is open; who changed it, by an account or a command."""

from __future__ import annotations

from app.kit.storage.facts import ID, FactKind, maybe

LINE_CLOSED_BY_HAND = FactKind("line_closed_by_hand", account_id=maybe(ID))
LINE_REOPENED = FactKind("line_reopened", account_id=maybe(ID))
HOURS_CHANGED = FactKind("hours_changed", account_id=maybe(ID))
EMERGENCY_PLANNED = FactKind("emergency_planned", account_id=maybe(ID))
EMERGENCY_BEGAN = FactKind("emergency_began", account_id=maybe(ID))
EMERGENCY_ENDED = FactKind("emergency_ended", account_id=maybe(ID))
