"""A prompt is recorded by telephone: we ring the reader's own phone; what is not kept is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.gateway.core.faults import Faults
from app.gateway.core.sounds import Media, Speech
from app.gateway.core.webhooks import WebhookAnswer
from app.gateway.simulated.media import measure_wav_s
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.agents.models import Agent
from app.hotline.prompts.models import PromptCall, PromptRecording
from app.hotline.prompts.phone_actions import PromptWish, ask_for_call
from app.hotline.prompts.placeholders import make_placeholders
from app.kit.errors import Refused
from app.kit.i18n import Language
from app.telephony.port import CarrierRefused, CarrierUnreachable
from tests.journeys.broken import WatchedCarrier
from tests.journeys.cast import START, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import KillAt, Killed, make_crashing, restart
from tests.journeys.people import hang_up, heard_by
from tests.journeys.replaying import Recorder, photograph, shuffle_again

PASSWORD = "snow-lion-12348"
READS = PhonePlan(
    answers_after_s=2,
    keys=(KeyPress("1", 6.0), KeyPress("#", 5.0, gather=2), KeyPress("1", 8.0, gather=3)),
    message_s=60,
)
"""Picks up, presses 1, reads for five seconds, presses the hash key and keeps it."""
READS_TWICE = replace(
    READS,
    keys=(
        *READS.keys[:2],
        KeyPress("2", 8.0, gather=3),
        KeyPress("#", 9.0, gather=4),
        KeyPress("1", 8.0, gather=5),
    ),
)


def hire_editor(hotline: Hotline, phone: PhonePlan = READS) -> int:
    """Tashi may use the studio and has a phone on file; returns the account's id."""
    agent_id = hotline.staff(phone=phone, is_ready=False)
    new = NewAccount("tashi", PASSWORD, "Tashi", Role.SUPERVISOR, agent_id=agent_id)
    return add_account(hotline.world.services.store, new)


def ask(hotline: Hotline, name: str = "waiting", account_id: int = 1, spoken_in: str = "zh") -> int:
    """The reader asks to be rung; returns the call's id."""
    services = hotline.world.services
    with services.store.write() as uow:
        wish = PromptWish(name, Language.BO, account_id, Language(spoken_in))
        call_id = ask_for_call(uow, services.prompts, wish).id
    hotline.world.settle()
    return call_id


def prompt_call(hotline: Hotline, call_id: int = 1) -> PromptCall:
    with hotline.world.services.store.read() as session:
        return session.get_one(PromptCall, call_id)


def recordings(hotline: Hotline) -> list[PromptRecording]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(PromptRecording)))


def find_file(hotline: Hotline, name: str = "waiting") -> bytes | None:
    path = hotline.world.services.prompts.find_recording(name, Language.BO)
    return path.read_bytes() if path else None


def check_nothing_left(hotline: Hotline) -> None:
    """At the carrier, among the contacts, in the log."""
    assert hotline.open_calls() == []
    assert hotline.world.gateway.carrier.exchange.recordings == {}
    assert hotline.contacts() == []
    assert hotline.tickets() == []
    assert hotline.breaches() == []


def test_what_is_read_and_kept_is_what_callers_hear(hotline: Hotline) -> None:
    hire_editor(hotline)
    ask(hotline)
    assert hotline.rung() == [TASHI]
    hotline.run(60)
    [row] = recordings(hotline)
    assert (row.name, row.language, row.way, row.account_id) == ("waiting", "bo", "phone", 1)
    assert measure_wav_s(find_file(hotline)) == pytest.approx(5, abs=0.2)
    assert prompt_call(hotline).state == "stored"
    [told] = hotline.events("prompt_recorded")
    assert (told.data["way"], told.data["account_id"]) == ("phone", 1)
    check_nothing_left(hotline)
    assert hotline.problems() == []


def test_the_reader_hears_it_before_keeping_it(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline)
    ask(hotline)
    hotline.run(20)
    heard = heard_by(hotline, TASHI)
    spoken = [each.text for each in heard if isinstance(each, Speech)]
    assert spoken[0].startswith("这里是语音工作室")
    [played] = [each.url for each in heard if isinstance(each, Media)]
    assert played.endswith(prompt_call(hotline).takes[0])


