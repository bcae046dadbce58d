"""Twilio's Voice SDK as the telephone in the browser: access tokens, and where its page connects.

The SDK's sound cannot be tried without Twilio: nothing here was ever heard
(`docs/softphone.md`).  Sources of the page's policy: the SDK's own README, "Content Security
Policy"; the script itself is served by us, for Twilio hosts none since version 2.
"""

from __future__ import annotations

from datetime import datetime

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from app.kit.settings import SoftphoneSettings
from app.telephony.softphone import PASS_FOR, ContentSources, SoftphonePass


class TwilioSoftphone:
    """A browser that registers at Twilio and is rung as `client:IDENTITY`."""

    kind = "twilio"
    script = "vendor/twilio-voice.min.js"
    sources = ContentSources(
        connect=(
            "https://eventgw.twilio.com",
            "wss://voice-js.roaming.twilio.com",
            "wss://chunderw-vpc-gll.twilio.com",
            "https://media.twiliocdn.com",
            "https://sdk.twilio.com",
        ),
        media=("mediastream:", "https://media.twiliocdn.com", "https://sdk.twilio.com"),
    )

    def __init__(self, account_sid: str, settings: SoftphoneSettings) -> None:
        self._account_sid = account_sid
        self._settings = settings

    def make_pass(self, identity: str, now: datetime) -> SoftphonePass:
        """A token that lets the browser be rung; it may not call anybody by itself but through
        the TwiML app."""
        expires_at = now + PASS_FOR
        token = AccessToken(
            self._account_sid,
            self._settings.api_key,
            self._settings.api_secret,
            identity=identity,
            nbf=int(now.timestamp()),
            valid_until=int(expires_at.timestamp()),
        )
        token.add_grant(
            VoiceGrant(incoming_allow=True, outgoing_application_sid=self._settings.twiml_app)
        )
        return SoftphonePass(identity, str(token.to_jwt()), expires_at)
