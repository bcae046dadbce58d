"""Why an offer went to whom it did: stored with the offer as codes, told in the reader's words.

The reasons are the engine's (`routing.explain`); here they only become JSON and sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.i18n import N_, Translator
from routing.explain import explain
from routing.model import Offer
from routing.state import State

SENTENCES: Mapping[str, str] = {
    "preferred": N_("%(agent)s was asked first: this agent advised the caller before."),
    "named": N_("%(agent)s was named by the colleague who transferred the contact."),
    "only_one": N_("%(agent)s was the only free agent who fits."),
    "interpreted": N_(
        "%(agent)s knows the matter and %(interpreter)s interprets: no free agent has both."
    ),
    "by_tuple.missed_before": N_("%(agent)s goes first: the others missed this contact before."),
    "by_tuple.on_call": N_("%(agent)s goes first: on shift, before people on call."),
    "by_tuple.level": N_("%(agent)s goes first: the closest fit, so that rarer skills stay free."),
    "by_tuple.wrong_variety": N_("%(agent)s goes first: speaks the caller's kind of Tibetan."),
    "by_tuple.flexibility": N_("%(agent)s goes first: the others could also do something else."),
    "by_tuple.idle_since": N_("%(agent)s goes first: free for longest."),
    "by_tuple.position": N_("%(agent)s goes first: first on the roster among equals."),
}
"""Sentence by `Explanation.sentence_key`."""

PASSED_OVER: Mapping[str, str] = {
    "not_permitted": N_("not permitted"),
    "offline": N_("signed out"),
    "not_ready": N_("not ready at that moment"),
    "busy": N_("with another contact"),
    "no_capacity": N_("no room for one more"),
    "other_language": N_("does not speak the language"),
    "other_seat": N_("does not do this kind of work"),
    "passed_it_on": N_("declined or passed it on before"),
    "on_call_later": N_("on call, not due yet"),
    "ranked_lower": N_("would have come later"),
}
"""Words for `routing.explain.PassedOver`."""


def describe_choice(state: State, offer: Offer) -> dict[str, Any]:
    """The explanation of an open offer as JSON; empty when its contact has gone already."""
    if offer.contact_id not in state.contacts:
        return {}
    explanation = explain(state, offer)
    return asdict(explanation) | {"sentence_key": explanation.sentence_key}


def tell_choice(
    explanation: Mapping[str, Any], names: Mapping[int, str], translator: Translator
) -> str:
    """One sentence in the reader's language; `names` by agent id, unknown ones as their id."""
    source = SENTENCES.get(explanation.get("sentence_key", ""))
    if source is None:
        return ""
    agents = [names.get(a, str(a)) for a in explanation["agent_ids"]]
    return translator.gettext(source, agent=agents[0], interpreter=agents[-1])


def tell_passed_over(code: str, translator: Translator) -> str:
    """Why one agent was passed over, in the reader's language."""
    source = PASSED_OVER.get(code)
    return translator.gettext(source) if source else code
