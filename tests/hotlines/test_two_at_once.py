"""Two hotlines in one process and one database are served side by side, each by its own people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.desks.reports.verify import verify
from app.gateway.simulated.plans import PhonePlan
from app.hotline.accounts.roles import Role
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Caller, Contact
from app.hotline.dispatch.models import Hotline as HotlineRow
from app.hotline.dispatch.models import Offer
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.rehearsal.replay.stepped import TWILIO, make_stepped_world
from app.run.main import make_app
from tests.console.installation import MONDAY, TIBETAN_KEY, Hotline
from tests.console.test_console import find_offer
from tests.hotlines.two import SECOND

CALLER = "+8613912345678"
PEOPLE = {FIRST_HOTLINE: ("drolma", "pema"), 2: ("lhamo", "karma")}
"""Of each hotline, who answers and who supervises."""
NUMBERS = {FIRST_HOTLINE: TWILIO.number, 2: SECOND.number}


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Hotline]:
    world = make_stepped_world(tmp_path, MONDAY, seed=1, database_url=database_url)
    assert world.add_hotline(SECOND) == 2
    hotline = Hotline(world, make_app(world.services))
    for hotline_id, (agent, supervisor) in PEOPLE.items():
        with within(hotline_id):
            hotline.hire(agent, "bo", "zh")
            hotline.hire(supervisor, "zh", role=Role.SUPERVISOR)
    yield hotline
    world.close()


def call(installation: Hotline, hotline_id: int, number: str = CALLER) -> None:
    plan = PhonePlan(keys=TIBETAN_KEY)
    installation.world.gateway.switch.dial_in(number, NUMBERS[hotline_id], plan)


def accept(installation: Hotline, browser: TestClient) -> int:
    """The offer that rings at the desk; returns its number."""
    offer = find_offer(browser.get("/console?part=desk").text)
    browser.post(f"/console/offers/{offer}/accept")
    return int(offer)


def test_two_calls_at_once_go_to_their_own_people(installation: Hotline) -> None:
    desks = {each: installation.sign_in(agent) for each, (agent, _) in PEOPLE.items()}
    for desk in desks.values():
        desk.post("/console/ready")
    for hotline_id in PEOPLE:
        call(installation, hotline_id)
    installation.wait(5)
    offers = {each: accept(installation, desk) for each, desk in desks.items()}
    installation.wait(5)
    assert offers == {FIRST_HOTLINE: 1, 2: 100_000_001}
    store = installation.world.services.store
    for hotline_id in PEOPLE:
        with within(hotline_id), store.read() as session:
            contact = session.scalars(select(Contact)).one()
            assert contact.state == "connected"
            assert session.scalars(select(Offer.id)).all() == [offers[hotline_id]]
            assert session.scalars(select(Caller.id)).one() == contact.caller_id
            assert session.scalar(select(HotlineRow.version)) > 0
            tokens = session.scalars(select(Leg.token)).all()
            assert {token.startswith("2-") for token in tokens} == {hotline_id == 2}
    for switch_id in list(installation.world.gateway.switch.phones):
        installation.world.gateway.switch.hang_up(switch_id)
    installation.wait(7200)
    for hotline_id in PEOPLE:
        with within(hotline_id), store.read_snapshot() as session:
            verdict = verify(session, installation.world.clock.now())
            assert (verdict.contacts, verdict.breaches) == (1, ())


def test_who_waits_at_one_is_nobodys_at_the_other(installation: Hotline) -> None:
    desk = installation.sign_in(PEOPLE[FIRST_HOTLINE][0])
    desk.post("/console/ready")
    call(installation, 2)
    installation.wait(30)
    with within(2), installation.world.services.store.read() as session:
        assert session.scalars(select(Contact.state)).one() == "waiting"
    with within(FIRST_HOTLINE), installation.world.services.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Offer)) == 0
    boards = {
        each: installation.sign_in(names[1]).get("/wallboard") for each, names in PEOPLE.items()
    }
    assert "lhamo" not in boards[FIRST_HOTLINE].text.lower()
    assert "drolma" not in boards[2].text.lower()


def test_the_public_reaches_the_hotline_whose_host_it_asks(installation: Hotline) -> None:
    for host, hotline_id in (("testserver", FIRST_HOTLINE), ("second.localhost", 2)):
        browser = TestClient(
            installation.app, base_url=f"http://{host}", headers={"accept": "text/html"}
        )
        browser.post("/chat/messages", data={"text": "工资", "sender_token": host})
        token = browser.cookies["hotline_chat"]
        assert token.startswith("2-") is (hotline_id == 2)
        with within(hotline_id), installation.world.services.store.read() as session:
            assert session.scalars(select(Contact.token)).one() == token
        assert "工资" in browser.get("/chat").text
        answer = browser.get(f"/api/chat/{token}").json()
        assert answer["messages"][0]["text"] == "工资"


def test_a_token_of_one_names_nothing_at_the_other(installation: Hotline) -> None:
    browser = installation.open_browser()
    browser.post("/chat/messages", data={"text": "x", "sender_token": "x"})
    token = browser.cookies["hotline_chat"]
    assert browser.get(f"/api/chat/{token}").status_code == 200
    for forged in (f"2-{token}", f"9-{token}", f"1-{token}", f"2-{token[2:]}"):
        assert browser.get(f"/api/chat/{forged}").status_code == 404
