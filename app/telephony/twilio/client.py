"""Call control through Twilio's REST interface with the official client, at any base address.

https://www.twilio.com/docs/voice/api — `Calls`, `Queues`, `Members`, `Participants`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from app.kit.settings import TwilioSettings
from app.telephony.endings import is_over
from app.telephony.port import (
    CallerFact,
    CallFact,
    CarrierLacks,
    CarrierRefused,
    CarrierUnreachable,
    IncomingText,
    Mix,
    OutgoingCall,
    RecordingFact,
    RoomFact,
    Taping,
    TextFact,
)
from app.telephony.reach import Reach
from app.telephony.twilio.media import FetchMedia, fetch_over_http
from app.telephony.twilio.patience import PatientHttpClient

REQUEST_TIMEOUT_S = 5.0
LONGEST_RECORDING = 1_000_000_000
"""Bytes: a day of talk."""
_LEG_EVENTS = ["ringing", "completed"]
"""That it rings names a call of which no answer came; who picks up asks for a document."""


class BaseUrlClient(Client):
    """The official client, whose every request goes to `base_url` (a stand-in, a proxy)."""

    def __init__(self, settings: TwilioSettings, http_client: HttpClient) -> None:
        super().__init__(settings.account_sid, settings.auth_token, http_client=http_client)
        self._base = urlsplit(settings.api_base_url) if settings.api_base_url else None

    def get_hostname(self, uri: str) -> str:
        uri = super().get_hostname(uri)
        if self._base is None:
            return uri
        parts = urlsplit(uri)
        path = self._base.path + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


PAGE_SIZE = 200
MOST_MEDIA = 10
"""So many a message holds: https://www.twilio.com/docs/messaging/api/message-resource"""


