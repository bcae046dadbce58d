"""B71 with real processes: kill -9 of the web while five callers wait and one talks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.hotline.agents.models import Agent
from app.hotline.calls.models import Leg
from app.hotline.dispatch.actions import end_wrap_up, set_ready
from app.kit.storage.event_log import Event
from routing.model import AgentState
from tests.journeys.real_installation import RealInstallation
from tests.servers.valkey import ValkeyServer

ACCEPTS = {"answers_after_s": 2, "keys": [{"keys": "1", "after_s": 1.0}]}


def caller(talk_s: float) -> dict[str, object]:
    return {"keys": [{"keys": "2", "after_s": 1.0}], "talk_s": talk_s, "patience_s": 600}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealInstallation]:
    extra = {}
    if request.param == "postgres":
        extra["DATABASE_URL"] = str(request.getfixturevalue("empty_postgres_url"))
    installation = RealInstallation(tmp_path, extra)
    yield installation
    installation.close()


def test_b71_killed_while_five_wait_and_one_talks(installation: RealInstallation) -> None:
    installation.staff("+8613900000001", ("zh", "bo"), ACCEPTS)
    installation.call_in("+8613812340000", caller(talk_s=120))
    installation.wait_for(lambda: installation.count("connected") == 1)
    for number in range(1, 6):
        installation.call_in(f"+861381234000{number}", caller(talk_s=4))
        installation.wait_for(lambda number=number: installation.count("waiting") == number)
    before = {c.id: c.asked_at for c in installation.contacts()}

    installation.kill("app.run.starting:build")
    installation.call_in(
        "+8613812340006", caller(talk_s=4)
    )  # nobody is there: the fallback holds them
    installation.wait_for(lambda: not installation.is_up())
    installation.wait_for(installation.is_up)
    assert {c.id: c.asked_at for c in installation.contacts() if c.id in before} == before
    assert installation.count("connected") == 1, "the talk goes on"
    assert installation.count("waiting") >= 5

    for number in (2, 3):
        installation.staff(f"+861390000000{number}", ("zh",), ACCEPTS)
    installation.wait_for(
        lambda: answered(installation) == 7 or keep_at_work(installation, 2, 3), 120
    )

    assert list(dict.fromkeys(list_contacts(installation, "offer_made")))[:6] == [1, 2, 3, 4, 5, 6]
    assert_nobody_rung_twice(installation)
    verdict = installation.run_command("verify")
    assert verdict.returncode == 0, verdict.stdout


def test_with_redis_stopped_calls_are_still_answered(
    tmp_path: Path, own_valkey: ValkeyServer
) -> None:
    installation = RealInstallation(tmp_path, {"REDIS_URL": own_valkey.url})
    try:
        own_valkey.stop()
        assert installation.fetch("/prompts/music.wav").headers["content-type"].startswith("audio/")
        installation.staff("+8613900000001", ("zh", "bo"), ACCEPTS)
        installation.call_in("+8613812340000", caller(talk_s=5))
        installation.wait_for(lambda: answered(installation) == 1)
        installation.wait_for(lambda: installation.count("connected") == 0)
        assert installation.run_command("verify").returncode == 0
    finally:
        installation.close()


def list_contacts(installation: RealInstallation, kind: str) -> list[int]:
    """The contacts of one kind of event, in order."""
    with installation.store.read() as session:
        told = select(Event.contact_id).where(Event.kind == kind).order_by(Event.id)
        return [contact_id or 0 for contact_id in session.scalars(told)]


def answered(installation: RealInstallation) -> int:
    return len(list_contacts(installation, "contact_answered"))


def keep_at_work(installation: RealInstallation, *agent_ids: int) -> bool:
    """Wrap-ups end, and whoever missed a call on a slow machine comes back; always False."""
    for agent_id in agent_ids:
        with installation.router.write() as work:
            state = work.uow.session.get_one(Agent, agent_id).state
            if state == AgentState.WRAPPING_UP:
                end_wrap_up(work, agent_id)
            elif state == AgentState.NOT_READY:
                set_ready(work, agent_id)
    return False


def assert_nobody_rung_twice(installation: RealInstallation) -> None:
    """One leg for each seat of an offer, one call of the carrier for each leg."""
    with installation.store.read() as session:
        legs = list(session.scalars(select(Leg).where(Leg.role == "agent")))
    assert len({(leg.offer_id, leg.agent_id) for leg in legs}) == len(legs)
    rung = [call for call in installation.calls() if call["direction"] != "inbound"]
    assert len(rung) == len(legs)
    assert {call["sid"] for call in rung} == {leg.call_sid for leg in legs}
