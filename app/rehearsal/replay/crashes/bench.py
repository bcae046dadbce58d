"""Strikes the installation again and again under load, and tells what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import select

from app.desks.reports.verify import verify
from app.hotline.contacts.models import Caller, Contact, ContactStage
from app.rehearsal.replay.crashes.findings import CrashFault, FoundFault, Judge
from app.rehearsal.replay.crashes.installation import StruckInstallation, run_struck
from app.rehearsal.replay.crashes.people import Crowd, at_work, calling
from app.rehearsal.replay.crashes.strikes import STRIKES
from app.rehearsal.replay.crashes.watching import Recovery, watch_recovery
from routing.model import Outcome

AWAY_S = (4.0, 12.0)
DRAIN_AT_MOST_S = 120.0
DRAIN_LOOKS_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class CrashLoad:
    """How many times each kind strikes, who is there; `agents` fewer than callers would need;
    seconds before the first strike, and from a recovery to the next strike."""

    kinds: tuple[str, ...]
    times: int
    seed: int
    agents: int = 6
    call_every_s: float = 1.6
    warm_up_s: float = 12.0
    between_s: tuple[float, float] = (3.0, 7.0)


@dataclass(frozen=True, slots=True)
class Struck:
    """All that a run has shown; `breaches` of `hotline verify` at its end."""

    callers: int
    outcomes: dict[str, int]
    recoveries: tuple[Recovery, ...]
    findings: tuple[FoundFault, ...]
    breaches: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Somebody answered, nobody lost, nothing doubled or wrongly booked, and always back."""
        is_back = all(x.answered_s is not None for x in self.recoveries)
        return is_back and self.answered > 0 and not self.findings and not self.breaches

    @property
    def answered(self) -> int:
        """How many callers talked with somebody."""
        return self.outcomes.get(Outcome.ANSWERED, 0)


def strike_installation(
    folder: Path, database_url: str, load: CrashLoad, progress: Callable[[Recovery], None]
) -> Struck:
    """Start everything, let people come, strike, wait for the last caller, judge."""
    chance = Random(load.seed)  # noqa: S311 - repeatable on purpose
    with run_struck(folder, database_url) as installation:
        crowd = Crowd(installation, load.call_every_s, Random(load.seed))  # noqa: S311
        with at_work(installation, load.agents):
            with calling(crowd):
                installation.wait(load.warm_up_s)
                recoveries = [
                    _strike(installation, kind, chance, load.between_s, progress)
                    for _ in range(load.times)
                    for kind in load.kinds
                ]
                installation.wait(load.between_s[1])
            _drain(installation, crowd)
        return _judge(installation, crowd, recoveries)


def _strike(
    installation: StruckInstallation,
    kind: str,
    chance: Random,
    between_s: tuple[float, float],
    progress: Callable[[Recovery], None],
) -> Recovery:
    struck_at, was_down = STRIKES[kind](installation, chance.uniform(*AWAY_S))
    recovery = watch_recovery(installation, kind, struck_at, was_down=was_down)
    progress(recovery)
    installation.wait(chance.uniform(*between_s))
    return recovery


def _drain(installation: StruckInstallation, crowd: Crowd) -> None:
    """Wait until the carrier has nobody on the line and everybody who called is known and done."""
    waited_s = 0.0
    while waited_s < DRAIN_AT_MOST_S and (
        _count_on_the_line(installation) or _count_undone(installation, crowd)
    ):
        installation.wait(DRAIN_LOOKS_EVERY_S)
        waited_s += DRAIN_LOOKS_EVERY_S


def _count_on_the_line(installation: StruckInstallation) -> int:
    return sum(call.is_inbound and call.ended_at is None for call in installation.list_calls())


def _count_undone(installation: StruckInstallation, crowd: Crowd) -> int:
    vault = installation.store.vault
    with installation.store.read() as session:
        contacts = session.execute(select(Caller.number_index, Contact.state).join(Contact.caller))
        states = {(row.number_index or ""): row.state for row in contacts}
    return sum(states.get(vault.index(each.number)) != ContactStage.ENDED for each in crowd.placed)


def _judge(installation: StruckInstallation, crowd: Crowd, recoveries: list[Recovery]) -> Struck:
    judge = Judge(installation.store, installation.list_calls(), crowd.placed, recoveries)
    with installation.store.read_snapshot() as session:
        breaches = [
            str(breach) for breach in verify(session, installation.store.clock.now()).breaches
        ]
        outcomes = Counter(session.scalars(select(Contact.outcome)))
    return Struck(
        callers=len(crowd.placed),
        outcomes={str(outcome): count for outcome, count in sorted(outcomes.items(), key=str)},
        recoveries=tuple(recoveries),
        findings=tuple(judge.list_findings()),
        breaches=tuple(breaches),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One kind's line of the table; seconds are None when it never came back."""

    kind: str
    strikes: int
    lost: int
    doubled: int
    wrong: int
    answered_p50_s: float | None
    answered_max_s: float | None
    rung_p50_s: float | None
    rung_max_s: float | None


def make_rows(struck: Struck) -> list[Row]:
    """A row for each kind, and for what went wrong before the first strike."""
    kinds = dict.fromkeys(
        [*(x.kind for x in struck.recoveries), *(x.kind for x in struck.findings)]
    )
    return [_make_row(struck, kind) for kind in kinds]


def _make_row(struck: Struck, kind: str) -> Row:
    faults = Counter(x.fault for x in struck.findings if x.kind == kind)
    of_kind = [x for x in struck.recoveries if x.kind == kind]
    answered = _sum_up([x.answered_s for x in of_kind])
    rung = _sum_up([x.rung_s for x in of_kind])
    return Row(
        kind=kind,
        strikes=len(of_kind),
        lost=faults[CrashFault.LOST],
        doubled=faults[CrashFault.DOUBLED],
        wrong=faults[CrashFault.WRONG],
        answered_p50_s=answered[0],
        answered_max_s=answered[1],
        rung_p50_s=rung[0],
        rung_max_s=rung[1],
    )


def _sum_up(seconds: list[float | None]) -> tuple[float | None, float | None]:
    """Median and longest."""
    known = [each for each in seconds if each is not None]
    if not known:
        return None, None
    return median(known), max(known) if len(known) == len(seconds) else None


def write_struck(path: Path, struck: Struck) -> None:
    """Everything as JSON, the table first."""
    told = {"rows": [asdict(row) for row in make_rows(struck)], **asdict(struck)}
    path.write_text(json.dumps(told, indent=1, default=str) + "\n", encoding="utf-8")
