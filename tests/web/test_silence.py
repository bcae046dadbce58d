"""What logs and files must not give away: tokens, numbers, parameters, the database itself."""

from __future__ import annotations

import io
import logging
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.kit.logs import MOST_KINDS, REPEATED_WITHIN_S, Masking, Repeats
from app.kit.storage.engine import make_engine
from app.run.background import keep_running

TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+8613912345678"


def log_crash(error: Exception) -> str:
    """What a handler writes of a crash at a chat's address."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Masking(logging.Formatter()))
    logger = logging.Logger("silence")
    logger.addHandler(handler)
    try:
        raise error
    except Exception:
        logger.exception("unhandled at /api/chat/%s/messages?after=2&name=x", TOKEN)
    return out.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        f"no chat {TOKEN}",
        f"calls from {NUMBER}",
        "duplicate key\nDETAIL:  Key (username)=(drolma) already exists.",
        "cookie WzEsMSwxNzk1Mzk1NjAwXQabcd.Zm9v_x.abcdefghijklmnopqrstuvwxyz0",
    ],
)
def test_a_crash_names_no_token_and_no_person(said: str) -> None:
    line = log_crash(RuntimeError(said))
    assert "unhandled at /api/chat/…/messages?…" in line
    assert "Traceback" in line
    for secret in (TOKEN, NUMBER, "drolma", "WzEs", "name=x"):
        assert secret not in line


def test_a_failed_statement_hides_what_it_was_given(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'x.db'}", durable=False)
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as failed:
        connection.execute(text("SELECT :words FROM nothing"), {"words": "what a caller told"})
    assert "what a caller told" not in str(failed.value)


def test_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    path.touch(mode=0o644)
    engine = make_engine(f"sqlite:///{path}", durable=False)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}, modes


def test_what_runs_beside_comes_back_after_any_breakdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.run.background.BACK_WITHIN_S", 0.001)
    stopping, runs = threading.Event(), []

    class Work:
        def run(self) -> None:
            runs.append(len(runs))
            if len(runs) < 3:
                raise OSError("too many open files")
            stopping.set()

        def stop(self) -> None: ...

    keep_running("live", Work(), stopping)
    assert runs == [0, 1, 2]


def test_ten_thousand_faults_that_are_alike_are_one_line_and_a_count() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Repeats(handler))
    logger = logging.Logger("flood")
    logger.addHandler(handler)
    for number in range(10_000):
        try:
            raise RuntimeError(f"no space for {number}")
        except RuntimeError:
            logger.exception("effect %s failed", number)
    logger.warning("something else")
    assert out.getvalue().count("Traceback") == 1
    later = logging.LogRecord("flood", logging.INFO, "", 0, "later", (), None)
    later.created += REPEATED_WITHIN_S + 1
    logger.handle(later)
    assert "effect 0 failed (and 9999 more like it within a minute)" in out.getvalue()
    assert out.getvalue().count("something else") == 1
    assert len(out.getvalue()) < 2000


def test_faults_without_end_are_told_apart_in_bounded_memory() -> None:
    handler = logging.StreamHandler(io.StringIO())
    repeats = Repeats(handler)
    for number in range(3 * MOST_KINDS):
        word = "".join(chr(ord("g") + int(digit)) for digit in str(number))
        record = logging.LogRecord("x", logging.ERROR, "", 0, f"fault {word}", (), None)
        assert repeats.filter(record)
    assert len(repeats._kinds) == MOST_KINDS
