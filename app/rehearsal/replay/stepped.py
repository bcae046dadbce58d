"""The whole hotline in one process on a stepped clock: exact and repeatable.

The application is called through ASGI with real signatures and a real database, the carrier is
the stand-in's own core, effects are performed inline; time moves only when nothing is in
flight, to the next instant at which anything is due.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.gateway.core.account import Account
from app.gateway.core.faults import Faults
from app.gateway.core.webhooks import Outcome, WebhookAnswer, WebhookRequest
from app.gateway.stepped import SteppedGateway
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.hotline.opening.hotline_actions import NewHotline, add_hotline
from app.hotline.services import Services
from app.kit.clock import SteppedClock
from app.kit.settings import STAND_IN_ACCOUNT, BridgeSettings, Settings, TwilioSettings
from app.kit.storage.migrating import migrate
from app.kit.storage.scope import within
from app.kit.storage.unit_of_work import Committed
from app.rehearsal.replay.in_process import InProcessHttp
from app.run.main import make_app
from app.run.wiring import wire
from app.run.worker import perform_due
from app.telephony.twilio.client import TwilioCarrier
from app.telephony.twilio.in_process import InProcessHttpClient
from app.telephony.twilio.media import FetchMedia, MediaRefused

BASE_URL = "http://hotline.localhost"
TWILIO = TwilioSettings(STAND_IN_ACCOUNT, "token-of-the-stand-in", "+8612348", BASE_URL)
SECRET_KEY = "q7Vd-93kf-Lw2x-Zt8m-Rb5c-Hn4j-Ys6p-stepped"  # noqa: S105 - its people are made up
Act = Callable[[], None]


@dataclass(slots=True)
class SteppedWorld:
    """The parts of the world, and the actors' own timetable (`plan`).

    `watchers` look around whenever the world has settled; they plan, or act at once.
    """

    clock: SteppedClock
    services: Services
    gateway: SteppedGateway
    http: InProcessHttp
    watchers: list[Act] = field(default_factory=list)
    owes_slow_effects: bool = True
    beside: list[Dispatcher] = field(default_factory=list)
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def dispatchers(self) -> list[Dispatcher]:
        """Of every hotline of the installation, the first one's before the others'."""
        return [self.services.dispatcher, *self.beside]

    def add_hotline(self, new: NewHotline) -> int:
        """A further hotline, which is served from now on; returns its id."""
        hotline_id = add_hotline(self.services.store, new)
        self.services.hotlines.learn()
        self.beside.append(self.services.make_dispatcher(hotline_id))
        return hotline_id

    def hear_commits(self) -> None:
        """Learn from the present parts' commits that slow effects are owed."""
        self.services.store.listen(self._hear)

    def _hear(self, done: Committed) -> None:
        self.owes_slow_effects = self.owes_slow_effects or done.owes_slow_effects

    def plan(self, at: datetime, act: Act) -> None:
        """Let an actor act at an instant."""
        heapq.heappush(self._plans, (at, next(self._order), act))

    def run_until(self, until_at: datetime) -> None:
        """Let everything happen up to `until_at`, in order."""
        self.settle()
        while (due_at := self.find_next_due()) is not None and due_at <= until_at:
            self._move_to(due_at)
        self._move_to(until_at)

    def find_next_due(self) -> datetime | None:
        """The next instant at which anything is due."""
        instants = [
            self.gateway.due_at(),
            *(each.recall_next_due() for each in self.dispatchers),
            self._plans[0][0] if self._plans else None,
        ]
        return min((at for at in instants if at is not None), default=None)

    def settle(self) -> None:
        """Carry every request and effect that is due now, until nothing is in flight."""
        while self._carry():
            for watch in self.watchers:
                watch()

    def _carry(self) -> bool:
        """Whether anything was in flight; all of it is carried when this returns."""
        count = 0
        while done := self._carry_once():
            count += done
        return count > 0

    def _carry_once(self) -> int:
        """Webhooks, call control and slow effects, which are performed inline here."""
        done = self.gateway.pump(self.post)
        done += sum(each.run_until_idle() for each in self.dispatchers)
        if self.owes_slow_effects:
            self.owes_slow_effects = False
            for each in self.dispatchers:
                with within(each.hotline_id):
                    done += perform_due(self.services)
        return done

    def post(self, request: WebhookRequest) -> Outcome:
        """One webhook to the application."""
        kind = "application/x-www-form-urlencoded"
        headers = {**request.headers, "content-type": kind}
        body = urlencode(request.params).encode()
        answer = self.http.send(request.method, request.url, body, headers)
        return WebhookAnswer(answer.status, answer.content_type, bytes(answer.body))

    def close(self) -> None:
        """Let go of the database and the loop."""
        self.http.close()
        self.services.store.engine.dispose()

    def _move_to(self, at: datetime) -> None:
        self.clock.advance_to(at)
        self.gateway.advance_to(self.clock.now())
        while self._plans and self._plans[0][0] <= self.clock.now():
            heapq.heappop(self._plans)[2]()
            self.settle()
        self.settle()
        self.look_around()
        self.settle()

    def look_around(self) -> None:
        """What no callback told is looked for, when it is time to."""
        for each in self.dispatchers:
            each.repair_when_due()


