"""What runs beside the requests of a web process: dispatcher, relays, the first look around.

Started and stopped with the process; every thread ends within seconds when it does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from functools import partial
from typing import Protocol

from app.doors.bridge12345.pushing import plan_reconciliation
from app.doors.webhooks.retention import plan_daily_sweep
from app.hotline.answers.actions import seed_articles
from app.hotline.answers.book import AnswerBook
from app.hotline.answers.keeper import Keeper
from app.hotline.answers.reviews import plan_review_reminder
from app.hotline.calls.voice import QUEUE_NAME, QUEUE_SIZE
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.lease import Lease, name_process
from app.hotline.dispatch.pulse import look_at_call_control
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.hotline.prompts.actions import restore_files
from app.hotline.prompts.placeholders import make_music, make_placeholders
from app.hotline.services import Services
from app.kit.jobs.queue import connect_redis, look_at_redis
from app.kit.jobs.relay import SlowEffects
from app.kit.live.broker import Broker
from app.kit.live.redis_relay import RedisRelay, look_at_relay
from app.kit.live.shutdown import close_at_stop_signal
from app.kit.storage.health import HealthCheck
from app.kit.storage.heartbeat import Heartbeat
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.telephony.port import CarrierError
from knowledge.danger.recognise import read_everything

log = logging.getLogger(__name__)

STOP_WITHIN_S = 5.0
BACK_WITHIN_S = 1.0


@contextmanager
def run_in_background(
    services: Services, broker: Broker, answers: AnswerBook, health: HealthCheck
) -> Iterator[None]:
    """Run the threads of a web process while the block lasts; `health` looks at them too."""
    _look_around(services)
    close_at_stop_signal(broker)
    with ExitStack() as running:
        running.callback(broker.close)
        if services.settings.redis_url:
            relay = RedisRelay(broker, services.settings.redis_url)
            relay.start()
            running.callback(relay.stop)
            health.watch("live", partial(look_at_relay, relay))
            redis = connect_redis(services.settings.redis_url)
            health.watch("redis", partial(look_at_redis, redis))
            slow = SlowEffects(services.store, redis)
            running.enter_context(_thread("slow-effects", slow))
        running.enter_context(_thread("heartbeat", Heartbeat(services.store)))
        dispatchers = []
        for hotline_id in services.hotlines.ids:
            with within(hotline_id):
                dispatchers.append(_run_hotline(running, services, answers))
        health.watch("call_control", partial(look_at_call_control, services.store, *dispatchers))
        yield


def _run_hotline(running: ExitStack, services: Services, answers: AnswerBook) -> Dispatcher:
    """The threads of the hotline that asks."""
    hotline_id = services.store.hotline_id
    is_first = hotline_id == FIRST_HOTLINE
    dispatcher = services.dispatcher if is_first else services.make_dispatcher(hotline_id)
    beside = "" if is_first else f"-{hotline_id}"
    if not services.store.is_sqlite:
        dispatcher.share(Lease(services.store, name_process()))
    keeper = Keeper(answers.of_hotline(hotline_id), services.store)
    running.enter_context(_thread(f"answers{beside}", keeper))
    running.enter_context(_thread(f"dispatcher{beside}", dispatcher))
    return dispatcher


def _look_around(services: Services) -> None:
    """What a process does first: each hotline's row, calls kept in the file, the queue."""
    services.hotlines.learn()
    for hotline_id in services.hotlines.ids:
        with within(hotline_id):
            _look_around_hotline(services)
    threading.Thread(target=_ensure_queue, args=(services,), daemon=True).start()
    threading.Thread(target=read_everything, name="danger", daemon=True).start()


def _look_around_hotline(services: Services) -> None:
    with services.store.write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
        plan_daily_sweep(uow)
        seed_articles(uow)
        plan_review_reminder(uow)
        plan_reconciliation(uow)
    restore_files(services.store, services.prompts)
    make_music(services.prompts)
    if services.settings.training:
        make_placeholders(services.prompts)


def _ensure_queue(services: Services) -> None:
    """Make the waiting queue with its explicit size; the carrier makes a small one otherwise."""
    try:
        services.carrier.ensure_queue(QUEUE_NAME, QUEUE_SIZE)
    except CarrierError as error:
        log.warning("the waiting queue could not be made now: %s", error)


class _Runs(Protocol):
    """Something with `run` and `stop`."""

    def run(self) -> None: ...

    def stop(self) -> None: ...


def keep_running(name: str, work: _Runs, stopping: threading.Event) -> None:
    """Run `work` until `stopping`: whatever brought it down, it comes back."""
    while not stopping.is_set():
        try:
            work.run()
        except Exception:
            log.exception("%s broke down and is started again", name)
        stopping.wait(BACK_WITHIN_S)


@contextmanager
def _thread(name: str, work: _Runs) -> Iterator[None]:
    stopping = threading.Event()
    here = copy_context()  # the hotline whose thread it is
    thread = threading.Thread(
        target=here.run, args=(keep_running, name, work, stopping), name=name, daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        work.stop()
        thread.join(timeout=STOP_WITHIN_S)
