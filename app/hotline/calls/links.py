"""The addresses that we hand to the carrier: one place that knows how they are spelt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses below the public base address; tokens fence them."""

    base_url: str

    def contact(self, contact_token: str, verb: str) -> str:
        """What happens on the caller's side: language, wait, left, resume, join, room-left."""
        return f"{self.base_url}/twilio/contacts/{contact_token}/{verb}"

    def leg(self, leg_token: str, verb: str) -> str:
        """What happens on a called phone: answered, key, room, room-left, status."""
        return f"{self.base_url}/twilio/legs/{leg_token}/{verb}"

    def room(self, contact_token: str) -> str:
        """Who enters and leaves the contact's room."""
        return f"{self.base_url}/twilio/rooms/{contact_token}/events"

    def recording(self, contact_token: str) -> str:
        """What the carrier kept of the contact's room."""
        return f"{self.base_url}/twilio/rooms/{contact_token}/recording"

    def text(self, part_token: str) -> str:
        """What became of a text message of ours."""
        return f"{self.base_url}/twilio/texts/{part_token}/status"

    def prompt_call(self, call_token: str, verb: str) -> str:
        """What happens on the phone of somebody who reads a prompt: answered, key, heard, choice,
        status."""
        return f"{self.base_url}/twilio/prompt-calls/{call_token}/{verb}"
