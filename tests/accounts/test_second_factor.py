"""The second factor: set up at the first sign-in, asked at every other, used once."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.hotline.accounts.actions import change_password, reset_factor
from app.hotline.accounts.attempts import CODES_ALLOWED, FAILURES_ALLOWED, Attempts
from app.hotline.accounts.begun import CODE_WITHIN, COOKIE, SET_UP_WITHIN
from app.hotline.accounts.factor import RECOVERY_CODES, STEP_S
from app.hotline.accounts.models import Account, RecoveryCode
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import COOKIE as SESSION
from app.kit.errors import NotAllowed
from app.kit.storage.event_log import Event
from tests.web.harness import PASSWORD, World, make_world

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = "/console"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Outside training: Drolma has her authenticator, Tashi comes for the first time."""
    world = make_world(tmp_path, training=False)
    world.add_account("drolma", Role.AGENT, totp_secret=SECRET)
    world.add_account("tashi", Role.SUPERVISOR)
    return world


def open_browser(world: World) -> TestClient:
    browser = world.open_browser()
    browser.follow_redirects = False
    return browser


def give_password(world: World, username: str, password: str = PASSWORD) -> TestClient:
    browser = open_browser(world)
    browser.post("/sign-in", data={"username": username, "password": password})
    return browser


def make_code(world: World, secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(world.clock.now().timestamp()) + steps * STEP_S)


def is_in(browser: TestClient) -> bool:
    return browser.get("/account").status_code == 200


def enter(browser: TestClient, code: str) -> bool:
    browser.post("/sign-in/code", data={"code": code})
    return is_in(browser)


def set_up(world: World, browser: TestClient) -> tuple[str, list[str]]:
    """The secret as the page shows it, and the recovery codes."""
    page = browser.get("/sign-in/set-up").text
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    done = browser.post("/sign-in/set-up", data={"code": make_code(world, secret)})
    return secret, re.findall(r'<code class="secret">([A-Z0-9-]+)<', done.text)


def find_account(world: World, username: str) -> Account:
    with world.store.read() as session:
        account = session.scalar(select(Account).where(Account.username == username))
        assert account
        return account


def test_the_password_alone_lets_nobody_in(world: World) -> None:
    for username in ("drolma", "tashi"):
        browser = give_password(world, username)
        assert not is_in(browser)
        assert SESSION not in browser.cookies


def test_first_sign_in_sets_up_the_phone_and_the_next_asks_its_code(world: World) -> None:
    browser = give_password(world, "tashi")
    assert "<svg" in browser.get("/sign-in/set-up").text
    secret, codes = set_up(world, browser)
    assert len(set(codes)) == RECOVERY_CODES
    assert is_in(browser)
    world.clock.advance(STEP_S * 2)
    again = give_password(world, "tashi")
    assert enter(again, make_code(world, secret))


def test_nothing_is_set_up_until_a_code_shows_that_the_phone_has_it(world: World) -> None:
    browser = give_password(world, "tashi")
    shown = browser.get("/sign-in/set-up").text
    refused = browser.post("/sign-in/set-up", data={"code": "12345"})
    assert refused.status_code == 422
    letters = re.search(r'id="secret">([^<]+)<', shown)
    assert letters
    assert letters[1] in refused.text, "the phone that was just set up stays good"
    assert find_account(world, "tashi").totp_sealed is None
    assert not is_in(browser)


def test_a_second_set_up_cannot_take_the_first_ones_place(world: World) -> None:
    first, second = give_password(world, "tashi"), give_password(world, "tashi")
    set_up(world, first)
    assert set_up(world, second)[1] == []
    assert not is_in(second)
    assert is_in(first)


def test_a_code_works_once_whoever_comes_and_whatever_restarts(tmp_path: Path) -> None:
    world = make_world(tmp_path, training=False)
    world.add_account("drolma", Role.AGENT, totp_secret=SECRET)
    code = make_code(world)
    assert enter(give_password(world, "drolma"), f"{code[:3]} {code[3:]}")
    assert not enter(give_password(world, "drolma"), code)
    restarted = make_world(tmp_path, training=False)
    assert not enter(give_password(restarted, "drolma"), code)
    assert not enter(give_password(restarted, "drolma"), make_code(world, steps=-1)), "older"
    assert enter(give_password(restarted, "drolma"), make_code(world, steps=1))


