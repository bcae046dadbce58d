"""Open desks, as a process of their own: `python -m app.rehearsal.replay.calls.consoles BASE_URL`.

Each does what our page does in a browser: holds the live stream of what it shows, asks for the
parts that name a changed topic, each at most four times a second and those of one page together,
shows a contact that is new among its tabs.  What
parts there are is read from the pages' own attributes.  Takes the sessions' cookies as JSON on
stdin, says `open`, and tells what it did, as JSON, when stdin ends.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from random import uniform
from time import perf_counter
from urllib.parse import parse_qsl

import httpx

from app.desks.console.presence import SPEAKS_EVERY_S
from app.kit.live.boards import PREFIX

PAUSE_S = 0.25
"""As `live.js`: a part is asked for no more often."""
GATHER_S, AHEAD_S = 0.02, 0.5
BACK_AFTER_S = AGAIN_AFTER_S = 2.0
_TAG = re.compile(r"<\w[^>]*\bhx-get=[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_LISTED = re.compile(r'data-contact="(\d+)"')


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page that keeps itself current."""

    address: str
    topics: frozenset[str]
    loads: bool
    together: str = ""

    def belongs_to(self, topics: frozenset[str]) -> bool:
        """Whether it shows one of these, and does not come with the stream."""
        whole = {name_whole(topic) for topic in self.topics}
        return bool(whole & topics) and not any(topic.startswith(PREFIX) for topic in whole)


def name_whole(topic: str) -> str:
    """What a topic belongs to: "contact:12/messages" to "contact:12"."""
    return topic.partition("/")[0]


def join_addresses(addresses: Sequence[str]) -> str:
    """One request for parts of one page."""
    path, query = addresses[0].partition("?")[::2]
    for address in addresses[1:]:
        for name, value in parse_qsl(address.partition("?")[2]):
            if name == "part" or f"{name}=" not in query:
                query += f"&{name}={value}"
    return f"{path}?{query}" if query else path


def list_parts(text: str) -> Iterator[Part]:
    """The parts of a page or a fragment that are fetched by themselves."""
    for tag in _TAG.findall(text):
        found = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        triggers = {each.strip().split(" ")[0] for each in found.get("hx-trigger", "").split(",")}
        if triggers & {"load", "live"}:
            topics = frozenset(found.get("data-live", "").split())
            together = found.get("data-together", "")
            yield Part(found["hx-get"], topics, "load" in triggers, together)


@dataclass(slots=True)
class ConsoleFigures:
    """What all desks did: seconds of each fragment, and how often what broke for which reason;
    apart from the steady state how long it took until all showed what they have to, and what broke
    then."""

    fragments_s: list[float] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    opening_s: float = 0.0
    broken_opening: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, error: httpx.HTTPError) -> None:
        """It was not answered."""
        self.broken[f"{what}: {name_reason(error)}"] += 1

    def note_status(self, what: str, answer: httpx.Response) -> None:
        """It was answered otherwise than well."""
        self.broken[f"{what}: status {answer.status_code}"] += 1


def name_reason(error: httpx.HTTPError) -> str:
    """Why there was no answer, as people would say it."""
    match error:
        case httpx.PoolTimeout() | httpx.ConnectTimeout():
            return "no connection in time"
        case httpx.TimeoutException():
            return "timeout"
        case httpx.ConnectError():
            return "connection refused"
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            return "connection closed"
    return type(error).__name__


