"""The `Switch` port over simulated telephones.

Whatever a command brings about is told through the timeline, never from within the command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.core.sounds import Sound, Tones
from app.gateway.core.switch import LegId, PlaybackId, Refusal, RoomId
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
from app.gateway.simulated.media import MediaLengths
from app.gateway.simulated.phone import Phone
from app.gateway.simulated.plans import CLIENT, NO_SUCH_NUMBER, PhonePlan
from app.gateway.simulated.playing import Playing
from app.gateway.simulated.rooms import Rooms, Seat
from app.gateway.simulated.tapes import Tapes

RING_DELAY_S = 1.0
REFUSAL_DELAY_S = 2.0
TEXT_DELAY_S = 2.0
DETECTION_S = {"human": 2.0}
MACHINE_DETECTION_S = 4.0


@dataclass(slots=True)
class SimulatedSwitch:
    """`plans` says what the telephone of a number does when it is called."""

    timeline: Timeline
    lengths: MediaLengths
    plans: dict[str, PhonePlan] = field(default_factory=dict)
    phones: dict[LegId, Phone] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    _emit: Callable[[SwitchEvent], None] | None = None
    _rooms: Rooms = field(default_factory=Rooms)
    _talked_s: dict[LegId, float] = field(default_factory=dict)
    _planned: int = 0
    _last_leg: int = 0
    _playing: Playing = field(init=False)
    _tapes: Tapes = field(init=False)

    def __post_init__(self) -> None:
        self._playing = Playing(self.timeline, self.lengths)
        self._tapes = Tapes(self.timeline)

    def connect(self, emit: Callable[[SwitchEvent], None]) -> None:
        """Say who is to be told what happens."""
        self._emit = emit

    # What the world does

    def dial_in(self, from_number: str, to_number: str, plan: PhonePlan) -> LegId:
        """A telephone calls one of our numbers now."""
        leg = self._next_leg()
        self._dial(leg, from_number, to_number, plan)
        return leg

    def dial_in_at(self, at: datetime, from_number: str, to_number: str, plan: PhonePlan) -> LegId:
        """A telephone will call one of our numbers at the instant `at`."""
        leg = self._next_leg()
        self._planned += 1

        def dial() -> None:
            self._planned -= 1
            self._dial(leg, from_number, to_number, plan)

        self.timeline.call_at(at, dial)
        return leg

    def count_planned(self) -> int:
        """How many calls are planned and not yet dialled."""
        return self._planned

    def talked_s(self, leg: LegId) -> float:
        """How long the leg's telephone has been together with a person (kept when it is gone)."""
        phone = self.phones.get(leg)
        return phone.count_talked_s() if phone is not None else self._talked_s.get(leg, 0.0)

    def text_in(
        self, from_number: str, to_number: str, body: str, *media: tuple[str, bytes]
    ) -> None:
        """A telephone sends a text message to one of our numbers now, with pictures (their type
        and content) where it has some."""
        self._tell(TextArrived(from_number, to_number, body, media))

    def press(self, leg: LegId, key: str) -> None:
        """The person presses one key."""
        phone = self.phones.get(leg)
        if phone is not None and phone.is_answered:
            self._tell(KeyPressed(leg, key))

    def put_down(self, leg: LegId) -> None:
        """The person hangs up, or stops the ringing."""
        if leg in self.phones:
            self._remove_phone(leg)
            self._tell(HungUp(leg))

    def break_line(self, leg: LegId) -> None:
        """The line breaks: no coverage, a dead battery."""
        if leg in self.phones:
            self._remove_phone(leg)
            self._tell(HungUp(leg, is_broken=True))

    def pick_up(self, leg: LegId) -> None:
        """The person answers a ringing telephone."""
        phone = self.phones.get(leg)
        if phone is None or phone.is_answered:
            return
        phone.answer()
        phone.begin()
        self._tell(Answered(leg))
        if phone.is_examined:
            detected = AnswererDetected(leg, phone.plan.answered_by)
            delay_s = DETECTION_S.get(phone.plan.answered_by, MACHINE_DETECTION_S)
            self._later(leg, delay_s, lambda: self._tell(detected))

    # The port

    def place_call(
        self, leg: LegId, to_number: str, from_number: str, *, finds_answerer: bool
    ) -> None:
        unplanned = CLIENT if to_number.startswith("client:") else NO_SUCH_NUMBER
        plan = self.plans.get(to_number, unplanned)
        self._add_phone(leg, to_number, plan).is_examined = finds_answerer
        if plan.refusal is not None:
            refusal = plan.refusal
            self._later(leg, REFUSAL_DELAY_S, lambda: self._refuse_ours(leg, refusal))
            return
        self._later(leg, RING_DELAY_S, lambda: self._tell(Rang(leg)))
        if plan.answers_after_s is not None:
            self._later(leg, RING_DELAY_S + plan.answers_after_s, lambda: self.pick_up(leg))

    def answer(self, leg: LegId) -> None:
        if leg in self.phones:
            self.phones[leg].answer()

    def hang_up(self, leg: LegId) -> None:
        self._remove_phone(leg)

    def refuse(self, leg: LegId, refusal: Refusal) -> None:
        self._remove_phone(leg)

    def play(self, leg: LegId, playback: PlaybackId, sound: Sound) -> None:
        phone = self.phones.get(leg)
        if phone is None:
            return
        phone.heard.append((self.timeline.now, sound))
        finished = PlaybackFinished(leg, playback)
        self._playing.start(playback, sound, lambda: self._tell(finished))

    def stop_playing(self, leg: LegId, playback: PlaybackId) -> None:
        self._playing.stop(playback)

    def listen_for_keys(self, leg: LegId, *, is_listening: bool) -> None:
        phone = self.phones.get(leg)
        if phone is not None and is_listening:
            phone.hear_gather()

    def send_keys(self, leg: LegId, keys: str) -> None:
        phone = self.phones.get(leg)
        if phone is not None:
            phone.heard.append((self.timeline.now, Tones(keys)))

    def join_room(
        self, leg: LegId, room: RoomId, *, is_muted: bool, whispers_to: LegId | None
    ) -> None:
        if leg in self.phones:
            self._tell_meetings(self._rooms.put(room, leg, Seat(is_muted, whispers_to)))

    def leave_room(self, leg: LegId, room: RoomId) -> None:
        self._tell_meetings(self._rooms.take(room, leg))

    def play_to_room(self, room: RoomId, sound: Sound) -> None:
        for leg in self._rooms.legs_in(room):
            self.phones[leg].heard.append((self.timeline.now, sound))

    def start_recording(self, recording: str, source: LegId | RoomId) -> None:
        self._tapes.start(recording)
        leg = LegId(source)
        if leg in self.phones:
            silent = FellSilent(leg)
            self._later(leg, self.phones[leg].plan.message_s, lambda: self._tell(silent))

    def pause_recording(self, recording: str, *, is_paused: bool) -> None:
        self._tapes.pause(recording, is_paused=is_paused)

    def stop_recording(self, recording: str) -> None:
        self._tapes.pause(recording, is_paused=True)

    def read_recording(self, recording: str) -> bytes:
        return self._tapes.read(recording)

    def send_text(self, message: str, to_number: str, from_number: str, body: str) -> None:
        self.texts.append((to_number, body))
        is_known = self.plans.get(to_number, PhonePlan()).refusal is None
        delivered = TextDelivered(message, is_known)
        self.timeline.call_in(TEXT_DELAY_S, lambda: self._tell(delivered))

    # Inside

    def _next_leg(self) -> LegId:
        self._last_leg += 1
        return LegId(f"in-{self._last_leg}")

    def _dial(self, leg: LegId, from_number: str, to_number: str, plan: PhonePlan) -> None:
        self._add_phone(leg, from_number, plan).begin()
        self._tell(CallArrived(leg, from_number, to_number))

    def _tell(self, event: SwitchEvent) -> None:
        emit = self._emit
        assert emit is not None, "the switch is not connected"
        self.timeline.soon(lambda: emit(event))

    def _add_phone(self, leg: LegId, number: str, plan: PhonePlan) -> Phone:
        phone = Phone(
            leg,
            number,
            plan,
            self.timeline,
            press=lambda key: self.press(leg, key),
            hang_up=lambda: self.put_down(leg),
        )
        self.phones[leg] = phone
        return phone

    def _remove_phone(self, leg: LegId) -> None:
        phone = self.phones.pop(leg, None)
        if phone is not None:
            phone.stop()
            self._talked_s[leg] = phone.count_talked_s()
            for room in self._rooms.rooms_of(leg):
                self._tell_meetings(self._rooms.take(room, leg))

    def _later(self, leg: LegId, delay_s: float, action: Callable[[], None]) -> None:
        """Do something to a phone, if it is still there by then."""
        phone = self.phones[leg]
        self.timeline.call_in(delay_s, lambda: action() if self.phones.get(leg) is phone else None)

    def _refuse_ours(self, leg: LegId, refusal: Refusal) -> None:
        self._remove_phone(leg)
        self._tell(Refused(leg, refusal))

    def _tell_meetings(self, meetings: dict[LegId, bool]) -> None:
        for leg, is_with_person in meetings.items():
            phone = self.phones.get(leg)
            if phone is not None:
                phone.meet_person(is_with_person=is_with_person)
