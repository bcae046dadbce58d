"""The official client reads what the carrier answers, pages included."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from app.gateway.simulated.plans import PhonePlan
from tests.gateway.world import AGENT, APP, CALLER, HOTLINE, SID, TOKEN, World


class WorldClient(HttpClient):
    """Carries the client's requests into a world."""

    def __init__(self, world: World) -> None:
        super().__init__(None, False, None)
        self._world = world

    def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: object = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)
        for name, value in {**(params or {}), **(data or {})}.items():
            values = value if isinstance(value, list) else [value]
            pairs += [(name, str(one)) for one in values if one is not None]
        answer = self._world.gateway.handle_rest(method, parts.path, pairs, auth)
        self._world.run(0)
        return Response(answer.status, "" if answer.json is None else json.dumps(answer.json))


@pytest.fixture
def world() -> World:
    room = '<Dial><Conference waitUrl="">room</Conference></Dial>'
    world = World({"/voice": '<Enqueue waitUrl="">q</Enqueue>', "/room": room})
    world.gateway.switch.plans[AGENT] = PhonePlan()
    return world


@pytest.fixture
def client(world: World) -> Client:
    return Client(SID, TOKEN, http_client=WorldClient(world))


def place(client: Client, **changed: Any) -> Any:
    wanted: dict[str, Any] = {"to": AGENT, "from_": HOTLINE, "url": f"{APP}/room"}
    return client.calls.create(**{**wanted, **changed})


def test_calls(world: World, client: Client) -> None:
    events = ["initiated", "ringing", "answered", "completed"]
    call = place(client, status_callback=f"{APP}/leg", status_callback_event=events, timeout=20)
    world.run(10)
    fetched = client.calls(call.sid).fetch()
    assert fetched.status == "in-progress"
    assert fetched.start_time is not None
    assert len(world.at("/leg")) == 3
    client.calls(call.sid).update(status="completed")
    assert client.calls(call.sid).fetch().status == "completed"
    with pytest.raises(TwilioRestException) as caught:
        client.calls(call.sid).update(status="completed")
    assert (caught.value.status, caught.value.code) == (400, 21220)


def test_lists_over_several_pages(world: World, client: Client) -> None:
    sids = [place(client).sid for _ in range(5)]
    found = client.calls.list(to=AGENT, start_time_after=world.gateway.timeline.now, page_size=2)
    assert [call.sid for call in found] == sids[:1], "a call still queued has no start time"
    world.run(10)
    found = client.calls.list(to=AGENT, start_time_after=world.gateway.timeline.now, page_size=2)
    assert {call.sid for call in found} == set(sids)


def test_queue_conference_participant(world: World, client: Client) -> None:
    world.call_in(PhonePlan(), CALLER)
    (queue,) = client.queues.list()
    (member,) = client.queues(queue.sid).members.list()
    moved = client.queues(queue.sid).members(member.call_sid).update(url=f"{APP}/room")
    assert moved.call_sid == member.call_sid
    (room,) = client.conferences.list(friendly_name="room", status="init")
    client.conferences(room.sid).participants.create(from_=HOTLINE, to=AGENT, label="agent")
    world.run(10)
    assert client.conferences(room.sid).fetch().status == "in-progress"
    agent = client.conferences(room.sid).participants("agent")
    assert agent.update(hold=True, hold_url=f"{APP}/music").hold is True
    agent.delete()
    client.conferences(room.sid).update(status="completed")
    assert client.conferences(room.sid).participants.list() == []


def test_recordings_messages_numbers(world: World, client: Client) -> None:
    call = place(client)
    world.run(10)
    recording = client.calls(call.sid).recordings.create()
    client.calls(call.sid).recordings("Twilio.CURRENT").update(status="paused")
    client.calls(call.sid).update(status="completed")
    world.run(5)
    assert client.recordings(recording.sid).fetch().status == "completed"
    client.recordings(recording.sid).delete()
    assert client.recordings.list() == []
    message = client.messages.create(to=CALLER, from_=HOTLINE, body="您好")
    world.run(5)
    assert client.messages(message.sid).fetch().status == "delivered"
    assert [number.phone_number for number in client.incoming_phone_numbers.list()] == [HOTLINE]