@dataclass(slots=True)
class OpenConsole:
    """One browser with our page open."""

    http: httpx.AsyncClient
    told: ConsoleFigures
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    _own: dict[str, Part] = field(default_factory=dict)
    _of_work: dict[str, Part] = field(default_factory=dict)
    _ahead: frozenset[str] = frozenset()
    _named: frozenset[str] = frozenset()
    _heard: frozenset[str] = frozenset()
    _stream: asyncio.Task[None] | None = None
    _fetched_s: dict[str, float] = field(default_factory=dict)
    _due: dict[str, dict[str, Part]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _under_way: int = 0

    @property
    def is_at_rest(self) -> bool:
        """Whether the stream is heard and all that it asked for is shown."""
        return self.opened.is_set() and not self._under_way

    async def run(self) -> None:
        """Open the page, listen until cancelled."""
        while not (page := await self._get("/console")):
            await asyncio.sleep(BACK_AFTER_S * uniform(1, 2))  # noqa: S311 - they reload it
        self._known = set(_LISTED.findall(page))
        self._take_in(page, self._own)
        self._start(self._stay())
        self._widen()
        await asyncio.Event().wait()

    def _list_parts(self) -> list[Part]:
        return [*self._own.values(), *self._of_work.values()]

    def _widen(self) -> None:
        """Open a stream for all that is shown; the present one ends when that is heard."""
        shown = (topic for part in self._list_parts() for topic in part.topics)
        topics = frozenset(map(name_whole, shown)) | self._ahead
        if not topics <= self._named:
            self._named = topics
            self._stream = self._start(self._listen(topics, self._stream))

    async def _listen(self, topics: frozenset[str], before: asyncio.Task[None] | None) -> None:
        while True:
            try:
                await self._hear(topics, before)
            except httpx.HTTPError as error:
                self.told.note("stream", error)
            self._heard, before = frozenset(), None
            await asyncio.sleep(BACK_AFTER_S)

    async def _hear(self, topics: frozenset[str], before: asyncio.Task[None] | None) -> None:
        named = {"of": " ".join(sorted(topics)), "lang": "zh"}
        async with self.http.stream("GET", "/live", params=named, timeout=None) as stream:
            if not stream.is_success:
                self.told.note_status("stream", stream)
                return
            if before:
                before.cancel()
            fresh, self._heard = topics - self._heard, topics
            self.opened.set()
            self._refresh(part for part in self._list_parts() if part.belongs_to(fresh))
            async for line in stream.aiter_lines():
                topic, _, version = line.removeprefix("data: ").partition(" ")
                if line.startswith("data: ") and version.isdigit():
                    self._refresh(part for part in self._list_parts() if topic in part.topics)

    async def _stay(self) -> None:
        while True:
            try:
                await self.http.post("/console/alive", headers={"HX-Request": "true"})
            except httpx.HTTPError as error:
                self.told.note("alive", error)
            await asyncio.sleep(SPEAKS_EVERY_S)

    def _refresh(self, parts: Iterable[Part]) -> None:
        for part in parts:
            group = part.together or part.address
            if group not in self._due:
                self._due[group] = {}
                self._under_way += 1
                self._start(self._fetch(group))
            self._due[group][part.address] = part

    async def _fetch(self, group: str) -> None:
        try:
            await self._fetch_soon(group)
        finally:
            self._under_way -= 1

    async def _fetch_soon(self, group: str) -> None:
        rest_s = PAUSE_S - (perf_counter() - self._fetched_s.get(group, -PAUSE_S))
        await asyncio.sleep(max(GATHER_S, rest_s))
        parts = list(self._due.pop(group).values())
        self._fetched_s[group] = perf_counter()
        text = await self._get(join_addresses([part.address for part in parts]))
        if text is None:
            await asyncio.sleep(AGAIN_AFTER_S * uniform(1, 2))  # noqa: S311
            self._refresh(parts)
            return
        if any(part.address in self._of_work for part in parts):
            self._take_in(text, self._of_work)
        if any("part=tabs" in part.address for part in parts):
            await self._look_at_tabs(text)

    async def _look_at_tabs(self, text: str) -> None:
        tabs = text.rpartition("<!--part tabs-->")[2].partition("<!--part ")[0]
        listed = _LISTED.findall(tabs)
        fresh = [each for each in listed if each not in self._known]
        self._known = set(listed)
        if fresh:
            await self._show(fresh[0])

    async def _show(self, contact: str) -> None:
        """Listen ahead, then show the contact."""
        self._ahead = frozenset({f"contact:{contact}", f"ticket:{contact}"})
        self._widen()
        waits_until_s = perf_counter() + AHEAD_S
        while not self._ahead <= self._heard and perf_counter() < waits_until_s:
            await asyncio.sleep(GATHER_S)
        self._of_work.clear()
        work = await self._get(f"/console?part=work&contact={contact}")
        self._take_in(work or "", self._of_work)

    def _take_in(self, text: str, parts: dict[str, Part]) -> None:
        for part in list_parts(text):
            if part.address not in parts:
                parts[part.address] = part
                if part.loads:
                    self._refresh([part])

    async def _get(self, address: str) -> str | None:
        """What is shown; None where the installation was too busy, which the page tries again."""
        begun_s = perf_counter()
        try:
            answer = await self.http.get(address, headers={"HX-Request": "true"})
        except httpx.HTTPError as error:
            self.told.note("fragment", error)
            return ""
        self.told.fragments_s.append(perf_counter() - begun_s)
        if not answer.is_success:
            self.told.note_status("fragment", answer)
            return None if answer.is_server_error else ""
        return answer.text

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _connect(base_url: str, cookies: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, cookies=cookies, timeout=30, verify=False)  # noqa: S501 - plain HTTP on this machine


async def keep_open(base_url: str) -> ConsoleFigures:
    """Open a desk for each cookie, keep them until stdin ends."""
    cookies: list[dict[str, str]] = json.loads(sys.stdin.readline())
    told = ConsoleFigures()
    desks = [OpenConsole(_connect(base_url, each), told) for each in cookies]
    begun_s = perf_counter()
    tasks = [asyncio.create_task(desk.run()) for desk in desks]
    while not all(desk.is_at_rest for desk in desks):
        await asyncio.sleep(GATHER_S)
    told.opening_s = perf_counter() - begun_s
    told.broken_opening, told.broken = told.broken, Counter()
    told.fragments_s.clear()
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    return told


def main() -> None:
    """Tell what was done."""
    told = asyncio.run(keep_open(sys.argv[1]))
    print(json.dumps({each.name: getattr(told, each.name) for each in fields(told)}), flush=True)


if __name__ == "__main__":
    main()