def test_a_tibetan_reader_is_spoken_to_by_recordings(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    make_placeholders(hotline.world.services.prompts)
    hire_editor(hotline)
    ask(hotline, spoken_in="bo")
    hotline.run(6)
    [first, *_] = heard_by(hotline, TASHI)
    assert isinstance(first, Media)
    assert first.url.endswith("/prompts/bo/studio_press_one.wav")


def test_read_again_the_second_take_is_kept(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline, READS_TWICE)
    ask(hotline)
    hotline.run(90)
    assert len(prompt_call(hotline).takes) == 2
    assert measure_wav_s(find_file(hotline)) == pytest.approx(9, abs=0.2)
    check_nothing_left(hotline)


@pytest.mark.parametrize("after_s", [1, 4, 11, 18])
def test_who_hangs_up_half_way_has_changed_nothing(open_on_sqlite: Opener, after_s: int) -> None:
    """While it rings, before the key, while reading, before keeping."""
    hotline = open_on_sqlite()
    hire_editor(hotline)
    ask(hotline)
    hotline.run(after_s)
    hang_up(hotline, TASHI)
    hotline.run(120)
    assert recordings(hotline) == []
    assert find_file(hotline) is None
    assert prompt_call(hotline).state in {"left", "unreached"}
    check_nothing_left(hotline)


@pytest.mark.parametrize("plan", [PhonePlan(answers_after_s=None), PhonePlan(answers_after_s=1)])
def test_nobody_picks_up_or_a_machine_does(open_on_sqlite: Opener, plan: PhonePlan) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline, plan)
    ask(hotline)
    hotline.run(120)
    assert prompt_call(hotline).state in {"left", "unreached"}
    assert hotline.events("prompt_recorded") == []
    check_nothing_left(hotline)


def test_a_take_that_makes_callers_wait_is_refused_like_an_upload(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline, READS_TWICE)
    ask(hotline, "notice")
    hotline.run(90)
    call = prompt_call(hotline)
    assert (call.state, call.reason) == ("refused", "over_the_limit")
    assert recordings(hotline) == []
    check_nothing_left(hotline)


def test_without_a_phone_of_their_own_nobody_is_rung(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    add_account(hotline.world.services.store, NewAccount("pema", PASSWORD, "Pema", Role.EDITOR))
    with pytest.raises(Refused, match="no_phone_of_yours"):
        ask(hotline)
    assert hotline.rung() == []


@pytest.mark.parametrize("address", ["client:tashi"])
def test_a_browser_is_no_telephone(open_on_sqlite: Opener, address: str) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline)
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Agent, 1).address_sealed = uow.vault.seal(address)
    with pytest.raises(Refused, match="phone_is_browser"):
        ask(hotline)


def test_callers_come_first(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline)
    hotline.make_ready(1)
    with pytest.raises(Refused, match="callers_come_first"):
        ask(hotline)


def test_asked_twice_it_rings_once_and_for_one_prompt_at_a_time(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline)
    assert ask(hotline) == ask(hotline)
    with pytest.raises(Refused, match="prompt_call_stands"):
        ask(hotline, "goodbye")
    hotline.run(60)
    assert hotline.rung() == [TASHI]


