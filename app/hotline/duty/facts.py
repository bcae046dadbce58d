"""Facts of the duty rota."""

from __future__ import annotations

from app.kit.storage.facts import AGENT, ID, FactKind

DUTY_PLANNED = FactKind("duty_planned", AGENT, shift_id=ID)
DUTY_DROPPED = FactKind("duty_dropped", AGENT, shift_id=ID)
