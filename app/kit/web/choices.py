"""Tells a stored explanation of an offer in the reader's words (B19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kit.i18n import N_, Translator

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


PARTS: Mapping[str, str] = {
    "missed_before": N_("missed this contact before"),
    "on_call": N_("on call, others are on shift"),
    "level": N_("a less close fit, or a rarer skill"),
    "wrong_variety": N_("speaks another kind of Tibetan"),
    "flexibility": N_("could also do something else"),
    "idle_since": N_("free for less long"),
    "position": N_("later on the roster"),
    "id": N_("later on the roster"),
}
"""Why somebody who fits too came later, by the part of the tuple in which they differ."""


def tell_choice(
    explanation: Mapping[str, Any], names: Mapping[int, str], translator: Translator
) -> str:
    """One sentence in the reader's language; `names` by agent id, unknown ones as their id."""
    source = SENTENCES.get(explanation.get("sentence_key", ""))
    if source is None:
        return ""
    agents = [names.get(a, str(a)) for a in explanation["agent_ids"]]
    return translator.gettext(source, agent=agents[0], interpreter=agents[-1])


def list_candidates(explanation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Everybody who was considered; of who is kept in short the tuple is no longer known."""
    in_short = [
        {
            "agent_id": agent_id,
            "is_chosen": False,
            "passed_over": why,
            "decided_by": part or None,
            "key": None,
        }
        for why, by_part in explanation.get("others", {}).items()
        for part, agent_ids in by_part.items()
        for agent_id in agent_ids
    ]
    return [*explanation.get("candidates", []), *in_short]


def tell_passed_over(code: str, translator: Translator) -> str:
    """Why one agent was passed over, in the reader's language."""
    source = PASSED_OVER.get(code)
    return translator.gettext(source) if source else code


def tell_part(part: str | None, translator: Translator) -> str:
    """In what an agent who fits too was ranked lower, in the reader's language."""
    source = PARTS.get(part or "")
    return translator.gettext(source) if source else ""
