"""Whatever a carrier answers over HTTP becomes one of our named errors, or is asked again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from app.kit.settings import TwilioSettings
from app.telephony.port import CarrierLacks, CarrierRefused, CarrierUnreachable, OutgoingCall
from app.telephony.twilio.client import TwilioCarrier
from app.telephony.twilio.patience import PatientHttpClient

CALL = OutgoingCall("1002", "http://h/answered", "http://h/status", 20)
Answer = tuple[int, dict[str, str], str]
MADE: Answer = (201, {}, json.dumps({"sid": "CA1"}))
BUSY = (429, {"Retry-After": "1"}, json.dumps({"code": 20429, "message": "", "status": 429}))
GONE = json.dumps({"code": 20404, "message": "not found", "status": 404})
PROBLEM = json.dumps({"type": "x", "title": "gone", "status": 404, "code": 20404})
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Listener:
    """A carrier that gives one answer after the other, the last one for ever."""

    def __init__(self, url: str, heard: list[str]) -> None:
        settings = TwilioSettings("AC" + "0" * 32, "token", "12348", url)
        self.heard, self.waits = heard, list[float]()
        self.carrier = TwilioCarrier(settings, PatientHttpClient(5.0, self.waits.append))


@contextmanager
def answering(*answers: Answer) -> Iterator[Listener]:
    left, heard = list(answers), list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.command)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, text = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST  # noqa: N815 - the server's spelling

        def log_message(self, *args: object) -> None:
            del args

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Listener(f"http://127.0.0.1:{server.server_port}", heard)
    finally:
        server.shutdown()
        server.server_close()


def test_too_much_at_once_is_asked_again_after_the_pause_it_names() -> None:
    with answering(BUSY, BUSY, MADE) as there:
        assert there.carrier.place_call(CALL) == "CA1"
    assert (len(there.heard), there.waits) == (3, [1.0, 1.0])


def test_too_much_for_long_is_given_up_as_unreachable() -> None:
    with answering((429, {"Retry-After": "3600"}, "")) as there, pytest.raises(CarrierUnreachable):
        there.carrier.place_call(CALL)
    assert there.waits == [3.0, 3.0, 3.0]


@pytest.mark.parametrize("text", ["<html>Bad gateway</html>", "", "{}"])
def test_an_answer_that_cannot_be_read_is_none(text: str) -> None:
    with answering((200, {}, text)) as there, pytest.raises(CarrierUnreachable):
        there.carrier.list_open_calls()


@pytest.mark.parametrize("text", [GONE, PROBLEM, "<html>404</html>"])
def test_what_is_not_there_is_lacking_in_whatever_form_it_is_told(text: str) -> None:
    with answering((404, {}, text)) as there:
        assert there.carrier.list_recordings("CF1") == []
        there.carrier.end_call("CA1")
        with pytest.raises(CarrierLacks):
            there.carrier.fetch_call("CA1")


def test_a_list_that_is_refused_is_refused() -> None:
    with answering((401, {}, json.dumps({"code": 20003}))) as there:
        with pytest.raises(CarrierRefused):
            there.carrier.list_open_calls()
        assert there.carrier.reach.answered == 0


def test_answers_without_what_may_be_left_out_are_understood() -> None:
    """No dates, no page numbers, our own number written differently."""
    call = {"sid": "CA1", "status": "ringing", "direction": "outbound-api", "from": "+8612348"}
    theirs = {"sid": "CA2", "status": "ringing", "direction": "inbound", "from": "1002"}
    with answering((200, {}, json.dumps({"calls": [call, theirs]}))) as there:
        found = there.carrier.find_calls("1002", _LONG_AGO)
        assert [fact.call_sid for fact in found] == ["CA1"]
        assert there.carrier.list_open_calls() == {"CA1", "CA2"}
