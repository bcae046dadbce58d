"""Signing in: right and wrong, the lock, sessions that end, roles."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import select

from app.hotline.accounts.actions import (
    WrongSignIn,
    end_sessions,
    set_password,
)
from app.hotline.accounts.attempts import FAILURES_ALLOWED, LOCKED_FOR_MIN, Attempts, TriesFrom
from app.hotline.accounts.guard import require
from app.hotline.accounts.models import Account
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import LASTS_FOR
from app.hotline.accounts.sign_in_actions import begin_sign_in, sign_in_by_password
from app.kit.errors import BadInput
from app.kit.i18n import Language
from app.kit.storage.event_log import Event
from tests.web.harness import PASSWORD, World, make_world

router = APIRouter()


@router.get("/supervisors", dependencies=[Depends(require(Role.SUPERVISOR))])
def show_to_supervisors() -> str:
    return "figures"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path, router)
    world.add_account("drolma", Role.AGENT)
    world.add_account("tashi", Role.SUPERVISOR)
    return world


def list_kinds(world: World) -> list[str]:
    with world.store.read() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def test_right_password_opens_the_pages(world: World) -> None:
    browser = world.sign_in("Drolma ")
    assert browser.get("/account").status_code == 200
    assert list_kinds(world)[-1] == "signed_in"


def test_wrong_password_says_so_and_keeps_the_name(world: World) -> None:
    browser = world.open_browser()
    page = browser.post("/sign-in?lang=zh", data={"username": "drolma", "password": "wrong"})
    assert page.status_code == 401
    assert "用户名、密码或验证码不正确" in page.text
    assert 'value="drolma"' in page.text


def enters(world: World, tries: TriesFrom, password: str, username: str = "drolma") -> bool:
    """Whether the password alone lets in, as in training."""
    begun = begin_sign_in(world.store, username, password, tries)
    try:
        return bool(sign_in_by_password(world.store, begun, tries))
    except WrongSignIn:
        return False


def test_five_wrong_tries_lock_the_guesser_and_never_the_owner_elsewhere(world: World) -> None:
    attempts = Attempts(world.clock)
    here, elsewhere = attempts.seen_from("10.0.0.1"), attempts.seen_from("10.0.0.2")
    for _ in range(FAILURES_ALLOWED):
        assert not enters(world, here, "wrong")
    assert not enters(world, here, PASSWORD), "not even the right one"
    assert enters(world, elsewhere, PASSWORD)
    world.clock.advance(LOCKED_FOR_MIN * 60)
    assert enters(world, here, PASSWORD)


def test_a_success_resets_the_count(world: World) -> None:
    here = Attempts(world.clock).seen_from("10.0.0.1")
    for _ in range(3):
        for _ in range(FAILURES_ALLOWED - 1):
            assert not enters(world, here, "wrong")
        assert enters(world, here, PASSWORD)


@pytest.mark.parametrize(
    "common",
    [
        *("aaaaaaaaaa", "ababababab", "abcdeabcde", "1234567890", "9876543210", "qwertyuiop"),
        *("password123", "drolma-2026", "Woaini1314520"),
        *("a123456789", "Aa123456789", "abc1234567", "1q2w3e4r5t", "12348hotline", "5201314520"),
    ],
)
def test_what_anybody_tries_first_is_no_password(world: World, common: str) -> None:
    with pytest.raises(BadInput) as refused:
        set_password(world.store, "drolma", common)
    assert refused.value.facts["reason"] == "password_too_common"


def test_without_session_pages_send_to_sign_in(world: World) -> None:
    browser = world.open_browser()
    answer = browser.get("/account", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account")
    assert browser.get("/account", headers={"accept": "application/json"}).status_code == 401
    fragment = browser.get("/account", headers={"hx-request": "true"})
    assert fragment.status_code == 401, "the page that is open keeps what was typed in it"
    kept = browser.get("/account?tab=phone&x=1", follow_redirects=False).headers["location"]
    assert kept == "/sign-in?next=/account%3Ftab%3Dphone%26x%3D1", "and leads back to itself"


def test_sign_in_goes_on_to_the_page_asked_for_but_never_away(world: World) -> None:
    form = {"username": "drolma", "password": PASSWORD}
    for asked, sent in (("/account", "/account"), ("//evil.example", "/console"), ("", "/console")):
        answer = world.open_browser().post(
            "/sign-in", data=form | {"next_path": asked}, follow_redirects=False
        )
        assert answer.headers["location"] == sent


def test_session_ends_by_signing_out_by_age_and_by_revocation(world: World) -> None:
    browser, other = world.sign_in("drolma"), world.sign_in("drolma")
    browser.post("/sign-out")
    assert other.get("/account", follow_redirects=False).status_code == 303
    old = world.sign_in("drolma")
    world.clock.advance(LASTS_FOR.total_seconds() - 1)
    assert old.get("/account").status_code == 200
    world.clock.advance(timedelta(seconds=2).total_seconds())
    assert old.get("/account", follow_redirects=False).status_code == 303
    revoked = world.sign_in("tashi")
    with world.store.read() as session:
        account_id = session.scalar(select(Account.id).where(Account.username == "tashi"))
    assert account_id
    end_sessions(world.store, account_id)
    assert revoked.get("/account", follow_redirects=False).status_code == 303


def test_disabled_account_is_out_at_once(world: World) -> None:
    browser = world.sign_in("drolma")
    with world.store.write() as uow:
        account = uow.session.scalar(select(Account).where(Account.username == "drolma"))
        assert account
        account.is_enabled = False
    assert browser.get("/account", follow_redirects=False).status_code == 303
    assert not enters(world, Attempts(world.clock).seen_from("x"), PASSWORD)


def test_roles_are_kept_apart(world: World) -> None:
    assert world.sign_in("tashi").get("/supervisors").status_code == 200
    refused = world.sign_in("drolma").get("/supervisors?lang=zh")
    assert refused.status_code == 403
    assert "您的账号无此权限" in refused.text


def test_password_change_wants_the_old_one_and_ends_sessions(world: World) -> None:
    browser = world.sign_in("drolma")
    wrong = browser.post("/account/password", data={"old": "wrong", "new": "long-enough-1"})
    assert wrong.status_code == 401
    short = browser.post("/account/password", data={"old": PASSWORD, "new": "short"})
    assert short.status_code == 422
    done = browser.post("/account/password", data={"old": PASSWORD, "new": "long-enough-1"})
    assert done.url.path == "/sign-in"
    assert enters(world, Attempts(world.clock).seen_from("x"), "long-enough-1")


def test_accounts_language_is_used_after_sign_in(world: World) -> None:
    world.add_account("lhamo", Role.EDITOR, language=Language.BO)
    assert '<html lang="bo-CN"' in world.sign_in("lhamo").get("/account").text


def test_taken_name_and_short_password_are_refused(world: World) -> None:
    with pytest.raises(BadInput):
        world.add_account("DROLMA", Role.AGENT)
    with pytest.raises(BadInput):
        set_password(world.store, "drolma", "short")


def test_names_are_not_in_the_event_log(world: World) -> None:
    with world.store.read() as session:
        for data in session.scalars(select(Event.data)):
            assert "drolma" not in str(data)
