"""Sessions end on the server: by signing out, by sitting still, by age; never under a talk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.hotline.accounts.models import StaffSession
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import COOKIE, IDLE_AFTER, LASTS_FOR, LONGEST
from app.hotline.accounts.standing import ON_DUTY
from app.hotline.agents.models import Agent
from app.kit.storage.away import DatabaseAway, Lack, Presence
from tests.console.installation import Hotline, open_hotline

IDLE_S, AGE_S = IDLE_AFTER.total_seconds(), LASTS_FOR.total_seconds()
JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "zh")
    hotline.hire("pema", "zh", role=Role.SUPERVISOR)
    yield hotline
    hotline.world.close()


def pass_time(hotline: Hotline, seconds: float) -> None:
    """Only the clock moves: what the hotline does meanwhile is not asked here."""
    hotline.world.clock.advance(seconds)


def put(hotline: Hotline, state: str) -> None:
    """Put the agent where the routing would."""
    with hotline.world.services.store.write() as uow:
        uow.session.execute(update(Agent).values(state=state, state_since=uow.now))


def is_in(browser: TestClient, path: str = "/account") -> bool:
    return browser.get(path).url.path == path


def test_who_does_nothing_for_half_an_hour_signs_in_again(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    pass_time(hotline, IDLE_S - 1)
    assert is_in(pema)
    pass_time(hotline, IDLE_S - 1)
    assert is_in(pema), "what was done begins the time anew"
    pass_time(hotline, IDLE_S)
    assert not is_in(pema)
    assert pema.get("/account", headers=HTMX).status_code == 401, "the layer is asked for"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/signed-in", JSON),
        ("GET", "/wallboard?part=board", HTMX),
        ("GET", "/carrier", HTMX),
        ("GET", "/console?part=desk", HTMX),
        ("POST", "/console/alive", HTMX),
        ("POST", "/softphone/pass", JSON),
        ("POST", "/console/contacts/1/suggestions", HTMX),
    ],
)
def test_what_a_page_does_by_itself_keeps_nobody_signed_in(
    hotline: Hotline, method: str, path: str, headers: dict[str, str]
) -> None:
    drolma = hotline.sign_in("drolma")
    put(hotline, "not_ready")
    for _ in range(4):
        pass_time(hotline, IDLE_S / 4)
        drolma.request(method, path, headers=headers)
    assert not is_in(drolma)


def test_what_a_person_does_keeps_them_signed_in(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    for _ in range(4):
        pass_time(hotline, IDLE_S / 2)
        drolma.post("/console/not-ready", data={"reason": "meal"}, headers=HTMX)
    assert is_in(drolma)


@pytest.mark.parametrize("state", sorted(ON_DUTY))
def test_who_is_ready_or_at_work_is_never_thrown_out_for_sitting_still(
    hotline: Hotline, state: str
) -> None:
    drolma = hotline.sign_in("drolma")
    put(hotline, state)
    pass_time(hotline, 6 * IDLE_S)
    assert drolma.get("/console?part=desk", headers=HTMX).status_code == 200
    put(hotline, "not_ready")
    pass_time(hotline, IDLE_S - 1)
    assert is_in(drolma), "it begins when the duty ends"
    pass_time(hotline, IDLE_S)
    assert not is_in(drolma)


def test_a_browser_left_open_elsewhere_is_not_held_by_duty(hotline: Hotline) -> None:
    left, used = hotline.sign_in("drolma"), None
    pass_time(hotline, 60)
    used = hotline.sign_in("drolma")
    put(hotline, "ready")
    pass_time(hotline, IDLE_S)
    assert not is_in(left)
    assert is_in(used)


@pytest.mark.parametrize(("state", "is_kept"), [("engaged", True), ("ready", False)])
def test_twelve_hours_do_not_cut_into_a_talk(hotline: Hotline, state: str, is_kept: bool) -> None:
    drolma = hotline.sign_in("drolma")
    put(hotline, state)
    pass_time(hotline, AGE_S)
    assert is_in(drolma) is is_kept
    put(hotline, "not_ready")
    assert not is_in(drolma), "over when the talk is"


def test_the_wallboard_hangs_on_its_wall_and_shows_nothing_else(hotline: Hotline) -> None:
    wall = hotline.sign_in("pema")
    pass_time(hotline, 4 * IDLE_S)
    assert is_in(wall, "/wallboard")
    assert wall.get("/wallboard?part=board", headers=HTMX).status_code == 200
    assert wall.get("/signed-in?at=/wallboard", headers=JSON).status_code == 200
    assert wall.get("/signed-in?at=/line", headers=JSON).status_code == 401
    assert wall.post("/line/hours/by-hand", data={"closed": "yes"}).url.path == "/sign-in"
    assert not is_in(wall)
    pass_time(hotline, AGE_S)
    assert not is_in(wall, "/wallboard")


@pytest.mark.parametrize("name", ["pema", "drolma"])
def test_an_idle_session_shows_the_figures_of_the_wall_and_no_name(
    hotline: Hotline, name: str
) -> None:
    """A wall needs who is ready; who passes a desk that was left open needs no names."""
    desk = hotline.sign_in(name)
    assert list_tiles(desk, "/wallboard") == ["Drolma", "Pema"]
    pass_time(hotline, 4 * IDLE_S)
    assert list_tiles(desk, "/wallboard") == ["坐席人员 1", "坐席人员 2"]
    assert list_tiles(desk, "/wallboard?part=board") == ["坐席人员 1", "坐席人员 2"]


def list_tiles(browser: TestClient, path: str) -> list[str]:
    """What the agents' tiles of the wallboard call them."""
    return re.findall(r'class="agent-name">([^<]+)', browser.get(path).text)


def test_signing_out_ends_every_session_on_the_server_for_good(hotline: Hotline) -> None:
    here, there = hotline.sign_in("pema"), hotline.sign_in("pema")
    stolen = hotline.open_browser()
    stolen.cookies.set(COOKIE, there.cookies[COOKIE])
    assert is_in(stolen)
    here.post("/sign-out")
    assert not is_in(there)
    hotline.sign_in("pema")
    assert not is_in(stolen), "nor does a new session bring an old one back"
    assert len(list_sessions(hotline)) == 1


def test_sessions_of_other_days_are_swept(hotline: Hotline) -> None:
    hotline.sign_in("drolma")
    pass_time(hotline, LONGEST.total_seconds())
    hotline.sign_in("pema")
    assert len(list_sessions(hotline)) == 1


def test_pages_are_read_while_nothing_can_be_written(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pema = hotline.sign_in("pema")
    pass_time(hotline, IDLE_S / 2)

    def refuse(_: object) -> None:
        raise DatabaseAway(lack=Lack.DISK)

    monkeypatch.setattr(Presence, "require", lambda _, now: refuse(now))
    assert is_in(pema)


def test_the_database_alone_opens_no_session(hotline: Hotline) -> None:
    browser = hotline.sign_in("pema")
    (kept,) = list_sessions(hotline)
    assert kept.digest not in browser.cookies[COOKIE]


def list_sessions(hotline: Hotline) -> list[StaffSession]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(StaffSession)))
