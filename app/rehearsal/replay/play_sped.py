"""Plays callers on a sped-up clock: real processes, real HTTP, one clock shared by all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from app.desks.reports.following import follow_to_the_end
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.factor import make_totp_secret
from app.hotline.accounts.roles import Role
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.clock import RunningClock
from app.kit.storage.migrating import migrate
from app.kit.storage.opening import open_store
from app.rehearsal.replay.callers import Cast
from app.rehearsal.replay.figures import Findings, find_out
from app.rehearsal.replay.live_playback import LivePlayback
from app.rehearsal.replay.mapping import Mapping
from app.rehearsal.replay.play_stepped import CALLS_PER_SECOND, Progress
from app.rehearsal.replay.playback import ReplayStage, find_start
from app.rehearsal.replay.processes import Running, pause, plan_installation, run_installation
from app.rehearsal.replay.proving import proving
from app.rehearsal.replay.robots import Console

LEAD_REAL_S = 30.0
"""Real seconds in which the processes must be up before the hotline's morning begins."""

LOOK_EVERY_REAL_S = 0.1
DRAIN_AT_MOST = timedelta(hours=3)
_PASSWORD = "robots-know-no-secrets"  # noqa: S105 - of robots in a database that is thrown away


class SpedPlayback(LivePlayback):
    """A live playback whose robots get an account with their console."""

    def open_console(self, agent_id: int, tell_topic: Callable[[int], str]) -> Console:
        username = f"robot-{agent_id}"
        secret = make_totp_secret()
        account = NewAccount(
            username, _PASSWORD, username, Role.AGENT, agent_id=agent_id, totp_secret=secret
        )
        add_account(self.store, account)
        return self.browse(agent_id, username, _PASSWORD, tell_topic, secret)


def play_sped(
    cast: Cast,
    mapping: Mapping,
    seed: int,
    data_dir: Path,
    *,
    speed: float,
    database_url: str = "",
    verify_every_s: float | None = None,
    progress: Progress = lambda _now, _placed, _all: None,
) -> Findings:
    """Play the whole cast `speed` times as fast as real time; everything started is stopped.

    `verify_every_s` (real seconds): how often the laws are proved meanwhile.
    """
    clock = _start_clock(find_start(cast), speed)
    installation = plan_installation(
        data_dir, database_url, clock, calls_per_second=CALLS_PER_SECOND, seed=seed
    )
    store = open_store(installation.settings)
    migrate(store.engine)
    with store.write() as uow:
        prepare_hotline(uow, mapping.rules, DEFAULT_HOURS)
    login = installation.settings.carrier_login
    carrier = httpx.Client(base_url=installation.carrier_url, timeout=30, auth=login)
    playback = SpedPlayback(store, clock, carrier, installation.settings.public_base_url)
    try:
        with run_installation(installation) as running, proving(store, verify_every_s) as proof:
            stage = ReplayStage(playback, mapping, seed)
            stage.prepare(cast)
            _run(playback, stage, cast, running, progress)
            said = [line for each in running for line in each.list_errors()]
        follow_to_the_end(store)
        with store.read() as session:
            findings = find_out(session, store.vault, cast.callers, clock.now())
        return replace(findings, troubles=tuple(playback.troubles + said), proof=proof)
    finally:
        playback.close()


def _start_clock(start_at: datetime, speed: float) -> RunningClock:
    """A clock that shows `start_at` when the processes have had time to come up."""
    real_now_s = RunningClock().now().timestamp()
    return RunningClock(speed, real_now_s, start_at.timestamp() - LEAD_REAL_S * speed)


def _run(
    playback: SpedPlayback,
    stage: ReplayStage,
    cast: Cast,
    running: list[Running],
    progress: Progress,
) -> None:
    """Act and look until the last caller has gone, or much too long after the last arrival."""
    last_at = cast.callers[-1].at
    looked_at = datetime.min.replace(tzinfo=UTC)
    while playback.now() < last_at + DRAIN_AT_MOST:
        playback.act_until_now()
        stage.look(playback.list_changed_agents())
        if playback.now() - looked_at > timedelta(minutes=1):
            looked_at = playback.now()
            for each in running:
                each.listen()
            placed = sum(caller.at <= looked_at for caller in cast.callers)
            progress(looked_at, placed, len(cast.callers))
            if placed == len(cast.callers) and not stage.count_open():
                return
        pause(LOOK_EVERY_REAL_S)
