"""B107: the address that is counted is the one that asks; a header names another only where a proxy
that is configured sends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from app.kit.settings import read_settings
from app.kit.web.limits import RULES, Buckets, Limits
from app.rehearsal.replay.stepped import SteppedWorld, make_stepped_world
from app.run.main import make_app
from app.run.supervisor.children import plan_installation
from tests.console.installation import MONDAY

PROXY, STRANGER = "10.1.2.3", "203.0.113.9"
BURST = RULES["new_chat"].address.burst


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SteppedWorld]:
    world = make_stepped_world(tmp_path, MONDAY, seed=1)
    yield world
    world.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.web.bulkheads.ANSWERED_LATE_S", 0)


def open_from(world: SteppedWorld, address: str, trusted: str) -> TestClient:
    """A client at `address` of the web as the supervisor starts it."""
    settings = read_settings(
        {
            "HOTLINE_DATA_DIR": str(world.services.settings.data_dir),
            "HOTLINE_TRUSTED_PROXIES": trusted,
        }
    )
    installation = plan_installation(settings, demo=False)
    command = next(child.argv for child in installation.children if child.name == "web")
    arguments = list(command[command.index("--factory") + 1 :])
    given = uvicorn.main.make_context("web", ["app:none", *arguments]).params
    config = uvicorn.Config(
        make_app(world.services, limits=Limits(Buckets(lambda: 0.0))),
        proxy_headers=given["proxy_headers"],
        forwarded_allow_ips=given["forwarded_allow_ips"],
    )
    config.load()
    return TestClient(config.loaded_app, client=(address, 1))


def count_let_in(browser: TestClient, forwarded: str) -> int:
    """How many of too many new chats are taken; each says that another address asks."""
    return sum(
        browser.post(
            "/api/chat",
            json={"language": "zh"},
            headers={"x-forwarded-for": forwarded.format(number), "x-real-ip": f"8.8.8.{number}"},
        ).is_success
        for number in range(BURST + 5)
    )


@pytest.mark.parametrize(
    ("trusted", "address", "forwarded", "is_believed"),
    [
        ("", STRANGER, "8.8.4.{}", False),
        ("", "127.0.0.1", "8.8.4.{}", False),
        (PROXY, STRANGER, "8.8.4.{}", False),
        (PROXY, PROXY, "8.8.4.{}", True),
        (f"{PROXY},192.168.0.0/16", "192.168.7.7", "8.8.4.{}", True),
        (PROXY, PROXY, f"8.8.4.{{}}, {STRANGER}", False),
        (PROXY, PROXY, f"8.8.4.{{}}, {PROXY}", True),
    ],
    ids=[
        "no proxy",
        "no proxy, from this machine",
        "a stranger beside the proxy",
        "the proxy",
        "a network of proxies",
        "the proxy tells what a stranger made up",
        "two proxies in a row",
    ],
)
def test_b107_only_a_named_proxy_says_who_asks(
    world: SteppedWorld, trusted: str, address: str, forwarded: str, is_believed: bool
) -> None:
    let_in = count_let_in(open_from(world, address, trusted), forwarded)
    assert let_in == (BURST + 5 if is_believed else BURST)


@pytest.mark.parametrize("made_up", ["x", "", ",,,", "8.8.4.4:port", "[::", "\xff", "1" * 5000])
def test_b107_a_made_up_address_from_the_proxy_is_no_error_of_ours(
    world: SteppedWorld, made_up: str
) -> None:
    browser = open_from(world, PROXY, PROXY)
    answer = browser.get("/health", headers=[(b"x-forwarded-for", made_up.encode("latin-1"))])
    assert answer.status_code < 500
