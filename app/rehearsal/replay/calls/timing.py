"""How long things took, as the carrier saw them: webhooks, and from a trigger to the ring."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import select

from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Contact
from app.rehearsal.replay.calls.people import Agents
from app.rehearsal.replay.crashes.installation import PlacedCall, StruckInstallation

ASKS = re.compile(r"/contacts/(?P<token>\w+)/(language|topic)$")
"""The webhooks by which a caller begins to wait."""

BECOME_READY = 20
RUNG_WITHIN_S = 30.0
LOOKS_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of so many durations, in milliseconds."""

    count: int
    p50: float
    p95: float
    p99: float
    most: float


def sum_up(seconds: list[float]) -> Quantiles:
    """Quantiles by rank; zeros of nothing."""
    ordered = sorted(seconds) or [0.0]
    last = len(ordered) - 1

    def rank(share: float) -> float:
        return round(1000 * ordered[min(last, int(len(ordered) * share))], 1)

    return Quantiles(len(seconds), rank(0.5), rank(0.95), rank(0.99), rank(1))


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook of the measured time; `status` 0: not answered."""

    url: str
    sent_at: datetime
    took_s: float
    status: int


def list_webhooks(carrier: httpx.Client, since: datetime | None = None) -> list[Webhook]:
    """What the carrier posted (since then) and had answered."""
    rows: list[dict[str, Any]] = carrier.get("/simulator/webhooks").raise_for_status().json()
    found = [
        Webhook(row["url"], datetime.fromisoformat(row["sent_at"]), row["took_s"], row["status"])
        for row in rows
    ]
    return [each for each in found if since is None or each.sent_at >= since]


def measure_rings(
    installation: StruckInstallation,
    agents: Agents,
    calls: list[PlacedCall],
    webhooks: list[Webhook],
) -> list[float]:
    """Seconds from what made each offer possible (the caller's webhook or the agent's click,
    whichever came later, when it was sent) to when the carrier took the agent's call."""
    asked_at = {
        found["token"]: each.sent_at for each in webhooks if (found := ASKS.search(each.url))
    }
    with installation.store.read() as session:
        rows = session.execute(
            select(Leg.call_sid, Contact.token).join(Contact, Contact.id == Leg.contact_id)
        )
        tokens = {row.call_sid: row.token for row in rows}
    taken_s = []
    for call in calls:
        agent_id = agents.numbers.get(call.to)
        begun_at = asked_at.get(tokens.get(call.sid, ""))
        if call.is_inbound or agent_id is None or begun_at is None:
            continue
        clicks = [at for at in agents.asked_at[agent_id] if at <= call.created_at]
        taken_s.append((call.created_at - max([begun_at, *clicks[-1:]])).total_seconds())
    return taken_s


def measure_ready(installation: StruckInstallation, agents: Agents) -> list[float]:
    """Let the first agents become ready while many wait: seconds from each one's click to the
    ring.  Nobody else is ready before."""
    first = list(agents.consoles)[:BECOME_READY]
    numbers = {agent_id: number for number, agent_id in agents.numbers.items()}
    with ThreadPoolExecutor(BECOME_READY) as hands:
        list(hands.map(agents.become_ready, first))
    waited_s = 0.0
    rung_at: dict[str, datetime] = {}
    while len(rung_at) < len(first) and waited_s < RUNG_WITHIN_S:
        installation.wait(LOOKS_EVERY_S)
        waited_s += LOOKS_EVERY_S
        for call in reversed(installation.list_calls(4 * BECOME_READY)):
            if not call.is_inbound:
                rung_at.setdefault(call.to, call.created_at)
    return [
        (rung_at[numbers[each]] - agents.asked_at[each][0]).total_seconds()
        for each in first
        if numbers[each] in rung_at
    ]
