"""The state that a process holds in memory is the one that its rows tell, at every instant: so
another process may go on from the rows alone (B71)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.hotline.dispatch.models import Hotline as HotlineRow
from app.hotline.dispatch.rows import load_state
from app.kit.storage.scope import FIRST_HOTLINE
from routing import invariants
from routing.state import State
from tests.journeys.cast import BO, DOLMA, LI, SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener


def plain(value: Any) -> Any:
    """Values to compare: instants to a hundredth of a millisecond, as rows keep microseconds."""
    match value:
        case float():
            return round(value, 5)
        case dict():
            return {str(key): plain(inner) for key, inner in value.items() if key != "place_no"}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case set() | frozenset():
            return sorted(plain(inner) for inner in value)
    return value


def describe(state: State) -> dict[str, Any]:
    return {
        "agents": {i: plain(asdict(agent)) for i, agent in state.agents.items()},
        "contacts": {i: plain(asdict(contact)) for i, contact in state.contacts.items()},
        "offers": {i: plain(asdict(offer)) for i, offer in state.offers.items()},
        "deadlines": plain({str(key): at for key, at in state.deadlines.items()}),
        "next_offer_id": state.next_offer_id,
    }


def compare(hotline: Hotline) -> int:
    """Assert that rows and memory agree and that no invariant is broken; returns 1."""
    router = hotline.world.services.router
    held = router._held[FIRST_HOTLINE]
    if held.state is None:
        return 0
    with hotline.world.services.store.read() as session:
        row = session.scalars(select(HotlineRow)).one()
        if row.version != held.version:
            return 0
        read = load_state(session, row)
    assert describe(read) == describe(held.state)
    assert invariants.check(read) == []
    return 1


def test_rows_and_memory_agree_at_every_instant(open_hotline: Opener) -> None:
    hotline = open_hotline(wrap_up_s=5.0, ring_together=2, callback_offer_after_s=None)
    compared = [0]

    def look() -> None:
        compared[0] += compare(hotline)

    hotline.world.watchers.append(look)
    hotline.staff(TASHI)
    hotline.staff(LI, ("zh",), phone=SILENT)
    for number in range(4):
        plan = caller(BO if number % 2 else ZH, talk_s=15, patience_s=100)
        hotline.ring_in(plan, f"+861381234000{number}")
        hotline.run(7)
    hotline.staff(DOLMA, ("bo",))
    hotline.run(40)
    for agent_id in (1, 2, 3):
        if hotline.agent(agent_id).state == "not_ready":
            hotline.make_ready(agent_id)
    hotline.run(150)
    assert compared[0] > 20
    assert hotline.breaches() == []
