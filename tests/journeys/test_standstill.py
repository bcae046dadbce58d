"""An absence that nobody ran into is noticed all the same: a process that stood still, a database
that took nothing while nobody wrote."""

from __future__ import annotations

import logging

import pytest

from app.kit.storage.away import TAKEN_LATE_FOR, TRY_AGAIN_AFTER
from app.kit.storage.heartbeat import QUIET_AFTER_S, beat
from tests.journeys.cast import Hotline, caller, outcomes
from tests.journeys.conftest import Opener
from tests.journeys.database_away import away
from tests.journeys.test_webhook_authentication import VOICE, post


@pytest.fixture
def hotline(open_hotline: Opener) -> Hotline:
    opened = open_hotline(longest_wait_s=None)
    opened.ring_in(caller("1", patience_s=3000))
    opened.run(60)
    beat(opened.world.services.store)
    return opened


def hang_up(hotline: Hotline) -> None:
    sid = str(hotline.legs("caller")[0].call_sid)
    form = [(name, sid if name == "CallSid" else value) for name, value in VOICE]
    post(hotline, "/twilio/status", [*form, ("CallStatus", "completed")])


@pytest.mark.parametrize(("stood_still_s", "outcome"), [(0.5, "abandoned"), (10, "failed")])
@pytest.mark.parametrize("wakes_first", [True, False])
def test_b62_whose_end_we_read_after_we_stood_still_has_not_given_up(
    hotline: Hotline, stood_still_s: float, outcome: str, wakes_first: bool
) -> None:
    """The end is read as soon as we wake, before or after the thread that notices."""
    hotline.world.clock.advance(stood_still_s)
    if wakes_first:
        beat(hotline.world.services.store)
    hang_up(hotline)
    assert outcomes(hotline.contacts()) == [outcome]


def test_b62_who_hangs_up_later_has_given_up(hotline: Hotline) -> None:
    hotline.world.clock.advance(10)
    beat(hotline.world.services.store)
    hotline.world.clock.advance(TAKEN_LATE_FOR.total_seconds() + 1)
    beat(hotline.world.services.store)
    hang_up(hotline)
    assert outcomes(hotline.contacts()) == ["abandoned"]


def test_who_called_while_we_stood_still_is_asked_for(hotline: Hotline) -> None:
    """As after any absence: the carrier says who called meanwhile and has hung up."""
    presence = hotline.world.services.store.presence
    began_at = hotline.world.clock.now()
    hotline.world.clock.advance(10)
    beat(hotline.world.services.store)
    assert presence.last_absence is not None
    assert presence.last_absence.lost_at == began_at


def test_an_absence_of_the_database_is_noticed_though_nobody_writes(
    hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    store, clock = hotline.world.services.store, hotline.world.clock
    clock.advance(QUIET_AFTER_S + 0.1)
    with away(store.engine):
        beat(store)
        assert store.presence.lost_at == clock.now()
    clock.advance(TRY_AGAIN_AFTER.total_seconds() + 0.1)
    beat(store)
    assert store.presence.lost_at is None
    assert store.presence.last_absence is not None
