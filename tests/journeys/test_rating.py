"""After the talk: one rating for each contact, in the caller's language, by key or by text; who
is dissatisfied is called again; nothing is asked where it could do harm."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import update

from app.gateway.core.faults import Faults
from app.gateway.core.sounds import Media, Sound, Speech
from app.hotline.ratings.actions import owe_rating_text
from app.hotline.ratings.facts import CONTACT_RATED
from app.hotline.ratings.models import Rating
from app.hotline.ratings.queries import find_rating
from app.hotline.ratings.texts import send_rating_text
from app.telephony.port import CarrierUnreachable
from tests.journeys.cast import BO, SILENT, TASHI, ZH, Hotline
from tests.journeys.conftest import Opener
from tests.journeys.people import (
    PEMA,
    call_again,
    hang_up,
    heard_by,
    hears_people,
    phone,
    start_talk,
)
from tests.journeys.replaying import Recorder, shuffle_again

MORE_THAN_TEN_MINUTES_S = 700


def press(hotline: Hotline, key: str) -> None:
    hotline.world.gateway.switch.press(phone(hotline, PEMA).leg, key)
    hotline.run(0.1)


def text_in(hotline: Hotline, body: str) -> None:
    hotline.world.gateway.switch.text_in(PEMA, "+8612348", body)
    hotline.run(5)


def texts(hotline: Hotline) -> list[tuple[str, str]]:
    return hotline.world.gateway.switch.texts


def rating(hotline: Hotline, contact_id: int = 1) -> Rating | None:
    with hotline.world.services.store.read() as session:
        return find_rating(session, contact_id)


def score(hotline: Hotline) -> int | None:
    given = rating(hotline)
    return given.score if given is not None else None


def words_of(sounds: list[Sound]) -> str:
    return " ".join(
        sound.text if isinstance(sound, Speech) else sound.url
        for sound in sounds
        if isinstance(sound, Speech | Media)
    )


def set_asking(hotline: Hotline, way: str) -> None:
    with hotline.world.services.router.write() as work:
        work.hotline.after_talk = {"rating": way}


def agent_ends(hotline: Hotline) -> None:
    hang_up(hotline, TASHI)
    hotline.run(1)


def caller_ends(hotline: Hotline) -> None:
    hang_up(hotline, PEMA)
    hotline.run(MORE_THAN_TEN_MINUTES_S)


def test_the_agent_leaves_and_the_caller_rates_by_key(hotline: Hotline) -> None:
    start_talk(hotline, key=ZH)
    agent_ends(hotline)
    assert hotline.open_calls() == [PEMA], "the agent is free, the caller hears the question"
    assert "满意" in words_of(heard_by(hotline, PEMA))
    press(hotline, "4")
    hotline.run(30)
    assert score(hotline) == 4
    assert hotline.open_calls() == []
    assert (hotline.contact().outcome, hotline.reasons()) == ("answered", [])
    hotline.run(MORE_THAN_TEN_MINUTES_S)
    assert texts(hotline) == [], "asked once"
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b90_the_question_is_in_the_callers_language(hotline: Hotline) -> None:
    start_talk(hotline, key=BO)
    hotline.world.services.prompts.missing.clear()
    agent_ends(hotline)
    assert hotline.world.services.prompts.missing == {"rate_us": 1}, "Tibetan was asked for"
    given = rating(hotline)
    assert given is not None
    assert given.language == "bo"


def test_no_key_is_a_goodbye_and_counts_as_silent(hotline: Hotline) -> None:
    start_talk(hotline)
    agent_ends(hotline)
    hotline.run(60)
    assert hotline.open_calls() == []
    assert (rating(hotline) is not None, score(hotline)) == (True, None)
    hotline.run(MORE_THAN_TEN_MINUTES_S)
    assert texts(hotline) == []


def test_r17_dissatisfied_is_a_call_back_on_the_same_ticket(hotline: Hotline) -> None:
    start_talk(hotline)
    agent_ends(hotline)
    press(hotline, "2")
    hotline.run(60)
    (promise,) = hotline.promises()
    assert (score(hotline), promise.reason) == (2, "dissatisfied")
    assert (promise.due_at is not None, promise.result) == (True, None)
    assert [event.data["score"] for event in hotline.events("contact_rated")] == [2]


def test_b58_danger_is_neither_asked_by_key_nor_by_text(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.change_contact(1, danger=True)
    agent_ends(hotline)
    assert hotline.open_calls() == []
    hotline.run(MORE_THAN_TEN_MINUTES_S)
    assert (rating(hotline), texts(hotline)) == (None, [])


def test_b58_domestic_violence_needs_consent(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.change_contact(1, topic="domestic_violence", has_consented=True)
    agent_ends(hotline)
    press(hotline, "5")
    hotline.run(30)
    assert score(hotline) == 5


def test_who_has_gone_is_asked_by_text_and_answers_in_tibetan_digits(hotline: Hotline) -> None:
    start_talk(hotline)
    caller_ends(hotline)
    ((number, words),) = texts(hotline)
    assert number == PEMA
    assert "ཚིམ་མམ།" in words
    text_in(hotline, "༢")
    assert score(hotline) == 2
    assert hotline.reasons() == ["dissatisfied"]
    assert len(hotline.contacts()) == 1, "a rating is no conversation"
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_a_question_of_unknown_outcome_is_looked_for_not_texted_again(
    open_hotline: Opener,
) -> None:
    faults = Faults()
    hotline = open_hotline(faults=faults)
    start_talk(hotline)
    hang_up(hotline, PEMA)
    hotline.run(300)
    services = hotline.world.services
    owe_rating_text(services.store, 1)
    faults.rest_unanswered = 1.0
    with pytest.raises(CarrierUnreachable):
        send_rating_text(services.store, services.carrier, services.catalogues, 1)
    faults.rest_unanswered = 0.0
    send_rating_text(services.store, services.carrier, services.catalogues, 1)
    hotline.run(30)
    assert len(texts(hotline)) == 1


def test_b58_who_opted_out_of_texts_is_not_asked(hotline: Hotline) -> None:
    start_talk(hotline)
    text_in(hotline, "退订")
    caller_ends(hotline)
    assert texts(hotline) == []


def test_the_first_rating_stays(hotline: Hotline) -> None:
    start_talk(hotline)
    caller_ends(hotline)
    text_in(hotline, "５")
    text_in(hotline, "1")
    assert score(hotline) == 5
    assert len(hotline.events("contact_rated")) == 1
    assert len(hotline.contacts()) == 1


def test_words_instead_of_a_figure_begin_a_conversation(hotline: Hotline) -> None:
    start_talk(hotline)
    caller_ends(hotline)
    text_in(hotline, "老板还是不给工资")
    assert score(hotline) is None
    assert [contact.channel for contact in hotline.contacts()] == ["voice", "text"]


def test_a_figure_out_of_the_blue_is_no_rating(hotline: Hotline) -> None:
    text_in(hotline, "5")
    assert rating(hotline) is None
    assert hotline.contact().channel == "text"


def test_b58_who_must_not_be_texted_is_not(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.change_contact(1, may_text=False)
    caller_ends(hotline)
    assert (rating(hotline), texts(hotline)) == (None, [])


def test_b70_a_rating_told_again_is_one_rating(hotline: Hotline) -> None:
    start_talk(hotline)
    recorder = Recorder(hotline.world)
    hotline.world.gateway.switch.put_down(phone(hotline, TASHI).leg)
    recorder.run_until(hotline.world.clock.now() + timedelta(seconds=2))
    hotline.world.gateway.switch.press(phone(hotline, PEMA).leg, "1")
    recorder.run_until(hotline.world.clock.now() + timedelta(seconds=60))
    for request in shuffle_again(recorder.requests, Random(3), with_new_tokens=True):
        hotline.world.post(request)
    hotline.run(60)
    assert (score(hotline), len(hotline.events("contact_rated"))) == (1, 1)
    assert len(hotline.events("callback_asked")) == 1
    assert hotline.breaches() == []


def test_a_text_delivered_twice_is_one_rating(hotline: Hotline) -> None:
    start_talk(hotline)
    caller_ends(hotline)
    recorder = Recorder(hotline.world)
    hotline.world.gateway.switch.text_in(PEMA, "+8612348", "1")
    recorder.run_until(hotline.world.clock.now() + timedelta(seconds=5))
    for request in shuffle_again(recorder.requests, Random(3), with_new_tokens=True):
        hotline.world.post(request)
    assert (score(hotline), len(hotline.contacts())) == (1, 1)
    assert len(hotline.events("callback_asked")) == 1


def test_the_lines_setting_decides_how_is_asked(hotline: Hotline) -> None:
    start_talk(hotline)
    set_asking(hotline, "text")
    agent_ends(hotline)
    assert hotline.open_calls() == []
    hotline.run(MORE_THAN_TEN_MINUTES_S)
    assert len(texts(hotline)) == 1


def test_switched_off_nobody_is_asked(hotline: Hotline) -> None:
    start_talk(hotline)
    set_asking(hotline, "off")
    agent_ends(hotline)
    assert hotline.open_calls() == []
    hotline.run(MORE_THAN_TEN_MINUTES_S)
    assert (rating(hotline), texts(hotline)) == (None, [])


def test_verify_finds_a_score_that_nobody_gave(hotline: Hotline) -> None:
    start_talk(hotline)
    agent_ends(hotline)
    press(hotline, "2")
    hotline.run(60)
    assert hotline.breaches() == []
    hotline.prover.stop()
    with hotline.world.services.store.write() as uow:
        uow.session.execute(update(Rating).values(score=5))
    assert "row_differs_from_log" in " ".join(hotline.breaches())
    with hotline.world.services.store.write() as uow:
        uow.record(CONTACT_RATED, contact_id=1, score=5, way="key", language="bo")
    assert "rated_twice" in " ".join(hotline.breaches())


@pytest.mark.parametrize("key", ["", "4"])
def test_b56_who_is_still_asked_how_it_was_goes_back_to_the_agent(
    hotline: Hotline, key: str
) -> None:
    """The agent calls again while the caller is on the line: nobody rings an engaged number."""
    tashi = start_talk(hotline, key=ZH)
    agent_ends(hotline)
    rung = hotline.rung().count(PEMA)
    call_again(hotline, tashi)
    if key:
        press(hotline, key)
    hotline.run(20)
    assert hotline.contact().state == "connected"
    assert hears_people(hotline, PEMA)
    assert hears_people(hotline, TASHI)
    assert hotline.rung().count(PEMA) == rung == 0
    hang_up(hotline, TASHI)
    hotline.run(120)
    assert hotline.open_calls() == [], "nobody is asked twice"
    assert (hotline.contact().outcome, hotline.contact().state) == ("answered", "ended")
    assert len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b56_who_puts_down_before_the_agent_is_back_ends_the_talk(hotline: Hotline) -> None:
    tashi = start_talk(hotline, key=ZH)
    agent_ends(hotline)
    call_again(hotline, tashi)
    hang_up(hotline, PEMA)
    hotline.run(20)
    assert hotline.contact().state == "wrapping_up"
    assert hotline.open_calls() == []
    hotline.run(120)
    assert hotline.agent(tashi).state == "ready"
    assert hotline.breaches() == []


def test_b56_an_agent_who_does_not_come_leaves_nobody_in_silence(hotline: Hotline) -> None:
    tashi = start_talk(hotline, key=ZH)
    agent_ends(hotline)
    hotline.world.gateway.switch.plans[TASHI] = SILENT
    call_again(hotline, tashi)
    hotline.run(60)
    assert hotline.contact().state in {"wrapping_up", "ended"}
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
