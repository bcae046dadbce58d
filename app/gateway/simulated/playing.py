"""Sounds under way on the legs: how long each lasts, and who is told when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from app.gateway.core.sounds import Beep, Media, Music, Sound, Speech, Tones
from app.gateway.core.switch import PlaybackId
from app.gateway.core.timeline import Timeline, Timer
from app.gateway.simulated.media import MediaLengths, estimate_speech_s

BEEP_S = 0.3
TONE_S = 0.5


@dataclass(slots=True)
class Playing:
    """A playback without a timer waits for its length to be known, or never ends."""

    timeline: Timeline
    lengths: MediaLengths
    _timers: dict[PlaybackId, Timer | None] = field(default_factory=dict)

    def start(self, playback: PlaybackId, sound: Sound, tell_end: Callable[[], None]) -> None:
        """Begin; `tell_end` is called when the sound is over, unless it is stopped before."""
        self._timers[playback] = None
        match sound:
            case Media():
                self.lengths.ask(
                    sound, lambda one_s: self._end_after(playback, one_s, sound.times, tell_end)
                )
            case Speech():
                one_s = estimate_speech_s(sound.text)
                self._end_after(playback, one_s, sound.times, tell_end)
            case Tones():
                self._end_after(playback, TONE_S * len(sound.keys), 1, tell_end)
            case Beep():
                self._end_after(playback, BEEP_S, 1, tell_end)
            case Music():
                pass
            case _:
                assert_never(sound)

    def stop(self, playback: PlaybackId) -> None:
        timer = self._timers.pop(playback, None)
        if timer is not None:
            timer.cancel()

    def _end_after(
        self, playback: PlaybackId, one_s: float, times: int | None, tell_end: Callable[[], None]
    ) -> None:
        def end() -> None:
            self._timers.pop(playback, None)
            tell_end()

        if playback in self._timers and times is not None:
            self._timers[playback] = self.timeline.call_in(one_s * times, end)