def test_a_carrier_that_refuses_is_told_to_the_reader(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()

    def refuse(_number: int, name: str) -> None:
        if name == "place_call":
            raise CarrierRefused(status=400, carrier_code=21211)

    restart(hotline.world, WatchedCarrier(hotline.world.services.carrier, before=refuse))
    hire_editor(hotline)
    ask(hotline)
    hotline.run(5)
    assert (prompt_call(hotline).state, prompt_call(hotline).reason) == ("unreached", "refused")
    check_nothing_left(hotline)


@pytest.mark.parametrize("is_done_first", [False, True])
def test_a_ring_of_unknown_outcome_is_looked_for_and_not_repeated(
    open_on_sqlite: Opener, is_done_first: bool
) -> None:
    hotline = open_on_sqlite()
    watched = WatchedCarrier(hotline.world.services.carrier)

    def fail(_number: int, name: str) -> None:
        if name == "place_call":
            raise CarrierUnreachable(reason="a fault of this test")

    if is_done_first:
        watched.after = fail
    else:
        watched.before = fail
    restart(hotline.world, watched)
    hire_editor(hotline)
    ask(hotline)
    hotline.run(90)
    assert hotline.rung() == ([TASHI] if is_done_first else [])
    assert prompt_call(hotline).state == ("stored" if is_done_first else "unreached")
    check_nothing_left(hotline)


@pytest.mark.parametrize("with_new_tokens", [False, True])
def test_b70_a_finished_call_told_again_changes_nothing(
    open_on_sqlite: Opener, with_new_tokens: bool
) -> None:
    hotline = open_on_sqlite()
    hire_editor(hotline, READS_TWICE)
    recorder = Recorder(hotline.world)
    ask(hotline)
    recorder.run_until(START + timedelta(seconds=120))
    hotline.run(1)
    assert prompt_call(hotline).state == "stored"
    before = rows(hotline)
    told = shuffle_again(recorder.requests, Random(3), with_new_tokens=with_new_tokens)
    for request in told:
        answer = hotline.world.post(request)
        assert isinstance(answer, WebhookAnswer)
        assert answer.status in {200, 204}
    hotline.run(5)
    assert rows(hotline) == before
    check_nothing_left(hotline)


def rows(hotline: Hotline) -> dict[str, list[str]]:
    """Every row but what is owed: a late take is deleted at the carrier once more."""
    with hotline.world.services.store.read() as session:
        return {name: told for name, told in photograph(session).items() if name != "outbox"}


@pytest.mark.parametrize("seed", range(4))
def test_b70_callbacks_lost_late_and_repeated(open_on_sqlite: Opener, seed: int) -> None:
    """Kept or not: never half, nothing left, no line open."""
    faults = Faults(lost=0.5, repeated=0.4, late=0.4, documents_repeated=0.4, chance=Random(seed))
    hotline = open_on_sqlite(faults=faults)
    hire_editor(hotline, READS_TWICE)
    ask(hotline)
    hotline.run(240)
    assert prompt_call(hotline).state == "stored"
    assert len(recordings(hotline)) == 1
    check_nothing_left(hotline)


def test_a_lost_end_is_found_by_asking(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(faults=Faults(lost=1.0))
    hire_editor(hotline)
    ask(hotline)
    hotline.run(12)
    hang_up(hotline, TASHI)
    hotline.run(120)
    assert prompt_call(hotline).state == "left"
    check_nothing_left(hotline)


@pytest.mark.parametrize(
    ("kill_at", "moment"),
    [(2, "after"), (3, "before"), (5, "after"), (8, "before"), (10, "after"), (11, "before")],
)
def test_b71_killed_at_any_commit(open_on_sqlite: Opener, kill_at: int, moment: str) -> None:
    """A few of its places.  Stored once or not at all; nothing stays at the carrier."""
    hotline = open_on_sqlite()
    hire_editor(hotline)
    hotline.world = make_crashing(hotline.world, 0)
    with KillAt(kill_at, moment, Killed):
        hotline.world.plan(START, lambda: ask(hotline))
        hotline.run(240)
    if hotline.rung():
        assert len(hotline.rung()) == 1
        assert prompt_call(hotline).state in {"stored", "left", "unreached"}
    assert len(recordings(hotline)) == (len(hotline.events("prompt_recorded")))
    check_nothing_left(hotline)


def test_the_reader_who_has_gone_on_duty_is_found_by_their_own_leg(
    open_on_sqlite: Opener,
) -> None:
    """An agent's ring whose outcome is unknown never takes the prompt call for its own."""
    hotline = open_on_sqlite()
    watched = WatchedCarrier(hotline.world.services.carrier)
    restart(hotline.world, watched)
    hire_editor(hotline)
    ask(hotline)
    hotline.run(10)

    def fail(_number: int, name: str) -> None:
        if name == "place_call":
            raise CarrierUnreachable(reason="a fault of this test")

    watched.before = fail
    hotline.make_ready(1)
    hotline.ring_in(caller(ZH, talk_s=10, patience_s=20))
    hotline.run(90)
    assert prompt_call(hotline).state == "stored"
    assert [leg.call_sid for leg in hotline.legs()].count(prompt_call(hotline).call_sid) == 0
    assert hotline.breaches() == []
