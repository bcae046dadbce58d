"""Tries to sign in are counted over all web processes, and without Redis over each."""

from __future__ import annotations

from dataclasses import dataclass, field

import redis

from app.hotline.accounts.attempts import (
    CODES_ALLOWED,
    FAILURES_ALLOWED,
    Attempts,
    Together,
    TriesFrom,
)
from app.kit.clock import RunningClock
from app.kit.live.counts import PREFIX, SharedCounts
from app.kit.storage.vault import Vault

NOWHERE = "redis://127.0.0.1:1"


@dataclass
class Webs:
    """Several web processes over one Redis; each try goes to the next of them."""

    url: str
    webs: list[Attempts] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        vault = Vault("a key of the whole hotline")
        for _ in range(3):
            self.webs.append(
                Attempts(RunningClock(), Together(SharedCounts(self.url), vault.index))
            )

    def next(self, address: str) -> TriesFrom:
        self.turn += 1
        return self.webs[self.turn % len(self.webs)].seen_from(address)


def test_a_guesser_has_five_passwords_however_many_webs_there_are(redis_address: str) -> None:
    webs = Webs(redis_address)
    allowed = [webs.next("10.0.0.1").may_try("drolma") for _ in range(15)]
    assert allowed == [True] * FAILURES_ALLOWED + [False] * 10
    assert webs.next("10.0.0.2").may_try("drolma"), "the owner, elsewhere"
    assert webs.next("10.0.0.1").may_try("tashi")


def test_a_guesser_has_ten_codes_however_many_webs_and_machines(redis_address: str) -> None:
    webs = Webs(redis_address)
    allowed = [webs.next(f"10.0.0.{number}").may_try_code(7) for number in range(40)]
    assert sum(allowed) == CODES_ALLOWED
    assert webs.next("10.0.0.1").may_try_code(8)


def test_a_success_at_one_web_is_known_to_the_others(redis_address: str) -> None:
    webs = Webs(redis_address)
    for _ in range(3):
        for _ in range(FAILURES_ALLOWED - 1):
            assert webs.next("10.0.0.1").may_try("drolma")
        for _ in webs.webs:  # each has seen some of them itself
            webs.next("10.0.0.1").succeed("drolma", 7)


def test_what_is_counted_tells_nobody_and_does_not_stay(redis_address: str) -> None:
    webs, server = Webs(redis_address), redis.Redis.from_url(redis_address)
    webs.next("10.0.0.1").may_try("drolma")
    webs.next("10.0.0.1").may_try_code(7)
    names = server.keys(f"{PREFIX}*")
    assert len(names) == 3
    assert not any(b"drolma" in name or b"10.0.0.1" in name for name in names)
    assert all(0 < server.ttl(name) <= 3600 for name in names)


def test_without_redis_every_web_counts_for_itself() -> None:
    webs = Webs(NOWHERE)
    allowed = [webs.next("10.0.0.1").may_try("drolma") for _ in range(60)]
    assert sum(allowed) == FAILURES_ALLOWED * len(webs.webs)
    webs.next("10.0.0.1").succeed("drolma", 7)
