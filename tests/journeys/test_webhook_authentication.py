"""The carrier's door: signatures, garbage, unknown parameters, handlers that fail."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.doors.webhooks.bodies import read_form
from app.doors.webhooks.models import Receipt
from app.doors.webhooks.please_hold import MAX_TRIES
from app.doors.webhooks.trouble import SPOOL, take_in_spooled
from app.gateway.core.signature import sign_request
from app.gateway.core.twiml_reader import read_twiml
from app.hotline.prompts.placeholders import make_placeholders
from app.kit.storage.base import Base
from app.rehearsal.replay.stepped import BASE_URL
from tests.journeys.cast import Hotline, caller
from tests.journeys.conftest import Opener

Form = list[tuple[str, str]]
VOICE: Form = [("CallSid", "CA" + "1" * 32), ("From", "+8613812340009"), ("To", "+8612348")]


def post(
    hotline: Hotline, path: str, form: Form, *, signature: str | None = None
) -> httpx.Response:
    """One request; signed as the carrier signs unless a signature is given ("" for none)."""
    token = hotline.world.services.settings.twilio.auth_token
    signed = sign_request(token, BASE_URL + path, tuple(form))
    headers = {b"content-type": b"application/x-www-form-urlencoded"}
    if signature != "":
        headers[b"X-Twilio-Signature"] = (signature or signed).encode("latin-1")
    return hotline.world.http.request("POST", path, content=urlencode(form), headers=headers)


def count_rows(hotline: Hotline) -> dict[str, int]:
    with hotline.world.services.store.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("signature", ["", "AAAA", "x" * 500, "\u00e9"])
@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/status", "/twilio/legs/x/answered"])
def test_a_wrong_signature_is_refused_and_nothing_is_stored(
    hotline: Hotline, path: str, signature: str
) -> None:
    before = count_rows(hotline)
    assert (
        post(
            hotline, path, VOICE, signature=signature.encode("latin-1").decode("latin-1")
        ).status_code
        == 403
    )
    assert count_rows(hotline) == before


def test_a_signature_for_other_parameters_is_refused(hotline: Hotline) -> None:
    token = hotline.world.services.settings.twilio.auth_token
    stolen = sign_request(token, f"{BASE_URL}/twilio/voice", tuple(VOICE))
    altered = [*VOICE, ("Blank", "")]
    assert post(hotline, "/twilio/voice", altered, signature=stolen).status_code == 403
    assert post(hotline, "/twilio/voice", altered).status_code == 200


@pytest.mark.parametrize("base_url", ["https://gateway.example", "http://gateway.example"])
def test_a_signature_for_the_name_by_which_we_were_called_is_genuine(
    hotline: Hotline, base_url: str
) -> None:
    """The carrier was told another name of this machine than our own settings know."""
    token = hotline.world.services.settings.twilio.auth_token
    signed = sign_request(token, f"{base_url}/twilio/voice", tuple(VOICE))
    headers = {"X-Twilio-Signature": signed, "host": "gateway.example"}
    answer = hotline.world.http.request("POST", "/twilio/voice", data=dict(VOICE), headers=headers)
    assert answer.status_code == 200
    headers["host"] = "another.example"
    answer = hotline.world.http.request("POST", "/twilio/voice", data=dict(VOICE), headers=headers)
    assert answer.status_code == 403


def test_what_people_set_for_the_number_may_be_get_and_end_with_a_slash(hotline: Hotline) -> None:
    assert post(hotline, "/twilio/voice/", VOICE).status_code == 200
    query = f"/twilio/voice?{urlencode(VOICE)}"
    token = hotline.world.services.settings.twilio.auth_token
    signed = {"X-Twilio-Signature": sign_request(token, BASE_URL + query, ())}
    answer = hotline.world.http.request("GET", query, headers=signed)
    assert (answer.status_code, b"<Gather" in answer.content) == (200, True)
    assert hotline.world.http.request("GET", query + "0", headers=signed).status_code == 403
    over = urlencode([*VOICE, ("CallStatus", "completed")])
    signed = {"X-Twilio-Signature": sign_request(token, f"{BASE_URL}/twilio/status?{over}", ())}
    assert hotline.world.http.request("GET", f"/twilio/status?{over}", headers=signed).is_success
    assert hotline.contact().outcome == "abandoned_short"


def test_unknown_parameters_are_kept_in_the_sealed_receipt(hotline: Hotline) -> None:
    post(hotline, "/twilio/voice", [*VOICE, ("StirVerstat", "TN-Validation-Passed-A"), ("New", "")])
    with hotline.world.services.store.read() as session:
        receipt = session.scalars(select(Receipt)).one()
        assert b"StirVerstat" not in receipt.body_sealed
        form = read_form(hotline.world.services.store.vault.open_bytes(receipt.body_sealed))
    assert form["StirVerstat"] == ["TN-Validation-Passed-A"]
    assert form["New"] == [""]


def test_a_withheld_number_is_a_caller_without_a_number(hotline: Hotline) -> None:
    for number, word in enumerate(["anonymous", "Restricted", "", "+266696687"]):
        form = [("CallSid", f"CA{number}" + "2" * 31), ("From", word), ("To", "+8612348")]
        assert post(hotline, "/twilio/voice", form).status_code == 200
    assert len(hotline.contacts()) == 4


PATHS = st.sampled_from(
    [
        "/twilio/voice",
        "/twilio/status",
        "/twilio/contacts/{token}/language",
        "/twilio/contacts/{token}/wait",
        "/twilio/contacts/{token}/left",
        "/twilio/contacts/{token}/resume",
        "/twilio/contacts/{token}/join",
        "/twilio/contacts/{token}/room-left",
        "/twilio/contacts/{token}/nonsense",
        "/twilio/legs/{token}/answered",
        "/twilio/legs/{token}/key",
        "/twilio/legs/{token}/status",
        "/twilio/legs/{token}/nonsense",
        "/twilio/rooms/{token}/events",
        "/twilio/contacts/%00/wait",
    ]
)
NAMES = st.sampled_from(
    [
        "CallSid",
        "From",
        "CallStatus",
        "Digits",
        "QueueResult",
        "QueueSid",
        "QueueTime",
        "ConferenceSid",
        "ParticipantLabel",
        "SequenceNumber",
        "StatusCallbackEvent",
        "ReasonParticipantLeft",
        "\u540d",
        "",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "CA" + "1" * 32,
            "completed",
            "hangup",
            "queue-full",
            "participant-join",
            "participant-leave",
            "1",
            "9" * 40,
            "-1",
            "\u0661",
            "\x00",
            "\U0001f600",
        ]
    ),
)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """One hotline for many requests, with a call waiting."""
    hotline = Hotline.open(tmp_path_factory.mktemp("door"))
    hotline.ring_in(caller("2", patience_s=9000))
    hotline.run(5)
    yield hotline
    hotline.world.close()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=PATHS, form=st.lists(st.tuples(NAMES, TEXTS), max_size=8), known=st.booleans())
def test_garbage_never_gives_an_error_of_ours(
    lasting: Hotline, path: str, form: Form, known: bool
) -> None:
    token = lasting.contacts()[0].token if known else "0" * 32
    response = post(lasting, path.format(token=token), form)
    assert response.status_code < 500, response.text
    assert response.status_code != 403
    if response.headers.get("content-type", "").startswith("text/xml"):
        read_twiml(response.content, BASE_URL + path)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=200))
def test_bodies_that_are_no_form_are_refused(lasting: Hotline, body: bytes) -> None:
    response = lasting.world.http.request("POST", "/twilio/voice", content=body)
    assert 400 <= response.status_code < 500


def test_after_the_garbage_no_law_is_broken(lasting: Hotline) -> None:
    for contact_law in lasting.breaches():
        assert "nobody_on_the_line" in contact_law or not contact_law, contact_law


def break_desk(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("app.hotline.calls.caller_actions.arrive", broken)


def test_a_handler_that_fails_apologises_in_both_languages_and_lists_the_caller(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_placeholders(hotline.world.services.prompts)
    break_desk(hotline, monkeypatch)
    path = "/twilio/voice"
    for _ in range(MAX_TRIES - 1):
        verbs = read_twiml(post(hotline, path, VOICE).content, BASE_URL).verbs
        assert [type(verb).__name__ for verb in verbs] == ["Play", "Say", "Pause", "Redirect"]
        path = verbs[-1].url.removeprefix(BASE_URL)
    assert hotline.contacts() == []
    response = post(hotline, path, VOICE)
    assert response.status_code == 200
    verbs = [type(verb).__name__ for verb in read_twiml(response.content, BASE_URL).verbs]
    assert verbs == ["Play", "Say", "Hangup"], "Tibetan is a recording, Chinese a voice"
    assert hotline.reasons() == ["could_not_handle"]
    assert hotline.contact().outcome == "failed"
    post(hotline, path, VOICE)
    assert len(hotline.tickets()) == 1, "asked twice is listed once"
    assert hotline.legs("caller")[0].state == "ended", "its late end finds nothing left to change"
    assert hotline.breaches() == []


def test_with_the_database_gone_the_caller_is_kept_in_a_sealed_file(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A fault of ours and no database either: the last that is left."""

    def gone() -> None:
        raise RuntimeError("a fault of ours in the database's own code")

    with monkeypatch.context() as broken:
        broken.setattr(hotline.world.services.store, "write", gone)
        response = post(hotline, f"/twilio/voice?Tries={MAX_TRIES - 1}", VOICE)
    assert response.status_code == 200
    assert b"<Hangup" in response.content
    spooled = (hotline.world.services.settings.data_dir / SPOOL).read_text()
    assert "13812340009" not in spooled
    assert hotline.contacts() == []
    hotline.run(30)
    assert hotline.reasons() == ["could_not_handle"]
    assert take_in_spooled(hotline.world.services.router, tmp_path) == 0
    assert hotline.breaches() == []


