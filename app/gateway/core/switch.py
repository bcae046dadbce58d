"""The port between the protocol and whatever really connects telephones.

Commands go down as method calls that return at once; what happens comes back later as events.
Nothing here knows of documents, webhooks or resources: a leg is one telephone's connection, a room
is where the sound of several legs is mixed.  An Asterisk switch maps a leg to a channel and a room
to a bridge; the simulated switch lives in `gateway/simulated`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType, Protocol

from app.gateway.core.sounds import Sound

LegId = NewType("LegId", str)
RoomId = NewType("RoomId", str)
PlaybackId = NewType("PlaybackId", int)


class Refusal(StrEnum):
    """Why a called telephone did not come to speak."""

    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"


class Switch(Protocol):
    """What the protocol asks of a switch.  A command for a leg that is gone does nothing."""

    def place_call(
        self, leg: LegId, to_number: str, from_number: str, *, finds_answerer: bool
    ) -> None:
        """Ring a telephone.  Events: Rang, then Answered (and AnswererDetected) or Refused."""
        ...

    def answer(self, leg: LegId) -> None:
        """Pick up an arrived call."""
        ...

    def hang_up(self, leg: LegId) -> None:
        """Cut a leg in any state; no HungUp event follows."""
        ...

    def refuse(self, leg: LegId, refusal: Refusal) -> None:
        """Turn an arrived call away without picking up."""
        ...

    def play(self, leg: LegId, playback: PlaybackId, sound: Sound) -> None:
        """Start one sound on a leg; PlaybackFinished follows unless it is stopped."""
        ...

    def stop_playing(self, leg: LegId, playback: PlaybackId) -> None:
        """End a sound early; no event follows."""
        ...

    def listen_for_keys(self, leg: LegId, *, is_listening: bool) -> None:
        """Keys will (no longer) be used; a switch may report keys at any time."""
        ...

    def send_keys(self, leg: LegId, keys: str) -> None:
        """Sound keys towards the telephone."""
        ...

    def join_room(
        self, leg: LegId, room: RoomId, *, is_muted: bool, whispers_to: LegId | None
    ) -> None:
        """Mix the leg into the room, or change how it is mixed if it is there already."""
        ...

    def leave_room(self, leg: LegId, room: RoomId) -> None:
        """Take the leg out of the mix."""
        ...

    def play_to_room(self, room: RoomId, sound: Sound) -> None:
        """Let everybody in the room hear a sound."""
        ...

    def start_recording(self, recording: str, source: LegId | RoomId) -> None:
        """Record a leg or a room under our name for the recording."""
        ...

    def pause_recording(self, recording: str, *, is_paused: bool) -> None:
        """Leave out what is heard from now on, or go on."""
        ...

    def stop_recording(self, recording: str) -> None:
        """End a recording; its sound can be read from then on."""
        ...

    def read_recording(self, recording: str) -> bytes:
        """The sound of an ended recording as a WAV file; empty when deleted."""
        ...

    def send_text(self, message: str, to_number: str, from_number: str, body: str) -> None:
        """Send a text message under our name for it; TextDelivered follows."""
        ...
