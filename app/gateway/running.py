"""The carrier on a running clock: one event loop lets time pass and carries the requests."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from random import Random
from time import perf_counter

import httpx

from app.gateway.core.account import Account
from app.gateway.core.carrier import Carrier
from app.gateway.core.faults import Faults
from app.gateway.core.sounds import Media
from app.gateway.core.timeline import Timeline
from app.gateway.core.webhooks import (
    FailureReason,
    Outcome,
    WebhookAnswer,
    WebhookFailure,
    WebhookRequest,
)
from app.gateway.simulated.media import measure_wav_s
from app.gateway.simulated.switch import SimulatedSwitch
from app.kit.clock import RunningClock

LEAST_REAL_TIMEOUT_S = 3.0
"""On a fast clock Twilio's 15 s would be unfairly short for a real machine."""


LONGEST_SLEEP_S = 0.5
KEPT_WEBHOOKS = 100_000


@dataclass(frozen=True, slots=True)
class CarriedWebhook:
    """One webhook that was answered, or not (`status` 0); `took_s` in real seconds."""

    url: str
    sent_at: datetime
    took_s: float
    status: int


class RunningGateway:
    """Carrier, simulated switch and the tasks that carry their requests."""

    def __init__(self, account: Account, clock: RunningClock, seed: int, faults: Faults) -> None:
        self.clock = clock
        self.timeline = Timeline(clock.now())
        self.switch = SimulatedSwitch(self.timeline, LearnedLengths(self))
        chance = Random(seed)  # noqa: S311 - identifiers of a simulation
        self.carrier = Carrier(account, self.switch, self.timeline, chance, faults)
        self.switch.connect(self.carrier.handle_switch_event)
        self._http = httpx.AsyncClient(follow_redirects=True, timeout=LEAST_REAL_TIMEOUT_S)
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.carried: deque[CarriedWebhook] = deque(maxlen=KEPT_WEBHOOKS)

    async def run(self) -> None:
        """Let time pass until cancelled."""
        try:
            while True:
                self.advance()
                await self._sleep()
        finally:
            for task in self._tasks:
                task.cancel()
            await self._http.aclose()

    def advance(self) -> None:
        """Bring the carrier to the present and send what came of it."""
        self.carrier.advance(self.clock.now())
        for request in self.carrier.take_requests():
            self._start(self._carry(request))

    def enter(self, work: Callable[[], None]) -> None:
        """Do something to the carrier or its telephones at the present instant."""
        self.carrier.advance(self.clock.now())
        work()
        self.advance()
        self._wake.set()

    def learn_length(self, url: str, tell: Callable[[float], None]) -> None:
        """Fetch a sound file and tell how long it lasts."""

        async def learn() -> None:
            content = None
            with suppress(httpx.HTTPError):
                answer = await self._http.get(url)
                content = answer.content if answer.is_success else None
            length_s = measure_wav_s(content)
            self.enter(lambda: tell(length_s))

        self._start(learn())

    async def _sleep(self) -> None:
        due_at = self.carrier.next_due_at()
        delay_s = LONGEST_SLEEP_S
        if due_at is not None:
            left_s = (due_at - self.clock.now()).total_seconds() / self.clock.speed
            delay_s = min(max(left_s, 0.0), LONGEST_SLEEP_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), delay_s)
        self._wake.clear()

    async def _carry(self, request: WebhookRequest) -> None:
        sent_at, begun_s = self.clock.now(), perf_counter()
        outcome = await self._post(request)
        took_s = perf_counter() - begun_s
        status = outcome.status if isinstance(outcome, WebhookAnswer) else 0
        self.carried.append(CarriedWebhook(request.url, sent_at, took_s, status))
        self.enter(lambda: self.carrier.deliver(request.id, outcome))

    async def _post(self, request: WebhookRequest) -> Outcome:
        timeout_s = max(request.timeout_s / self.clock.speed, LEAST_REAL_TIMEOUT_S)
        data = dict(request.params) if request.method == "POST" else None
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._http.request(
                    request.method, request.url, data=data, headers=dict(request.headers),
                    timeout=timeout_s,
                )  # fmt: skip
        except (TimeoutError, httpx.TimeoutException):
            return WebhookFailure(FailureReason.TIMED_OUT)
        except (httpx.HTTPError, httpx.InvalidURL):
            return WebhookFailure(FailureReason.UNREACHABLE)
        kind = answer.headers.get("content-type", "")
        return WebhookAnswer(answer.status_code, kind, answer.content)

    def _start(self, work: object) -> None:
        assert asyncio.iscoroutine(work)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        stop_if_broken(task)


class LearnedLengths:
    """Lengths of sound files, each fetched once."""

    def __init__(self, gateway: RunningGateway) -> None:
        self._gateway = gateway
        self._known: dict[str, float] = {}

    def ask(self, media: Media, tell: Callable[[float], None]) -> None:
        known_s = self._known.get(media.url)
        if known_s is not None:
            tell(known_s)
            return

        def remember(length_s: float) -> None:
            self._known[media.url] = length_s
            tell(length_s)

        self._gateway.learn_length(media.url, remember)


def stop_if_broken(task: asyncio.Task[None]) -> None:
    """End the process when a task of ours met a fault of ours; its supervisor starts it anew."""
    if not task.cancelled() and task.exception() is not None:
        logging.getLogger(__name__).critical("the carrier is broken", exc_info=task.exception())
        signal.raise_signal(signal.SIGTERM)
