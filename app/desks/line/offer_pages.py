"""Pages of B19: why each offer went to whom it did, told in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.offer_queries import ExplainedOffer, list_offered, name_agents, read_offers
from app.kit.i18n import UI_LANGUAGES, Language
from app.kit.web.choices import list_candidates, tell_choice, tell_part, tell_passed_over
from app.kit.web.readers import find_language
from app.kit.web.site import Site, find_site, render
from routing.explain import PassedOver
from routing.matching import SEAT_KEY_PARTS

router = APIRouter(prefix="/line/offers", default_response_class=Response, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One agent as the rule saw them, in the reader's words; `key` is the tuple that ordered."""

    name: str
    is_chosen: bool
    why_not: str
    key: str


@dataclass(frozen=True, slots=True)
class OfferLines:
    """One offer's explanation; `sentences` by language."""

    offer: ExplainedOffer
    sentences: Mapping[Language, str]
    candidates: tuple[CandidateLine, ...]


@router.get("")
def show_list(request: Request, services: ServicesOf, _: Running) -> Response:
    """The newest contacts that were offered to anybody."""
    with services.store.read() as session:
        contacts = list_offered(session)
    return render(request, "line/offers.html", contacts=contacts)


@router.get("/{contact_id}")
def show_offers(request: Request, services: ServicesOf, _: Running, contact_id: int) -> Response:
    """Every offer of one contact, with its candidates."""
    with services.store.read() as session:
        contact = read_offers(session, contact_id)
        names = name_agents(session, services.store.vault)
    site, language = find_site(request), find_language(request)
    lines = [_tell_offer(site, language, offer, names) for offer in contact.offers]
    return render(request, "line/offer.html", contact=contact, lines=lines)


def _tell_offer(
    site: Site, language: Language, offer: ExplainedOffer, names: Mapping[int, str]
) -> OfferLines:
    told = offer.explanation
    return OfferLines(
        offer,
        {each: tell_choice(told, names, site.translator(each)) for each in UI_LANGUAGES},
        tuple(
            _tell_candidate(site, language, candidate, names, told["made_at"])
            for candidate in sorted(list_candidates(told), key=_order_candidate)
        ),
    )


def _order_candidate(candidate: Mapping[str, Any]) -> tuple[bool, bool, Any]:
    """Who was chosen first, then who came next by the tuple, then who could not be."""
    key = candidate["key"]
    return not candidate["is_chosen"], key is None, key or candidate["agent_id"]


def _tell_candidate(
    site: Site,
    language: Language,
    candidate: Mapping[str, Any],
    names: Mapping[int, str],
    made_at: float,
) -> CandidateLine:
    words = site.translator(language)
    why_not = tell_passed_over(candidate["passed_over"] or "", words)
    if candidate["passed_over"] == PassedOver.RANKED_LOWER:
        why_not = f"{why_not}: {tell_part(candidate['decided_by'], words)}"
    agent_id, key = candidate["agent_id"], candidate["key"]
    return CandidateLine(
        names.get(agent_id, str(agent_id)),
        candidate["is_chosen"],
        why_not,
        _write_key(key, made_at) if key else "",
    )


def _write_key(key: Sequence[float], made_at: float) -> str:
    """The tuple as the rule compares it; the instant since when somebody is free as seconds."""
    services = dict(zip(SEAT_KEY_PARTS, key, strict=True))
    services["idle_since"] = round(services["idle_since"] - made_at)
    return " · ".join(f"{float(part):g}" for part in services.values())
