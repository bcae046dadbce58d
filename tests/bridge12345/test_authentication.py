"""Who may announce a matter, and what is said to bodies that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.doors.bridge12345.models import Referral
from app.doors.bridge12345.signing import SIGNATURE, TIMESTAMP
from app.rehearsal.replay.stepped import make_stepped_world
from tests.bridge12345.other_side import REFERRALS, Operator, make_matter
from tests.journeys.cast import START, Hotline

BODY = json.dumps(make_matter()).encode()


def count_referrals(hotline: Hotline) -> int:
    with hotline.world.services.store.read() as session:
        return session.query(Referral).count()


def test_a_signed_matter_is_taken(hotline: Hotline, operator: Operator) -> None:
    answer = operator.announce()
    assert answer.status_code == 201
    told = answer.json()
    assert (told["order_number"], told["our_number"]) == ("GZ-2026-000017", "12348-000001")
    assert told["state"] == "announced"


def test_a_wrong_secret_is_401(hotline: Hotline, operator: Operator) -> None:
    operator.secret = "somebody else's secret, not agreed"
    answer = operator.announce()
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "bad_signature"
    assert count_referrals(hotline) == 0


def test_a_changed_body_is_401(operator: Operator) -> None:
    headers = operator.sign("POST", REFERRALS, BODY, "key-1")
    assert operator.send("POST", REFERRALS, BODY + b" ", headers).status_code == 401


def test_a_changed_address_or_key_is_401(operator: Operator) -> None:
    headers = operator.sign("POST", REFERRALS, BODY, "key-1")
    assert operator.send("POST", REFERRALS + "?x=1", BODY, headers).status_code == 401
    headers["Idempotency-Key"] = "key-2"
    assert operator.send("POST", REFERRALS, BODY, headers).status_code == 401


@pytest.mark.parametrize("late_s", [301, -301, 86400])
def test_an_old_or_future_signature_is_401(operator: Operator, late_s: int) -> None:
    headers = operator.sign("POST", REFERRALS, BODY, "key-1", late_s)
    answer = operator.send("POST", REFERRALS, BODY, headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["place"] == TIMESTAMP
    assert answer.json()["error"]["reason"] == "stale"


@pytest.mark.parametrize("name", [SIGNATURE, TIMESTAMP, "X-12348-Nonce"])
def test_a_missing_or_strange_header_is_401(operator: Operator, name: str) -> None:
    headers = operator.sign("POST", REFERRALS, BODY, "key-1")
    for value in (None, "", "é", "٣" * 10):
        broken = {k: v for k, v in headers.items() if k != name}
        sent = broken if value is None else broken | {name: value.encode()}
        assert operator.send("POST", REFERRALS, BODY, sent).status_code == 401


def test_the_same_request_again_is_a_replay(hotline: Hotline, operator: Operator) -> None:
    headers = operator.sign("POST", REFERRALS, BODY, "key-1")
    assert operator.send("POST", REFERRALS, BODY, headers).status_code == 201
    again = operator.send("POST", REFERRALS, BODY, headers)
    assert again.status_code == 409
    assert again.json()["error"]["reason"] == "replayed"
    hotline.run(299)
    assert operator.send("POST", REFERRALS, BODY, headers).status_code == 409
    hotline.run(1000)
    assert operator.send("POST", REFERRALS, BODY, headers).status_code == 401


def test_a_list_cannot_be_replayed_either(operator: Operator) -> None:
    target = f"{REFERRALS}?since=2026-11-23T00:00:00Z"
    headers = operator.sign("GET", target, b"", "")
    assert operator.send("GET", target, b"", headers).status_code == 200
    assert operator.send("GET", target, b"", headers).status_code == 409


def test_without_a_secret_the_bridge_is_closed(tmp_path: Path) -> None:
    hotline = Hotline(make_stepped_world(tmp_path, START, 1))
    answer = Operator(hotline).announce()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "bridge_closed")
    hotline.world.close()


def test_the_same_key_and_body_get_the_same_answer(hotline: Hotline, operator: Operator) -> None:
    first = operator.announce()
    hotline.run(60)
    again = operator.announce()
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert count_referrals(hotline) == 1


def test_the_same_key_with_another_body_is_a_conflict(operator: Operator) -> None:
    operator.announce()
    other = operator.announce(demand="something else")
    assert other.status_code == 409
    assert other.json()["error"]["reason"] == "key_used_for_another_body"


def test_the_same_fields_in_another_order_are_the_same_body(operator: Operator) -> None:
    told = json.loads(BODY)
    turned = json.dumps(dict(reversed(told.items())), indent=1).encode()
    for body, status in ((BODY, 201), (turned, 200)):
        answer = operator.send("POST", REFERRALS, body, operator.sign("POST", REFERRALS, body, "k"))
        assert answer.status_code == status, answer.text


def test_b95_the_same_matter_under_another_key_is_one_referral(
    hotline: Hotline, operator: Operator
) -> None:
    operator.announce("key-1")
    again = operator.announce("key-2", demand="now with more words")
    assert again.status_code == 200
    assert again.json()["our_number"] == "12348-000001"
    assert count_referrals(hotline) == 1


def test_a_refused_body_may_be_mended_under_its_key(operator: Operator) -> None:
    assert operator.announce(caller_number="nobody").status_code == 422
    assert operator.announce().status_code == 201


def test_the_key_must_be_there(operator: Operator) -> None:
    answer = operator.post(BODY, key="")
    assert answer.status_code == 422
    assert answer.json()["error"]["place"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"order_number": None}, "order_number", "missing"),
        ({"order_number": "a\x00b"}, "order_number", "string_pattern_mismatch"),
        ({"caller_number": "12"}, "caller_number", "not_a_number"),
        ({"demand": " "}, "demand", "string_too_short"),
        ({"demand": "长" * 8001}, "demand", "string_too_long"),
        ({"language": "en"}, "language", "literal_error"),
        ({"schema": "12345-referral/2"}, "schema", "literal_error"),
        ({"urgency": 3}, "urgency", "literal_error"),
        ({"expected_deadline": "2026-11-30T18:00:00"}, "expected_deadline", "timezone_aware"),
        ({"expected_deadline": "0001-01-01T00:00:00+14:00"}, "expected_deadline", "out_of_range"),
        ({"county": "石渠"}, "county", "string_pattern_mismatch"),
    ],
)
def test_what_cannot_be_used_is_named(
    hotline: Hotline, operator: Operator, changes: dict[str, object], place: str, reason: str
) -> None:
    answer = operator.announce(**changes)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert (error["code"], error["place"], error["reason"]) == ("bad_input", place, reason)
    assert count_referrals(hotline) == 0


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[" * 60_000, b'{"schema": "\\ud800"}', b"9" * 5000, b"null", b"[]"]
)
def test_garbage_is_named_too(operator: Operator, body: bytes) -> None:
    answer = operator.post(body)
    assert answer.status_code == 422
    assert answer.json()["error"]["reason"]


def test_a_body_beyond_all_measure_is_refused(operator: Operator) -> None:
    answer = operator.post(b" " * 70_000)
    assert answer.json()["error"]["reason"] == "too_long"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.binary(max_size=200)
    | st.tuples(st.sampled_from([*make_matter(), "unknown"]), anything).map(
        lambda change: json.dumps(make_matter() | {change[0]: change[1]}).encode()
    )
)
def test_no_body_breaks_the_inside(hotline: Hotline, operator: Operator, body: bytes) -> None:
    answer = operator.post(body, key=f"key-{operator.requests}")
    assert answer.status_code in {200, 201, 422}
    if answer.status_code == 422:
        assert answer.json()["error"]["place"]


def test_unknown_fields_are_kept_sealed(hotline: Hotline, operator: Operator) -> None:
    answer = operator.announce(case_colour="青", nested={"a": [1, None]})
    assert answer.status_code == 201
    store = hotline.world.services.store
    with store.read() as session:
        referral = session.query(Referral).one()
        assert "工地" not in referral.content_sealed.decode("latin-1")
        kept = store.vault.open(referral.content_sealed, referral.caller.person_key)
    assert json.loads(kept)["nested"] == {"a": [1, None]}