def make_stepped_world(
    data_dir: Path,
    start_at: datetime,
    seed: int,
    *,
    database_url: str = "",
    rules: Mapping[str, Any] | None = None,
    faults: Faults | None = None,
    calls_per_second: float = 1.0,
    calls_back: bool = True,
    secret_key: str = SECRET_KEY,
    bridge12345: BridgeSettings = BridgeSettings(),
    further_bridges: Mapping[int, BridgeSettings] = MappingProxyType({}),
    gateway_class: type[SteppedGateway] = SteppedGateway,
) -> SteppedWorld:
    """A world with an empty database; `rules` are the routing settings that differ."""
    settings = Settings(
        database_url=database_url or f"sqlite:///{data_dir / 'stepped.db'}",
        redis_url="",
        port=80,
        public_base_url=BASE_URL,
        twilio=TWILIO,
        secret_key=secret_key,
        data_dir=data_dir,
        training=True,
        calls_back=calls_back,
        bridge12345=bridge12345,
        further_bridges=further_bridges,
    )
    clock = SteppedClock(start_at)
    gateway = gateway_class(_make_account(calls_per_second), start_at, seed, faults=faults)
    carrier = TwilioCarrier(
        settings.twilio, InProcessHttpClient(_handle_rest(gateway)), _fetch(gateway)
    )
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    services = wire(settings, clock=clock, carrier=carrier, chance=chance, durable=False)
    carrier.find_number = services.hotlines.find_number
    migrate(services.store.engine)
    with services.store.write() as uow:
        prepare_hotline(uow, rules or {}, DEFAULT_HOURS)
    world = SteppedWorld(clock, services, gateway, InProcessHttp(make_app(services), BASE_URL))
    world.hear_commits()
    return world


def _make_account(calls_per_second: float) -> Account:
    return Account(
        sid=TWILIO.account_sid,
        auth_token=TWILIO.auth_token,
        number=TWILIO.number,
        voice_url=f"{BASE_URL}/twilio/voice",
        status_callback=f"{BASE_URL}/twilio/status",
        message_url=f"{BASE_URL}/twilio/messages",
        calls_per_second=calls_per_second,
    )


def _fetch(gateway: SteppedGateway) -> FetchMedia:
    def fetch(path: str, longest: int) -> bytes:
        auth = (TWILIO.account_sid, TWILIO.auth_token)
        answer = gateway.handle_rest("GET", path, [], auth)
        if answer.status >= 400:
            raise MediaRefused(answer.status, path)
        return (answer.content or b"")[: longest + 1]

    return fetch


def _handle_rest(
    gateway: SteppedGateway,
) -> Callable[..., tuple[int, Mapping[str, Any] | None]]:
    def handle(
        method: str, path: str, form: list[tuple[str, str]], auth: tuple[str, str] | None
    ) -> tuple[int, Mapping[str, Any] | None]:
        answer = gateway.handle_rest(method, urlsplit(path).path, form, auth)
        return (0, None) if answer.is_lost else (answer.status, answer.json)

    return handle
