"""Why an offer went to whom it did: stored with the offer as codes, told by `app.kit.web.choices`.

The reasons are the engine's (`routing.explain`); here they only become JSON.  On a large line the
first candidates are kept in full, of all others who they were and why not.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from routing.explain import Candidate, Explanation, explain
from routing.model import Offer
from routing.state import State

TOLD_IN_FULL = 12
_PLAIN = tuple(each.name for each in fields(Explanation) if each.name != "candidates")


def describe_choice(state: State, offer: Offer) -> dict[str, Any]:
    """The explanation of an open offer as JSON; empty when its contact has gone already."""
    if offer.contact_id not in state.contacts:
        return {}
    explanation = explain(state, offer)
    ordered = sorted(explanation.candidates, key=_order)
    described = {name: getattr(explanation, name) for name in _PLAIN}
    described["sentence_key"] = explanation.sentence_key
    described["candidates"] = [asdict(each) for each in ordered[:TOLD_IN_FULL]]
    if others := ordered[TOLD_IN_FULL:]:
        described["others"] = _group(others)
    return described


def _order(candidate: Candidate) -> tuple[bool, bool, Any]:
    """Who was chosen first, then who came next by the tuple, then who could not be."""
    key = candidate.key
    return not candidate.is_chosen, key is None, key or candidate.agent_id


def _group(candidates: list[Candidate]) -> dict[str, dict[str, list[int]]]:
    """Agents by why they were passed over and, of those who fit too, by the part that decided."""
    grouped: dict[str, dict[str, list[int]]] = {}
    for each in candidates:
        by_part = grouped.setdefault(each.passed_over or "", {})
        by_part.setdefault(each.decided_by or "", []).append(each.agent_id)
    return grouped
