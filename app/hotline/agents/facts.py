"""Facts of who answers."""

from __future__ import annotations

from app.kit.storage.facts import AGENT, FactKind

AGENT_ADDED = FactKind("agent_added", AGENT)