def test_a_wait_document_that_fails_is_music(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline.ring_in(caller("2"))
    hotline.run(5)

    def gone() -> None:
        raise OSError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(hotline.world.services.store, "write", gone)
        response = post(hotline, f"/twilio/contacts/{hotline.contact().token}/wait", VOICE)
    assert response.status_code == 200
    assert b"<Play" in response.content
    assert b"<Hangup" not in response.content


def test_b74_a_look_up_of_the_caller_that_fails_never_stops_a_call(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller whose key is destroyed is somebody new, not an error."""
    hotline = open_hotline()
    post(hotline, "/twilio/voice", VOICE)
    with hotline.world.services.store.write() as uow:
        contact = hotline.contact()
        caller_row = uow.session.merge(contact).caller
        caller_row.person_key = None
    again = [("CallSid", "CA" + "3" * 32), *VOICE[1:]]
    assert post(hotline, "/twilio/voice", again).status_code == 200
    assert len(hotline.contacts()) == 2
    assert [c.outcome for c in hotline.contacts()] == [None, None]


LEG_PATHS = ["answered", "status", "key", "room", "direct", "callback", "callback-key"]


@pytest.mark.parametrize("verb", LEG_PATHS)
def test_a_phone_that_names_the_callers_own_call_breaks_nothing(
    hotline: Hotline, verb: str
) -> None:
    """Two tokens, one call: the caller's stays the caller's, and goes on waiting."""
    hotline.staff()
    hotline.ring_in(caller("1"))
    hotline.run(2)
    with hotline.world.services.store.write() as uow:
        leg = uow.session.merge(hotline.legs()[0])
        leg.call_sid, token = None, leg.token
    theirs = hotline.legs("caller")[0].call_sid or ""
    form = [("CallSid", theirs), ("CallStatus", "ringing"), ("Digits", "w1")]
    assert post(hotline, f"/twilio/legs/{token}/{verb}", form).status_code < 300
    assert hotline.legs("caller")[0].call_sid == theirs
    hotline.run(120)
    assert hotline.contact().outcome == "answered"
    assert hotline.breaches() == []


@pytest.mark.parametrize("key", ["*", "#", "9", "12", "w1", "\uff11", "\u0661", "1" * 5000])
def test_a_key_that_is_none_of_ours_waits_for_a_person_all_the_same(
    hotline: Hotline, key: str
) -> None:
    post(hotline, "/twilio/voice", VOICE)
    path = f"/twilio/contacts/{hotline.contact().token}/language"
    assert b"<Enqueue" in post(hotline, path, [*VOICE, ("Digits", key)]).content
    assert (hotline.contact().state, hotline.contact().language) == ("waiting", None)


def test_an_agents_failing_phone_lists_nobody(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline.staff()
    hotline.ring_in(caller("1"))
    hotline.run(3)
    leg = hotline.legs()[0]
    monkeypatch.setattr("app.hotline.calls.ringing.agent_actions._next_for", None)
    form = [("CallSid", leg.call_sid or ""), ("From", "+8612348")]
    response = post(hotline, f"/twilio/legs/{leg.token}/answered", form)
    assert response.status_code == 200
    assert len(hotline.contacts()) == 1
    assert hotline.reasons() == []


ODD_BYTES = {
    "gbk": ("%CD%CB%B6%A9", "退订"),
    "halves": ("%ED%A0%BD%ED%B8%80", "\U0001f600"),
    "one half": ("a%ED%A0%BDb", "a\ufffdb"),
    "neither": ("a%FF%FF%80", "a\ufffd\ufffd\ufffd"),
    "raw": ("\xcd\xcb", "退"),
}


@pytest.mark.parametrize("name", ODD_BYTES)
@pytest.mark.parametrize("place", ["CallerName", "Body"])
def test_no_call_and_no_text_fails_for_bytes_of_another_spelling(
    hotline: Hotline, place: str, name: str
) -> None:
    """What a gateway adds in GBK, and an emoji cut in two, as signed over the bytes that came."""
    written, words = ODD_BYTES[name]
    path = "/twilio/voice" if place == "CallerName" else "/twilio/messages"
    sid = "CallSid=CA" + "7" * 32 if place == "CallerName" else "MessageSid=SM" + "7" * 32
    body = f"{sid}&From=%2B8613812340009&{place}={written}&".encode("latin-1")
    pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    words_signed = "".join(name + value for name, value in sorted(pairs))
    signed = (BASE_URL + path + words_signed).encode("latin-1")
    key = hotline.world.services.settings.twilio.auth_token.encode()
    headers = {
        "X-Twilio-Signature": base64.b64encode(hmac.digest(key, signed, "sha1")).decode(),
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = hotline.world.http.request("POST", path, content=body, headers=headers)
    assert answer.status_code == 200
    with hotline.world.services.store.read() as session:
        receipt = session.scalars(select(Receipt)).one()
        form = read_form(hotline.world.services.store.vault.open_bytes(receipt.body_sealed))
    assert form[place] == [words]
    headers["X-Twilio-Signature"] = "A" + headers["X-Twilio-Signature"][1:]
    forged = hotline.world.http.request("POST", path, content=body, headers=headers)
    assert forged.status_code == 403
