"""Facts of the made-up hotline for practice."""

from __future__ import annotations

from app.kit.storage.facts import COUNT, FactKind

TRAINING_LOADED = FactKind("training_loaded", agents=COUNT)