class TwilioCarrier:
    """The carrier port over Twilio's protocol."""

    def __init__(
        self,
        settings: TwilioSettings,
        http_client: HttpClient | None = None,
        fetch_media: FetchMedia | None = None,
    ) -> None:
        self.reach = Reach()
        self.find_number: Callable[[], str] = lambda: settings.number
        """The number of the hotline for which something is asked of the carrier."""
        self._fetch_media = fetch_media or fetch_over_http(settings)
        self._client = BaseUrlClient(
            settings, http_client or PatientHttpClient(timeout=REQUEST_TIMEOUT_S)
        )

    @property
    def _number(self) -> str:
        return self.find_number()

    @contextmanager
    def _ask(self) -> Iterator[None]:
        """One request, whose fate is counted: a refusal of our very account is no answer."""
        try:
            with _our_errors():
                yield
        except CarrierRefused as refusal:
            self.reach.note(is_answered=refusal.facts.get("status") not in {401, 403})
            raise
        except CarrierUnreachable:
            self.reach.note(is_answered=False)
            raise
        self.reach.note(is_answered=True)

    def place_call(self, call: OutgoingCall) -> str:
        if call.to == self._number:
            raise CarrierRefused(reason="own_number")  # it would come back to us as a caller
        with self._ask():
            placed = self._client.calls.create(
                to=call.to,
                from_=self._number,
                url=call.url,
                method="POST",
                status_callback=call.status_url,
                status_callback_method="POST",
                status_callback_event=_LEG_EVENTS,
                timeout=call.ring_s,
            )
        return str(placed.sid)

    def end_call(self, call_sid: str) -> None:
        try:
            with self._ask():
                self._client.calls(call_sid).update(status="completed")
        except CarrierLacks:
            return
        except CarrierRefused as refusal:
            if refusal.facts.get("carrier_code") != _NOT_IN_PROGRESS:
                raise

    def move_call(self, call_sid: str, url: str) -> None:
        with self._ask():
            self._client.calls(call_sid).update(url=url, method="POST")

    def take_from_queue(self, queue_sid: str, call_sid: str, url: str) -> None:
        with self._ask():
            self._client.queues(queue_sid).members(call_sid).update(url=url, method="POST")

    def find_calls(self, to: str, since: datetime) -> list[CallFact]:
        """Filtered here: the carrier's own filter is by start, which a queued call has not."""
        with self._ask():
            found = self._client.calls.list(to=to, limit=50)
        ours = [_fact(call) for call in found if self._is_ours(call)]
        since = since - timedelta(seconds=1)  # the carrier tells whole seconds
        return [fact for fact in ours if fact.started_at is None or fact.started_at >= since]

    def _is_ours(self, call: Any) -> bool:
        """Placed by us; the carrier may write our number in its own way."""
        return call._from == self._number or str(call.direction or "").startswith("outbound")

    def fetch_call(self, call_sid: str) -> CallFact:
        with self._ask():
            return _fact(self._client.calls(call_sid).fetch())

    def list_open_calls(self) -> frozenset[str]:
        with self._ask():
            found = self._client.calls.list(status="in-progress", page_size=1000)
        return frozenset(str(call.sid) for call in found)

    def list_callers(self, since: datetime) -> list[CallerFact]:
        """Read from the newest until they are too old: the carrier filters by whole days."""
        callers: list[CallerFact] = []
        with self._ask():
            for call in self._client.calls.stream(to=self._number, page_size=PAGE_SIZE):
                fact = _fact(call)
                if fact.started_at is not None and fact.started_at < since:
                    break
                if str(call.direction) == "inbound":
                    callers.append(CallerFact(fact.call_sid, str(call._from), fact.is_over))
        return callers

    def list_texts(self, since: datetime) -> list[IncomingText]:
        """As `list_callers`; the addresses of pictures are a list of their own."""
        texts: list[IncomingText] = []
        with self._ask():
            for text in self._client.messages.stream(to=self._number, page_size=PAGE_SIZE):
                if text.date_created is not None and text.date_created < since:
                    break
                if str(getattr(text.direction, "value", text.direction)) == "inbound":
                    pictures = self._list_pictures(text) if int(text.num_media or 0) else ()
                    number = str(text.from_)
                    texts.append(IncomingText(str(text.sid), number, text.body or "", pictures))
        return texts[::-1]

    def _list_pictures(self, text: Any) -> tuple[str, ...]:
        return tuple(each.uri.removesuffix(".json") for each in text.media.list(limit=MOST_MEDIA))

    def list_room(self, room: str) -> RoomFact:
        with self._ask():
            found = self._client.conferences.list(friendly_name=room, limit=5)
            sid = next((str(each.sid) for each in found if _status(each) != "completed"), None)
            if sid is None:
                return _recall_room(found)
            present = self._client.conferences(sid).participants.list(limit=50)
        return RoomFact(sid, tuple(str(each.call_sid) for each in present))

    def send_text(self, to: str, text: str, status_url: str = "") -> str:
        with self._ask():
            sent = self._client.messages.create(
                to=to,
                from_=self._number,
                body=text,
                status_callback=status_url or values.unset,
            )
        return str(sent.sid)

    def find_texts(self, to: str, since: datetime) -> list[TextFact]:
        with self._ask():
            found = self._client.messages.list(to=to, from_=self._number, limit=50)
        since = since - timedelta(seconds=1)  # the carrier tells whole seconds
        return [
            TextFact(str(text.sid), text.body or "")
            for text in found
            if text.date_created is None or text.date_created >= since
        ]

    def fetch_picture(self, message_sid: str, media_sid: str, longest: int) -> bytes:
        account = f"/2010-04-01/Accounts/{self._client.account_sid}"
        with self._ask():
            content = self._fetch_media(
                f"{account}/Messages/{message_sid}/Media/{media_sid}", longest
            )
        if len(content) > longest:
            raise CarrierRefused(reason="too_large")
        return content

    def fetch_recording(self, recording_sid: str) -> bytes:
        path = f"/2010-04-01/Accounts/{self._client.account_sid}/Recordings/{recording_sid}.wav"
        with self._ask():
            return self._fetch_media(path, LONGEST_RECORDING)

    def delete_recording(self, recording_sid: str) -> None:
        try:
            with self._ask():
                self._client.recordings(recording_sid).delete()
        except CarrierLacks:
            return

    def list_recordings(self, conference_sid: str) -> list[RecordingFact]:
        return self._list_recordings(conference_sid=conference_sid)

    def list_call_recordings(self, call_sid: str) -> list[RecordingFact]:
        return self._list_recordings(call_sid=call_sid)

    def _list_recordings(self, **of_what: str) -> list[RecordingFact]:
        try:
            with self._ask():
                found = self._client.recordings.list(limit=50, **of_what)
        except CarrierLacks:
            return []
        return [_tape(each) for each in found]

    def steer_recording(self, conference_sid: str, to: Taping) -> None:
        with self._ask():
            self._client.conferences(conference_sid).recordings(_CURRENT).update(
                status=_TAPINGS[to],
                pause_behavior="skip" if to is Taping.PAUSED else values.unset,
            )

    def mix_call(self, conference_sid: str, call_sid: str, mix: Mix) -> None:
        with self._ask():
            self._client.conferences(conference_sid).participants(call_sid).update(
                hold=mix.is_held,
                hold_url=mix.hold_url if mix.is_held else values.unset,
                hold_method="POST" if mix.is_held else values.unset,
                muted=mix.is_muted,
                coaching=bool(mix.coached_sid),
                call_sid_to_coach=mix.coached_sid or values.unset,
            )

    def ensure_queue(self, name: str, size: int) -> str:
        with self._ask():
            for queue in self._client.queues.stream():
                if queue.friendly_name == name:
                    return str(queue.sid)
            return str(self._client.queues.create(friendly_name=name, max_size=size).sid)


