"""B110: an effect is tried as often as its kind says; given up, it is a breach until a person
has settled it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from app.doors.chat.message_actions import SEND_TEXT
from app.hotline.dispatch import unserved
from app.hotline.dispatch.deadlines import DUTY, set_deadline
from app.hotline.dispatch.models import Deadline
from app.kit.errors import BadInput, Refused
from app.kit.storage.effect_actions import settle_effect
from app.kit.storage.effect_kinds import EFFECTS
from app.kit.storage.outbox import Lane, Outbox
from app.run import worker
from app.run.registers import ALL_EFFECTS
from app.telephony.port import CarrierUnreachable
from tests.journeys.cast import BO, SILENT, Hotline, caller
from tests.journeys.conftest import Opener


def find(hotline: Hotline, kind: str) -> Outbox:
    with hotline.world.services.store.read() as session:
        return session.query(Outbox).filter(Outbox.kind == kind).one()


def settle(hotline: Hotline, effect_id: int, how: str) -> None:
    with hotline.world.services.store.write() as uow:
        settle_effect(uow, effect_id, 7, how)


def give_up_ringing(hotline: Hotline) -> Outbox:
    """The caller hangs up while a telephone rings that the carrier cannot be told to stop."""
    hotline.prover.stop()
    hotline.staff(phone=SILENT)
    hotline.ring_in(caller(BO, patience_s=8))
    hotline.run(6)
    hotline.protocol.carrier.exchange.faults.rest_failed = 1.0
    hotline.run(60)
    with hotline.world.services.store.read() as session:
        given_up = session.query(Outbox).filter(Outbox.result == "given_up").order_by(Outbox.id)
        return given_up.first() or pytest.fail("nothing was given up")


def test_every_kind_is_declared_with_its_performer(hotline: Hotline) -> None:
    services = hotline.world.services
    performed = services.dispatcher._performing._performers.keys()
    slow = {kind.name for kind in ALL_EFFECTS.values() if kind.lane is Lane.SLOW}
    assert performed | slow == ALL_EFFECTS.keys()
    for kind in slow:
        assert callable(worker.find_performer(services, ALL_EFFECTS[kind]))


def test_b110_a_step_given_up_breaks_the_proof_until_it_is_settled(hotline: Hotline) -> None:
    effect = give_up_ringing(hotline)
    assert effect.attempts == EFFECTS[effect.kind].pace.tries
    assert effect.last_error == "carrier_unreachable"
    told = hotline.events("effect_given_up")
    assert told[0].data["effect"] == effect.kind
    hotline.protocol.carrier.exchange.faults.rest_failed = 0.0
    hotline.run(400)
    breaches = hotline.breaches()
    assert any(f"effect {effect.id}: effect_given_up ({effect.kind}" in each for each in breaches)
    with pytest.raises(BadInput):
        settle(hotline, effect.id, "whatever")
    for each in hotline.events("effect_given_up"):
        settle(hotline, each.data["effect_id"], "seen_to")
    assert hotline.breaches() == []
    with pytest.raises(Refused):
        settle(hotline, effect.id, "seen_to")
    settled = hotline.events("effect_settled")[0].data
    assert (settled["how"], settled["account_id"]) == ("seen_to", 7)


def test_b110_slow_effects_are_tried_later_and_later_then_given_up(
    open_on_sqlite: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_on_sqlite()
    hotline.prover.stop()
    services, tried = hotline.world.services, []

    def fail(_parts: object, _effect: Outbox) -> None:
        tried.append(hotline.now_s)
        raise CarrierUnreachable

    monkeypatch.setattr(worker, "find_performer", lambda services, _kind: partial(fail, services))
    with services.store.write() as uow:
        uow.owe(SEND_TEXT, message_id=1)
    for _ in range(40):
        worker.perform_due(services)
        due_at = find(hotline, "send_text").due_at
        hotline.world.clock.advance_to(
            max(due_at, services.store.clock.now() + timedelta(seconds=1))
        )
    kind = SEND_TEXT.pace
    assert len(tried) == kind.tries
    pauses = [after - before for before, after in pairwise(tried)]
    assert pauses[:3] == [15, 30, 60]
    assert max(pauses) == kind.longest_pause_s
    effect = find(hotline, "send_text")
    assert (effect.result, effect.attempts) == ("given_up", kind.tries)
    assert [each.split(" (")[0] for each in hotline.breaches()] == [
        f"law 1: effect {effect.id}: effect_given_up"
    ]
    monkeypatch.setattr(worker, "find_performer", lambda _parts, _kind: lambda _effect: None)
    settle(hotline, effect.id, "try_again")
    worker.perform_due(services)
    assert find(hotline, "send_text").result == "done"
    assert hotline.breaches() == []


def test_b110_a_worker_that_dies_each_time_has_tried(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite()
    hotline.prover.stop()
    with hotline.world.services.store.write() as uow:
        uow.owe(SEND_TEXT, message_id=1)
    with hotline.world.services.store.write() as uow:
        uow.session.query(Outbox).update({"attempts": SEND_TEXT.pace.tries})
    worker.perform_due(hotline.world.services)
    effect = find(hotline, "send_text")
    assert (effect.result, effect.last_error) == ("given_up", "worker_died")


def test_b110_a_deadline_that_cannot_be_served_is_a_task_and_is_tried_on(
    open_on_sqlite: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_on_sqlite()
    hotline.prover.stop()
    dispatcher, tried = hotline.world.services.dispatcher, []

    def fail(subject_id: int) -> None:
        tried.append(hotline.now_s)
        raise ValueError(subject_id)

    monkeypatch.setitem(dispatcher._serving._servers, "duty", fail)  # type: ignore[index]
    with hotline.world.services.store.write() as uow:
        set_deadline(uow, DUTY, 0, uow.now)
    hotline.run(700)
    assert [after - before for before, after in pairwise(tried[:4])] == [2, 4, 8]
    assert len(tried) == unserved.TRIES, "given up: now and then from here on"
    effect = find(hotline, "serve_deadline")
    assert (effect.result, effect.last_error) == ("given_up", "ValueError")
    assert any("effect_given_up (serve_deadline" in each for each in hotline.breaches())
    hotline.run(700)
    assert len(tried) == unserved.TRIES + 2
    find(hotline, "serve_deadline")  # one task, however often it is tried
    monkeypatch.setitem(dispatcher._serving._servers, "duty", lambda _: None)  # type: ignore[index]
    settle(hotline, effect.id, "try_again")
    hotline.run(5)
    assert find(hotline, "serve_deadline").result == "done"
    with hotline.world.services.store.read() as session:
        assert session.query(Deadline).filter(Deadline.kind == "duty").count() == 0
    assert hotline.breaches() == []


def test_b110_what_passes_by_itself_is_not_counted(
    open_on_sqlite: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_on_sqlite()

    def fail(_subject_id: int) -> None:
        raise CarrierUnreachable

    monkeypatch.setitem(hotline.world.services.dispatcher._serving._servers, "duty", fail)  # type: ignore[index]
    with hotline.world.services.store.write() as uow:
        set_deadline(uow, DUTY, 0, uow.now)
    hotline.run(300)
    with hotline.world.services.store.read() as session:
        assert session.query(Deadline).filter(Deadline.kind == "duty").one().attempts == 0
    assert hotline.breaches() == []
