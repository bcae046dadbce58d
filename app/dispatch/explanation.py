"""Why an offer went to whom it did: stored with the offer as codes, told by `app.web.choices`.

The reasons are the engine's (`routing.explain`); here they only become JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from routing.explain import explain
from routing.model import Offer
from routing.state import State


def describe_choice(state: State, offer: Offer) -> dict[str, Any]:
    """The explanation of an open offer as JSON; empty when its contact has gone already."""
    if offer.contact_id not in state.contacts:
        return {}
    explanation = explain(state, offer)
    return asdict(explanation) | {"sentence_key": explanation.sentence_key}
