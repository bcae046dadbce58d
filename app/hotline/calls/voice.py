"""What the call use cases share: prompts, addresses, and the documents that recur."""

from __future__ import annotations

from dataclasses import dataclass

from app.hotline.calls.links import Links
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Contact
from app.hotline.prompts.speech import Prompts
from app.telephony.answers import Answer, AskForKey, HangUp, Hear, JoinRoom, WaitInQueue
from app.telephony.speech import Speech

QUEUE_NAME = "hotline-12348"
QUEUE_SIZE = 1000
KEY_TIMEOUT_S = 3
RESUME_PAUSE_S = 10
HOLD_MUSIC_TIMES = 4
LANGUAGE_KEYS = {"1": "bo", "2": "zh"}
DEFAULT_ORDER = ("bo", "zh")


@dataclass(frozen=True, slots=True)
class Voice:
    """The line's voice: what is said and where the carrier goes next."""

    prompts: Prompts
    links: Links

    def ask_language(self, contact: Contact) -> Answer:
        """Greeting and the one question, the caller's last language first (R6)."""
        last = contact.caller.last_language
        order = sorted(DEFAULT_ORDER, key=lambda language: language != last)
        speech: list[Speech] = []
        for language in order:
            speech += self.prompts.speak_all(["greeting", f"press_{language}"], language)
        return AskForKey(
            tuple(speech), self.links.contact(contact.token, "language"), KEY_TIMEOUT_S
        )

    def wait(self, contact: Contact) -> Answer:
        """The caller waits at the carrier; the answer never waits for a seat."""
        return WaitInQueue(
            QUEUE_NAME,
            wait_url=self.links.contact(contact.token, "wait"),
            left_url=self.links.contact(contact.token, "left"),
            resume_url=self.links.contact(contact.token, "resume"),
            pause_s=RESUME_PAUSE_S,
        )

    def join(
        self,
        contact: Contact,
        leg: Leg,
        *,
        coached_sid: str = "",
        is_recorded: bool = False,
        speech: tuple[Speech, ...] = (),
    ) -> Answer:
        """Into the contact's room; the room is named after the contact."""
        left = (
            self.links.contact(contact.token, "room-left")
            if leg.role == "caller"
            else self.links.leg(leg.token, "room-left")
        )
        return JoinRoom(
            contact.token,
            leg.token,
            self.links.room(contact.token),
            left,
            is_muted=leg.is_muted,
            coached_sid=coached_sid,
            recording_url=self.links.recording(contact.token) if is_recorded else "",
            speech=speech,
        )

    def hold(self, contact: Contact) -> Answer:
        """What a held caller hears: never silence."""
        music = self.prompts.play_music(HOLD_MUSIC_TIMES)
        return Hear((*self.say("on_hold", contact.language), music))

    def say_and_hang_up(self, prompt: str, language: str | None) -> Answer:
        """One sentence, in both languages when the caller's is unknown, and the end."""
        return HangUp(self.say(prompt, language))

    def say(self, prompt: str, language: str | None) -> tuple[Speech, ...]:
        """One sentence in the caller's language, or in both."""
        if language is None:
            return self.prompts.speak_both(prompt)
        return (self.prompts.speak(prompt, language),)