def test_codes_a_step_early_or_late_fit_and_no_others(world: World) -> None:
    for steps in (-2, 2, 30):
        assert not enter(give_password(world, "drolma"), make_code(world, steps=steps))
    assert enter(give_password(world, "drolma"), make_code(world, steps=-1))
    assert enter(give_password(world, "drolma"), make_code(world, steps=1))


def test_a_recovery_code_works_once_and_is_kept_as_a_digest(world: World) -> None:
    _, codes = set_up(world, give_password(world, "tashi"))
    assert enter(give_password(world, "tashi"), codes[3].lower().replace("-", " "))
    assert not enter(give_password(world, "tashi"), codes[3])
    assert enter(give_password(world, "tashi"), codes[4])
    with world.store.read() as session:
        kept = str([(each.digest, each.used_at) for each in session.scalars(select(RecoveryCode))])
        facts = str(list(session.scalars(select(Event.data))))
    assert not any(code in kept + facts or code.replace("-", "") in kept for code in codes)


def draw(browser: TestClient, code: str) -> list[str]:
    page = browser.post("/account/recovery-codes", data={"code": code}).text
    return re.findall(r'<code class="secret">([A-Z0-9-]+)<', page)


def test_new_recovery_codes_are_drawn_with_a_code_and_end_the_earlier_ones(world: World) -> None:
    browser = give_password(world, "tashi")
    secret, earlier = set_up(world, browser)
    assert not draw(browser, "")
    assert not draw(browser, make_code(world, secret)), "used already"
    fresh = draw(browser, make_code(world, secret, 1))
    assert len(set(fresh)) == RECOVERY_CODES
    assert not set(fresh) & set(earlier)
    assert not enter(give_password(world, "tashi"), earlier[0])
    assert enter(give_password(world, "tashi"), fresh[0])
    assert len(draw(browser, fresh[1])) == RECOVERY_CODES, "one that is left serves as well"
    with world.store.read() as session:
        kinds = list(session.scalars(select(Event.kind).where(Event.kind.like("recovery_codes_%"))))
    assert sorted(kinds) == ["recovery_codes_drawn"] * 2 + ["recovery_codes_refused"] * 2


def test_codes_for_new_recovery_codes_are_limited(world: World) -> None:
    browser = give_password(world, "tashi")
    secret, _ = set_up(world, browser)
    for _ in range(FAILURES_ALLOWED):
        assert not draw(browser, "000000")
    assert not draw(browser, make_code(world, secret, 1))


def test_nobody_else_uses_a_persons_recovery_code(world: World) -> None:
    _, codes = set_up(world, give_password(world, "tashi"))
    assert not enter(give_password(world, "drolma"), codes[0])


def test_secrets_are_sealed_and_in_no_fact(world: World) -> None:
    secret, _ = set_up(world, give_password(world, "tashi"))
    sealed = find_account(world, "tashi").totp_sealed
    assert sealed
    assert secret.encode() not in sealed
    with world.store.read() as session:
        assert secret not in str(list(session.scalars(select(Event.data))))


def test_every_failure_gets_one_answer_at_either_step(world: World) -> None:
    tried = [("drolma", "wrong")] * (FAILURES_ALLOWED + 2)
    tried += [("nobody", "wrong"), ("nobody", PASSWORD), ("tashi", "wrong"), ("drolma", PASSWORD)]
    firsts, lengths, seconds = set(), set(), set()
    for username, password in tried:
        browser = open_browser(world)
        first = browser.post("/sign-in", data={"username": username, "password": password})
        firsts.add((first.status_code, first.headers["location"], first.text))
        lengths.add(len(browser.cookies[COOKIE]))
        second = browser.post("/sign-in/code", data={"code": "ABC"})
        seconds.add((second.status_code, second.text))
    assert firsts == {(303, "/sign-in/code", "")}
    assert len(lengths) == len(seconds) == 1
    assert seconds.pop()[0] == 401


def test_a_known_name_costs_what_an_unknown_one_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def note(password_hash: str | None, password: str) -> bool:
        hashed.append(password)
        return password_hash is not None and password == PASSWORD

    monkeypatch.setattr("app.hotline.accounts.sign_in_actions.matches_password", note)
    written = []
    for username, password in (("drolma", PASSWORD), ("drolma", "wrong"), ("nobody", "wrong")):
        counts = [count_facts(world)]
        browser = give_password(world, username, password)
        counts.append(count_facts(world))
        enter(browser, "ABC")
        counts.append(count_facts(world))
        written.append((counts[1] - counts[0], counts[2] - counts[1]))
    assert written == [(1, 1)] * 3
    assert len(hashed) == 3


