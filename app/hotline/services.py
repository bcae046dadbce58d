"""The services of one running process, as one value that routes are handed.

Made by `app.run.wiring` (or by a test, with its own clock, carrier and chance); decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from app.hotline.calls.control import CallControl
from app.hotline.calls.voice import Voice
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.router import Router
from app.hotline.prompts.speech import Prompts
from app.kit.i18n import Catalogues
from app.kit.settings import Settings
from app.kit.storage.hotlines import Hotlines
from app.kit.storage.unit_of_work import Store
from app.telephony.port import Carrier
from app.telephony.softphone import Softphone
from app.telephony.twilio.signatures import Signer

AnswerText = Callable[[str, str], object]
"""Gives a conversation (its token) the first answer to these words."""


@dataclass(slots=True)
class LateTexts:
    """Who answers what was texted while we were away: the application, once it has the answers."""

    answer: AnswerText | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one process, ready to use."""

    settings: Settings
    store: Store
    router: Router
    carrier: Carrier
    catalogues: Catalogues
    prompts: Prompts
    voice: Voice
    signer: Signer
    control: CallControl
    hotlines: Hotlines
    dispatcher: Dispatcher
    """The first hotline's."""
    make_dispatcher: Callable[[int], Dispatcher]
    """Another hotline's."""
    late_texts: LateTexts
    softphone: Softphone | None = None
    """How browsers are telephones; None where a real carrier has no keys for it."""


async def get_services(request: Request) -> Services:
    """FastAPI dependency: the process's services."""
    services: Services = request.app.state.services
    return services
