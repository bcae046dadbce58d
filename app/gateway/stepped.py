"""The carrier in one process, moved by a world loop: exact and repeatable.

Nothing here waits.  The loop asks when something is due, moves to that instant, and pumps the
requests that came of it through its own way to the application.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from app.gateway.core.account import Account
from app.gateway.core.carrier import Carrier
from app.gateway.core.faults import Faults
from app.gateway.core.timeline import Timeline
from app.gateway.core.webhooks import Outcome, WebhookRequest
from app.gateway.rest.answers import RestAnswer
from app.gateway.rest.router import handle_rest
from app.gateway.simulated.media import FetchedLengths
from app.gateway.simulated.switch import SimulatedSwitch

Post = Callable[[WebhookRequest], Outcome]


class SteppedGateway:
    """Carrier, simulated switch and their common timeline.

    `fetch_media` gives the content of a sound file (None: unknown, counted as 3 s).
    """

    def __init__(
        self,
        account: Account,
        start_at: datetime,
        seed: int,
        *,
        faults: Faults | None = None,
        fetch_media: Callable[[str], bytes | None] = lambda _url: None,
    ) -> None:
        self.timeline = Timeline(start_at)
        self.switch = SimulatedSwitch(self.timeline, FetchedLengths(fetch_media))
        chance = Random(seed)  # noqa: S311 - a simulation, repeatable on purpose
        self.carrier = Carrier(account, self.switch, self.timeline, chance, faults)
        self.switch.connect(self.carrier.handle_switch_event)

    def due_at(self) -> datetime | None:
        """The instant of the next thing that happens by itself; None: nothing will."""
        return self.timeline.next_due_at()

    def advance_to(self, now: datetime) -> None:
        """Let time pass up to `now`; go no further than `due_at` to be exact."""
        self.carrier.advance(now)

    def pump(self, post: Post) -> int:
        """Carry requests to the application until none is left; how many there were."""
        count = 0
        while requests := self.carrier.take_requests():
            for request in requests:
                self.carrier.deliver(request.id, post(request))
            count += len(requests)
        return count

    def run_until(self, until_at: datetime, post: Post) -> None:
        """The world loop of tests without other actors: everything up to `until_at`, in order."""
        self.pump(post)
        while (due_at := self.due_at()) is not None and due_at <= until_at:
            self.advance_to(due_at)
            self.pump(post)
        self.advance_to(until_at)

    def handle_rest(
        self, method: str, path: str, params: list[tuple[str, str]], auth: tuple[str, str] | None
    ) -> RestAnswer:
        """One REST request at the present instant; `params` are the query's or the form's."""
        answer = handle_rest(self.carrier.exchange, method, path, params, auth)
        self.carrier.advance(self.timeline.now)
        return answer