_TAPINGS = {
    Taping.RUNNING: "in-progress",
    Taping.PAUSED: "paused",
    Taping.STOPPED: "stopped",
}
_CURRENT = "Twilio.CURRENT"
"""Twilio's name for the one recording of a conference that runs."""

_NOT_IN_PROGRESS = 21220
"""Twilio's error for a call that is over: https://www.twilio.com/docs/api/errors/21220"""


def _status(resource: Any) -> str:
    return str(getattr(resource.status, "value", resource.status))


def _fact(call: Any) -> CallFact:
    status = _status(call)
    return CallFact(
        call_sid=str(call.sid),
        ending=status if is_over(status) else "completed" if call.end_time else None,
        started_at=call.start_time or call.date_created,
        ended_at=call.end_time,
    )


def _recall_room(ended: list[Any]) -> RoomFact:
    """The newest of rooms that are over, as the carrier lists them: newest first."""
    if not ended:
        return RoomFact("", ())
    return RoomFact("", (), ended[0].call_sid_ending_conference or "", ended[0].date_updated)


def _tape(recording: Any) -> RecordingFact:
    return RecordingFact(
        recording_sid=str(recording.sid),
        length_s=float(recording.duration or 0),
        is_complete=_status(recording) == "completed",
    )


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except TwilioException as error:
        status, code = _read_refusal(error)
        facts = {"status": status, "carrier_code": code}
        if status == 404:
            raise CarrierLacks(**facts) from error
        if 400 <= status < 500 and status != 429:
            raise CarrierRefused(**facts) from error
        raise CarrierUnreachable(**facts, reason=type(error).__name__) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise CarrierUnreachable(reason=type(error).__name__) from error


def _read_refusal(error: TwilioException) -> tuple[int, int]:
    """HTTP status and the provider's own number (0: unknown); a list's refusal is told by the
    client as a bare exception that holds the response."""
    response = next((part for part in error.args if isinstance(part, Response)), None)
    status = response.status_code if response is not None else getattr(error, "status", 0)
    return int(status or 0), int(getattr(error, "code", 0) or 0)
