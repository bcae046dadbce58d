"""One code, many who use it at once: one of them comes in, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyotp
import pytest

import app.run.tables  # noqa: F401 - a mapper needs every table that it refers to
from app.hotline.accounts.actions import NewAccount, WrongSignIn, add_account
from app.hotline.accounts.attempts import Attempts
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sign_in_actions import begin_sign_in, set_up_factor, sign_in_by_code
from app.kit.clock import SteppedClock
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault

PASSWORD = "snow-lion-12348"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AT_ONCE = 4


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = make_engine(database_url, durable=False)
    store = Store(engine, SteppedClock(MONDAY), Vault("a secret that is long enough"))
    add_account(store, NewAccount("tashi", PASSWORD, "Tashi", Role.SUPERVISOR))
    yield store
    engine.dispose()


def test_a_code_lets_one_in_however_many_use_it_at_once(store: Store) -> None:
    attempts = Attempts(store.clock)
    here = attempts.seen_from("desk")
    begun = begin_sign_in(store, "tashi", PASSWORD, here)
    code = pyotp.TOTP(begun.new_secret).at(store.clock.now())
    _, recovery = set_up_factor(store, begun, code, here)
    later = pyotp.TOTP(begun.new_secret).at(int(MONDAY.timestamp()) + 30)

    def try_it(number: int, typed: str) -> bool:
        from_there = attempts.seen_from(f"10.0.0.{number}")
        again = begin_sign_in(store, "tashi", PASSWORD, from_there)
        try:
            return bool(sign_in_by_code(store, again, typed, from_there))
        except WrongSignIn:
            return False

    for typed in (recovery[0], later):
        with ThreadPoolExecutor(AT_ONCE) as many:
            entered = many.map(try_it, range(AT_ONCE), [typed] * AT_ONCE)
            assert sum(entered) == 1, typed


def test_two_who_set_up_at_once_end_with_one_phone(store: Store) -> None:
    attempts = Attempts(store.clock)

    def set_up(number: int) -> bool:
        here = attempts.seen_from(f"10.0.0.{number}")
        begun = begin_sign_in(store, "tashi", PASSWORD, here)
        code = pyotp.TOTP(begun.new_secret).at(store.clock.now())
        try:
            return bool(set_up_factor(store, begun, code, here))
        except WrongSignIn:
            return False

    with ThreadPoolExecutor(AT_ONCE) as many:
        assert sum(many.map(set_up, range(AT_ONCE))) == 1
