"""The carrier as a driver sees it: switch events, REST requests, webhook outcomes and time go in;
webhook requests come out, and commands go to the switch.

Deterministic: with the same seed and the same inputs it does the same.  It waits for nothing.
"""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import assert_never

from app.gateway.core.account import Account
from app.gateway.core.addresses import Source
from app.gateway.core.calls import (
    lose_leg,
    mark_answered,
    mark_detected,
    mark_refused,
    mark_ringing,
)
from app.gateway.core.exchange import Exchange
from app.gateway.core.faults import Faults
from app.gateway.core.messages import mark_delivered, receive_message
from app.gateway.core.placing import receive_call
from app.gateway.core.problems import ProblemCode
from app.gateway.core.records import Call
from app.gateway.core.sids import SidMaker
from app.gateway.core.signals import KeyHeard, SilenceHeard, SoundEnded
from app.gateway.core.switch import PlaybackId, Switch
from app.gateway.core.switch_events import (
    Answered,
    AnswererDetected,
    CallArrived,
    FellSilent,
    HungUp,
    KeyPressed,
    PlaybackFinished,
    Rang,
    Refused,
    SwitchEvent,
    TextArrived,
    TextDelivered,
)
from app.gateway.core.timeline import Timeline
from app.gateway.core.verbs.performing import DocumentPerformer, start_leg
from app.gateway.core.webhook_office import WebhookOffice
from app.gateway.core.webhooks import Outcome, WebhookRequest


class Carrier:
    """One account's telephone exchange speaking Twilio's protocol."""

    def __init__(
        self,
        account: Account,
        switch: Switch,
        timeline: Timeline,
        chance: Random,
        faults: Faults | None = None,
    ) -> None:
        sids = SidMaker(chance)
        faults = faults or Faults()
        self.exchange = Exchange(
            account=account,
            number_sid=sids.make_sid("PN"),
            opened_at=timeline.now,
            timeline=timeline,
            switch=switch,
            sids=sids,
            office=WebhookOffice(timeline, sids, faults, account.auth_token, self._note_bad_report),
            faults=faults,
        )

    def take_requests(self) -> list[WebhookRequest]:
        """The HTTP requests to be made now; each wants one `deliver`."""
        return self.exchange.office.take_requests()

    def deliver(self, request_id: int, outcome: Outcome) -> None:
        """What became of a request taken earlier."""
        self.exchange.office.deliver(request_id, outcome)
        self._settle()

    def next_due_at(self) -> datetime | None:
        """When something happens by itself next."""
        return self.exchange.timeline.next_due_at()

    def advance(self, now: datetime) -> None:
        """Let everything happen that is due up to `now`."""
        self.exchange.timeline.advance(now)

    def handle_switch_event(self, event: SwitchEvent) -> None:
        """Something happened to a leg; events of legs that are gone are ignored."""
        match event:
            case CallArrived():
                first = Source(self.exchange.account.voice_url)
                receive_call(
                    self.exchange,
                    event,
                    DocumentPerformer(),
                    lambda session: start_leg(session, first),
                )
            case TextArrived():
                receive_message(self.exchange, event)
            case TextDelivered():
                mark_delivered(self.exchange, event)
            case _:
                call = self.exchange.legs.get(event.leg)
                if call is not None:
                    self._handle_leg_event(call, event)
        self._settle()

    def _handle_leg_event(
        self,
        call: Call,
        event: Rang
        | Answered
        | AnswererDetected
        | Refused
        | KeyPressed
        | PlaybackFinished
        | FellSilent
        | HungUp,
    ) -> None:
        match event:
            case Rang():
                mark_ringing(self.exchange, call)
            case Answered():
                mark_answered(self.exchange, call)
            case AnswererDetected():
                mark_detected(self.exchange, call, event.answered_by)
            case Refused():
                mark_refused(self.exchange, call, event.refusal)
            case HungUp():
                lose_leg(self.exchange, call, is_broken=event.is_broken)
            case KeyPressed():
                self._post(call, KeyHeard(event.key))
            case PlaybackFinished():
                self._end_sound(call, event.playback)
            case FellSilent():
                self._post(call, SilenceHeard())
            case _:
                assert_never(event)

    def _end_sound(self, call: Call, playback: PlaybackId) -> None:
        waiter = self.exchange.sound_waiters.pop(playback, None)
        if waiter is not None:
            waiter()
        else:
            self._post(call, SoundEnded(playback))

    def _post(self, call: Call, signal: KeyHeard | SoundEnded | SilenceHeard) -> None:
        if call.session is not None:
            call.session.post(signal)

    def _note_bad_report(self, url: str, message: str) -> None:
        self.exchange.note_problem(ProblemCode.CALLBACK_FAILED, message, url)

    def _settle(self) -> None:
        self.exchange.timeline.advance(self.exchange.now)
