"""AnnounceUrl: a document of Say and Play, heard by one participant or by all of a conference."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.gateway.core.conference_records import ConferenceRoom, Participant
from app.gateway.core.conference_reports import report_announcement
from app.gateway.core.exchange import Exchange
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.sounds import Media, Sound, Speech
from app.gateway.core.twiml import Document, Play, Say
from app.gateway.core.verbs.fetching import read_outcome, resolve_url
from app.gateway.core.voice_params import Params
from app.gateway.core.webhooks import Outcome


def announce(
    exchange: Exchange,
    conference: ConferenceRoom,
    listeners: Sequence[Participant],
    url: str,
    method: str,
) -> None:
    """Fetch the document and let `listeners` hear it; its end, or failure, is reported."""
    params: Params = [
        ("AccountSid", exchange.account.sid),
        ("ConferenceSid", conference.sid),
        ("FriendlyName", conference.name),
    ]

    def begin(outcome: Outcome) -> None:
        try:
            document = read_outcome(outcome, url)
            sounds = [_sound(verb, document) for verb in document.verbs]
        except DocumentFailed as failed:
            exchange.note_problem(failed.code, failed.message, url)
            report_announcement(exchange, conference, url, failed.message)
            return
        _Announcement(exchange, conference, url, listeners, sounds).begin()

    exchange.office.request_document(method, url, params, begin)


class _Announcement:
    """One announcement under way: every listener hears the sounds, the last one ends it."""

    def __init__(
        self,
        exchange: Exchange,
        conference: ConferenceRoom,
        url: str,
        listeners: Sequence[Participant],
        sounds: Sequence[Sound],
    ) -> None:
        self._exchange = exchange
        self._conference = conference
        self._url = url
        self._sounds = sounds
        self._listening = {one.call.sid: one for one in listeners if not one.has_left}

    def begin(self) -> None:
        for listener in list(self._listening.values()):
            listener.on_left.append(partial(self._finish, listener.call.sid))
            self._play(listener, 0)
        if not self._listening:
            report_announcement(self._exchange, self._conference, self._url, None)

    def _play(self, listener: Participant, place: int) -> None:
        if place == len(self._sounds):
            self._finish(listener.call.sid)
            return
        playback = self._exchange.next_playback()
        self._exchange.sound_waiters[playback] = lambda: self._play(listener, place + 1)
        self._exchange.switch.play(listener.call.leg, playback, self._sounds[place])

    def _finish(self, sid: str) -> None:
        """One listener has heard it all, or is gone."""
        if self._listening.pop(sid, None) is not None and not self._listening:
            report_announcement(self._exchange, self._conference, self._url, None)


def _sound(verb: object, document: Document) -> Sound:
    match verb:
        case Say():
            return Speech(verb.text, verb.language, verb.times)
        case Play(digits=""):
            return Media(resolve_url(document, verb.url), verb.times)
        case _:
            message = f"<{type(verb).__name__}> is not allowed in an announcement"
            raise DocumentFailed(ProblemCode.SCHEMA_VIOLATED, message, document.url or "")
