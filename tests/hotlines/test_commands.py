"""`hotline hotlines` adds a further hotline, and every other command then says which is meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.hotline.accounts.models import Account
from app.kit.clock import RunningClock
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.kit.storage.scope import every_hotline, within
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.cli import main

SECRET = "what-a-command-of-a-second-hotline-is-told"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'hotline.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET)
    engine = make_engine(url, durable=False)
    migrate(engine)
    engine.dispose()
    return url


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_a_second_hotline_is_added_with_people_of_its_own(run: Run, database: str) -> None:
    new = ("hotlines", "add", "阿坝州", "--number", "+868371234567", "--host", "second.localhost")
    assert "hotline 2" in run(*new)[1]
    assert "阿坝州" in run("hotlines", "list")[1]
    code, said = run("agents", "add", "lhamo", typed="a-password-of-hers-8848\n")
    assert (code, "--hotline" in said) == (2, True), "nobody said which hotline"
    named = ("--hotline", "2", "agents", "add", "lhamo")
    assert run(*named, typed="a-password-of-hers-8848\n")[0] == 0
    code, said = run("--hotline", "1", "agents", "add", "lhamo", typed="another-one-of-hers-8848\n")
    assert (code, "taken" in said) == (2, True), "user names are the house's"
    store = Store(make_engine(database), RunningClock(), Vault(SECRET))
    with within(1), store.read() as session:
        found = every_hotline(select(Account.username, Account.hotline_id))
        assert session.execute(found).all() == [("lhamo", 2)]
    store.engine.dispose()


@pytest.mark.parametrize("words", [("", "+868371234567"), ("州", "nothing"), ("州", "12")])
def test_a_hotline_needs_a_name_and_a_number(run: Run, words: tuple[str, str]) -> None:
    assert run("hotlines", "add", words[0], "--number", words[1])[0] == 2


def test_a_number_and_a_host_are_of_one_hotline(run: Run) -> None:
    first = ("--number", "+868371234567", "--host", "second.localhost")
    assert run("hotlines", "add", "一", *first)[0] == 0
    for number, host in (("+868371234567", "x"), ("+868371234568", "second.localhost")):
        assert run("hotlines", "add", "二", "--number", number, "--host", host)[0] == 2


def test_a_hotline_that_is_not_there_is_refused(run: Run) -> None:
    code, said = run("--hotline", "7", "agents", "add", "lhamo", typed="a-password-of-hers-8848\n")
    assert (code, "7" in said) == (2, True)
