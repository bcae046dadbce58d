"""Several web processes on PostgreSQL: exactly one performs call control at any time."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.hotline.calls.effects import MIX_LEG
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.lease import Lease, is_dead, name_process
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.clock import RunningClock
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.kit.storage.outbox import Outbox, Owed
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault

pytestmark = pytest.mark.postgres


@pytest.fixture
def stores(empty_postgres_url: str) -> Iterator[list[Store]]:
    """Two processes' stores on one database."""
    engines = [make_engine(empty_postgres_url) for _ in range(2)]
    migrate(engines[0])
    made = [Store(engine, RunningClock(), Vault("secret")) for engine in engines]
    with made[0].write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
    yield made
    for engine in engines:
        engine.dispose()


def test_one_holds_and_keeps_it(stores: list[Store]) -> None:
    first, second = (Lease(store, name_process()) for store in stores)
    assert first.hold()
    assert not second.hold()
    assert first.hold()
    assert first.fence == 1


def test_the_other_takes_over_when_the_holder_is_silent_and_raises_the_fence(
    stores: list[Store],
) -> None:
    first = Lease(stores[0], "first", lasts_s=0.3)
    second = Lease(stores[1], "second", lasts_s=5)
    assert first.hold()
    time.sleep(0.4)
    assert second.hold()
    assert second.fence == 2
    assert not first.hold(), "a holder that overslept learns it before it acts"


def test_a_holder_that_died_on_this_machine_is_not_waited_for(stores: list[Store]) -> None:
    ended = subprocess.Popen(("true",))
    ended.wait()
    died = name_process().replace(f":{os.getpid()}:", f":{ended.pid}:")
    elsewhere = f"another-{died}"
    assert (is_dead(died), is_dead(name_process()), is_dead(elsewhere)) == (True, False, False)
    first, second = (Lease(store, name) for store, name in zip(stores, (died, "b"), strict=True))
    assert first.hold()
    assert second.hold()
    assert second.fence == 2


def test_released_it_is_free_at_once(stores: list[Store]) -> None:
    first, second = (Lease(store, name) for store, name in zip(stores, "ab", strict=True))
    assert first.hold()
    first.release()
    assert second.hold()


def owe(store: Store, count: int) -> None:
    with store.write() as uow:
        for number in range(count):
            uow.owe(MIX_LEG, contact_id=number % 7, leg_id=number)


def test_every_effect_is_performed_once_although_the_holder_changes(stores: list[Store]) -> None:
    done: list[int] = []
    lock = threading.Lock()

    def perform(effect: Owed) -> None:
        time.sleep(0.005)
        with lock:
            done.append(int(effect.payload["leg_id"]))

    dispatchers = [Dispatcher(store, {"mix_leg": perform}, {}, lambda: None) for store in stores]
    threads = []
    for number, dispatcher in enumerate(dispatchers):
        dispatcher.share(Lease(stores[number], f"process {number}"))
        threads.append(threading.Thread(target=dispatcher.run, daemon=True))
        threads[-1].start()
    owe(stores[0], 60)
    wait_for(lambda: len(done) >= 30)
    dispatchers[0].stop()
    threads[0].join(10)
    owe(stores[1], 40)
    wait_for(lambda: len(done) >= 100)
    dispatchers[1].stop()
    threads[1].join(10)
    assert sorted(done) == sorted([*range(60), *range(40)])
    with stores[0].read() as session:
        fences = set(session.scalars(select(Outbox.claimed_fence)))
    assert fences >= {1}
    assert None not in fences


def test_a_claim_of_a_later_holder_stands(stores: list[Store]) -> None:
    """The earlier holder, asleep between its look and its claim, performs nothing."""
    performed: list[str] = []
    late = Dispatcher(stores[0], {"mix_leg": lambda _: performed.append("late")}, {}, lambda: None)
    owe(stores[0], 1)
    lease = Lease(stores[0], "late")
    late.share(lease)
    assert lease.hold()
    late._agenda.open()
    late._agenda.look(lambda: late._read_rows(None))
    with stores[1].write() as uow:
        uow.session.scalars(select(Outbox)).one().claimed_fence = 2
    for batch in late._agenda.take_effects(stores[0].clock.now()):
        late._perform(batch)
    assert performed == []


def wait_for(is_true: object, within_s: float = 20.0) -> None:
    assert callable(is_true)
    end_s = time.monotonic() + within_s
    while not is_true() and time.monotonic() < end_s:
        time.sleep(0.05)
    assert is_true()
