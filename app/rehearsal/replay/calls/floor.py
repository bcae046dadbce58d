"""Drives the floor as ours was driven: a carrier of the same program, calls at the same rate."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from app.gateway.simulated.plans import PhonePlan
from app.kit.clock import RunningClock
from app.kit.settings import STAND_IN_ACCOUNT, read_settings
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.rehearsal.replay.calls.floor_app import FACTORY, ROWS, Recipe
from app.rehearsal.replay.calls.timing import Quantiles, list_webhooks, sum_up
from app.rehearsal.replay.calls.usage import read_database_s, read_processor_s
from app.rehearsal.replay.processes import Running, pause, wait_until_ready
from app.run.supervisor.child import Child, accepts_connections, answers_http
from app.run.supervisor.children import serve
from app.run.supervisor.ports import take_port
from app.run.supervisor.process import own_python, start_process

TICK_S = 0.1
WARM_UP_CALLS = 3
WARMED_UP_WITHIN_S = 60.0
OVER_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class FloorFigures:
    """What the floor took for as many calls; `failed` webhooks make its figures worthless."""

    calls: int
    recipe: Recipe
    webhook: Quantiles
    webhooks: int
    failed: int
    processor_ms_per_call: dict[str, float]


@dataclass(frozen=True, slots=True)
class _FloorInstallation:
    web: Running
    carrier: Running
    http: httpx.Client
    store: Store
    clock: RunningClock

    def wait(self, seconds: float) -> None:
        waited_s = 0.0
        while waited_s < seconds:
            self.web.listen()
            self.carrier.listen()
            pause(TICK_S)
            waited_s += TICK_S

    def call(self, instants_s: list[float]) -> None:
        """Let people call, so many seconds from now."""
        now = self.clock.now()
        plan = asdict(PhonePlan())
        calls = [
            {
                "from_number": f"+86137{index:08d}",
                "at": (now + timedelta(seconds=at_s)).isoformat(),
                "plan": plan,
            }
            for index, at_s in enumerate(instants_s)
        ]
        self.http.post("/simulator/calls", json=calls).raise_for_status()

    def await_webhooks(self, count: int, within_s: float) -> None:
        """Until so many are answered, or much too long."""
        waited_s = 0.0
        while len(list_webhooks(self.http)) < count and waited_s < within_s:
            self.wait(1.0)
            waited_s += 1.0

    def read_usage_s(self) -> dict[str, float]:
        used = {
            "web": read_processor_s(self.web.process.popen.pid),
            "carrier": read_processor_s(self.carrier.process.popen.pid),
        }
        if not self.store.is_sqlite:
            used["database"] = read_database_s(self.store)
        return used


def measure_floor(
    folder: Path, database_url: str, recipe: Recipe, instants_s: list[float]
) -> FloorFigures:
    """As many calls at the same instants; `database_url` as ours was measured on."""
    url = database_url or f"sqlite:///{folder / 'floor.db'}"
    with _run(folder, url, recipe) as installation:
        installation.call([0.0] * WARM_UP_CALLS)
        installation.await_webhooks(WARM_UP_CALLS * recipe.webhooks, WARMED_UP_WITHIN_S)
        before, begun_at = installation.read_usage_s(), installation.clock.now()
        warmed_up = len(list_webhooks(installation.http))
        installation.call(instants_s)
        installation.wait(instants_s[-1] if instants_s else 0.0)
        installation.await_webhooks(warmed_up + len(instants_s) * recipe.webhooks, OVER_WITHIN_S)
        after = installation.read_usage_s()
        webhooks = list_webhooks(installation.http, begun_at)
    count = max(1, len(instants_s))
    return FloorFigures(
        calls=len(instants_s),
        recipe=recipe,
        webhook=sum_up([each.took_s for each in webhooks]),
        webhooks=len(webhooks),
        failed=sum(not 200 <= each.status < 300 for each in webhooks),
        processor_ms_per_call={
            name: round(1000 * (used_s - before[name]) / count, 1) for name, used_s in after.items()
        },
    )


@contextmanager
def _run(folder: Path, database_url: str, recipe: Recipe) -> Iterator[_FloorInstallation]:
    port, token, clock = take_port(), secrets.token_hex(16), RunningClock()
    environment = {
        "DATABASE_URL": database_url,
        "HOTLINE_DATA_DIR": str(folder),
        "HOTLINE_LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "TWILIO_ACCOUNT_SID": STAND_IN_ACCOUNT,
        "TWILIO_AUTH_TOKEN": token,
    }
    carrier_port = take_port()
    store = Store(make_engine(database_url), clock, Vault(secrets.token_hex(32)))
    with ExitStack() as stack:
        stack.callback(_clear, store)
        web, carrier = [
            stack.enter_context(_started(child))
            for child in _list_children(environment, port, carrier_port, recipe)
        ]
        login = (STAND_IN_ACCOUNT, token)
        http = httpx.Client(base_url=f"http://127.0.0.1:{carrier_port}", timeout=30, auth=login)
        yield _FloorInstallation(web, carrier, stack.enter_context(http), store, clock)


def _list_children(
    environment: Mapping[str, str], port: int, carrier_port: int, recipe: Recipe
) -> list[Child]:
    carrier = own_python(
        *("-m", "app.gateway", "--port", str(carrier_port)),
        *("--calls-per-second", "1000", "--voice-url", recipe.address(1)),
        *("--status-callback", recipe.address(recipe.webhooks)),
    )
    web = serve(FACTORY, read_settings(environment))
    return [
        Child("floor", web, environment, answers_http("127.0.0.1", port, "/sign-in")),
        Child("carrier", carrier, environment, accepts_connections(carrier_port)),
    ]


@contextmanager
def _started(child: Child) -> Iterator[Running]:
    running = Running(child, start_process(child))
    try:
        wait_until_ready(running)
        yield running
    finally:
        running.stop()


def _clear(store: Store) -> None:
    """Leave nothing of ours in a database that somebody named."""
    ROWS.drop(store.engine, checkfirst=True)
    store.engine.dispose()
