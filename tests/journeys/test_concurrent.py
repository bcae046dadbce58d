"""Many requests at once: threads of one process on SQLite, two processes' parts on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from app.desks.reports.verify import verify
from app.gateway.core.signature import sign_request
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import set_ready, sign_in_agent
from app.hotline.dispatch.lease import Lease, name_process
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.hotline.services import Services
from app.kit.clock import RunningClock
from app.kit.errors import Refused
from app.kit.settings import Settings
from app.kit.storage.migrating import migrate
from app.rehearsal.replay.stepped import BASE_URL, TWILIO, InProcessHttp
from app.run.main import make_app
from app.run.wiring import wire
from app.telephony.port import CallFact, OutgoingCall, RoomFact

CALLERS = 24
THREADS = 8


@dataclass(slots=True)
class QuietCarrier:
    """Takes every request and does nothing; remembers which calls it was asked to place."""

    placed: list[OutgoingCall] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def place_call(self, call: OutgoingCall) -> str:
        with self.lock:
            self.placed.append(call)
            return f"CAout{len(self.placed):027d}"

    def end_call(self, call_sid: str) -> None: ...
    def move_call(self, call_sid: str, url: str) -> None: ...
    def take_from_queue(self, queue_sid: str, call_sid: str, url: str) -> None: ...
    def find_calls(self, to: str, since: datetime) -> list[CallFact]:
        return []

    def fetch_call(self, call_sid: str) -> CallFact:
        return CallFact(call_sid, ending=None, started_at=None)

    def list_open_calls(self) -> frozenset[str]:
        return frozenset(f"CA{number:032d}" for number in range(CALLERS))

    def list_room(self, room: str) -> RoomFact:
        return RoomFact("", ())

    def ensure_queue(self, name: str, size: int) -> str:
        return "QU1"


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[tuple[list[Services], QuietCarrier]]:
    """Two processes' parts on PostgreSQL, one on SQLite; dispatchers as threads, with the lease."""
    carrier = QuietCarrier()
    is_sqlite = database_url.startswith("sqlite")
    settings = Settings(database_url, "", 80, BASE_URL, TWILIO, "secret", tmp_path, training=True)
    made = [
        wire(settings, clock=RunningClock(), carrier=carrier, durable=False)
        for _ in range(1 if is_sqlite else 2)
    ]
    migrate(made[0].store.engine)
    with made[0].store.write() as uow:
        prepare_hotline(uow, {"ring_s": 1.0, "wrap_up_s": 0.0}, DEFAULT_HOURS)
    threads = [run_dispatcher(services) for services in made]
    yield made, carrier
    for services, thread in zip(made, threads, strict=True):
        services.dispatcher.stop()
        thread.join(10)
        services.store.engine.dispose()


def run_dispatcher(services: Services) -> threading.Thread:
    """As a web process does: on PostgreSQL under the lease."""
    if not services.store.is_sqlite:
        services.dispatcher.share(Lease(services.store, name_process()))
    thread = threading.Thread(target=services.dispatcher.run, daemon=True)
    thread.start()
    return thread


class Caller:
    """One call, as the carrier would tell it, from a thread of its own."""

    def __init__(self, services: Services, number: int, seed: int) -> None:
        self.http = InProcessHttp(make_app(services))
        self.number = number
        self.chance = Random(seed)

    def post(self, path: str, **form: str) -> bytes:
        pairs = (("CallSid", f"CA{self.number:032d}"), ("From", f"+86138{self.number:08d}"))
        pairs += tuple(form.items())
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign_request(TWILIO.auth_token, BASE_URL + path, pairs),
        }
        answer = self.http.request("POST", path, content=urlencode(pairs), headers=headers)
        assert answer.status_code in {200, 204}, answer.text
        return answer.content

    def call(self) -> None:
        """Ring, press a key, wait a while, hang up; each told once or twice."""
        greeted = ET.fromstring(self.post("/twilio/voice"))
        gather = greeted.find("Gather")
        assert gather is not None, "nobody hears the apology"
        language = urlsplit(gather.get("action", "")).path
        waits = ET.fromstring(self.post(language, Digits=self.chance.choice("12")))
        assert waits.find("Enqueue") is not None
        wait = language.replace("/language", "/wait")
        for _ in range(self.chance.randint(1, 3)):
            self.post(wait, QueueSid="QU1", QueueTime="3")
        left = language.replace("/language", "/left")
        for path in self.chance.sample([left, "/twilio/status"], k=2):
            self.post(path, QueueResult="hangup", CallStatus="completed")
        self.http.close()


def toggle_agents(services: Services, agents: list[int], stop: threading.Event) -> None:
    """Agents say again and again that they are ready; being refused is in order."""
    while not stop.wait(0.02):
        for agent_id in agents:
            try:
                with services.router.write() as work:
                    set_ready(work, agent_id)
            except Refused:
                continue


def test_many_callers_at_once_break_no_law(
    processes: tuple[list[Services], QuietCarrier],
) -> None:
    made, carrier = processes
    with made[0].store.write() as uow:
        agents = [
            add_agent(uow, NewAgent("P", ("zh", "bo"), "general", address=f"+86139{n:08d}")).id
            for n in range(3)
        ]
    for agent_id in agents:
        with made[0].router.write() as work:
            sign_in_agent(work, agent_id)
    stop = threading.Event()
    toggler = threading.Thread(target=toggle_agents, args=(made[-1], agents, stop))
    toggler.start()
    with ThreadPoolExecutor(THREADS) as pool:
        calls = [
            pool.submit(Caller(made[number % len(made)], number, number).call)
            for number in range(CALLERS)
        ]
        for call in calls:
            call.result(timeout=120)
    stop.set()
    toggler.join(30)
    with made[0].store.read() as session:
        found = list(session.scalars(select(Contact)))
        breaches = [str(breach) for breach in verify(session, made[0].store.clock.now()).breaches]
    assert len(found) == CALLERS
    # "failed": whose hang-up our own locks kept waiting has not given up
    assert {contact.outcome for contact in found} <= {"abandoned_short", "abandoned", "failed"}
    assert breaches == []
    urls = [call.url for call in carrier.placed]
    assert urls, "somebody was rung"
    assert len(set(urls)) == len(urls), "no leg was placed twice"