def count_facts(world: World) -> int:
    with world.store.read() as session:
        return session.query(Event).count()


def test_codes_are_limited_by_address_and_by_account(world: World) -> None:
    browser = give_password(world, "drolma")
    for _ in range(FAILURES_ALLOWED):
        assert not enter(browser, "ABC")
    assert not enter(browser, make_code(world)), "not even the right one"
    tries = Attempts(world.clock)
    account_id = find_account(world, "drolma").id
    taken = [tries.seen_from(f"10.0.0.{n}").may_try_code(account_id) for n in range(40)]
    assert sum(taken) == CODES_ALLOWED, "however many machines guess"
    assert tries.seen_from("10.0.0.99").may_try_code(account_id + 1)


def test_a_begun_sign_in_is_over_after_minutes_and_is_nobody_elses_to_make(world: World) -> None:
    browser, newcomer = give_password(world, "drolma"), give_password(world, "tashi")
    world.clock.advance(CODE_WITHIN.total_seconds() + 1)
    assert browser.post("/sign-in/code", data={"code": make_code(world)}).status_code == 401
    assert not is_in(browser)
    assert newcomer.get("/sign-in/set-up").status_code == 200
    world.clock.advance(SET_UP_WITHIN.total_seconds())
    assert newcomer.get("/sign-in/set-up").headers["location"] == "/sign-in"
    for forged in ("", "x", "AAAA", "A" * 400):
        stranger = open_browser(world)
        stranger.cookies.set(COOKIE, forged, path="/sign-in")
        assert stranger.get("/sign-in/code").headers["location"] == "/sign-in"


def test_a_new_password_ends_what_the_old_one_began(world: World) -> None:
    browser, newcomer = give_password(world, "drolma"), give_password(world, "tashi")
    for username in ("drolma", "tashi"):
        here = Attempts(world.clock).seen_from("desk")
        change_password(world.store, username, PASSWORD, "yak-butter-12348", here)
    assert not enter(browser, make_code(world))
    assert set_up(world, newcomer)[1] == []


def test_a_reset_ends_sessions_and_the_next_sign_in_sets_up_anew(world: World) -> None:
    browser = give_password(world, "drolma")
    assert enter(browser, make_code(world))
    with world.store.write() as uow:
        reset_factor(uow, find_account(world, "drolma").id, find_account(world, "tashi").id)
    assert not is_in(browser)
    again = give_password(world, "drolma")
    assert not enter(again, make_code(world, steps=1)), "the old phone is worth nothing"
    assert len(set_up(world, again)[1]) == RECOVERY_CODES
    with world.store.read() as session:
        (fact,) = session.scalars(select(Event.data).where(Event.kind == "factor_reset"))
    assert set(fact) == {"account_id", "by_account_id"}


@pytest.mark.parametrize(
    ("by", "whose", "may"),
    [
        ("tashi", "drolma", True),
        ("tashi", "pema", False),
        ("pema", "tashi", True),
        ("tashi", "tashi", False),
        ("drolma", "tashi", False),
    ],
)
def test_who_may_reset_whose_code(world: World, by: str, whose: str, may: bool) -> None:
    world.add_account("pema", Role.ADMIN)

    def reset() -> None:
        with world.store.write() as uow:
            reset_factor(uow, find_account(world, whose).id, find_account(world, by).id)

    if may:
        reset()
    else:
        with pytest.raises(NotAllowed):
            reset()


def test_training_asks_no_newcomer_and_says_so(tmp_path: Path) -> None:
    world = make_world(tmp_path, training=True)
    world.add_account("lina", Role.AGENT)
    world.add_account("drolma", Role.AGENT, totp_secret=SECRET)
    assert "此处凭密码即可登录" in world.open_browser().get("/sign-in?lang=zh").text
    assert is_in(give_password(world, "lina"))
    asked = give_password(world, "drolma")
    assert not is_in(asked), "who has a code is asked for it everywhere"
    assert enter(asked, make_code(world))


def test_it_goes_on_to_the_page_asked_for_but_never_away(world: World) -> None:
    for asked, sent in (("/account", "/account"), ("//evil.example", HOME), ("/\\evil", HOME)):
        browser = open_browser(world)
        form = {"username": "drolma", "password": PASSWORD, "next_path": asked}
        first = browser.post("/sign-in", data=form).headers["location"]
        assert "evil" not in first
        code = {"code": make_code(world), "next_path": asked}
        assert browser.post("/sign-in/code", data=code).headers["location"] == sent
        world.clock.advance(STEP_S * 3)
