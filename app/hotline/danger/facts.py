"""Facts of danger that was heard; the words themselves are sealed elsewhere."""

from __future__ import annotations

from app.kit.storage.facts import AGENT, CODE, CONTACT, FactKind, list_of, one_of
from knowledge.danger.rules import DangerKind

DANGER_RECOGNISED = FactKind(
    "danger_recognised", CONTACT, kinds=list_of(one_of(DangerKind)), source=CODE
)
DANGER_WITHDRAWN = FactKind("danger_withdrawn", CONTACT, AGENT, kinds=list_of(one_of(DangerKind)))
