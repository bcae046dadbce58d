"""Every SELECT over prompt calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.prompts.models import ON_THE_LINE, UNDER_WAY, PromptCall
from app.kit.errors import NotFound
from app.kit.i18n import Language
from app.kit.storage.locking import lock_found

SHOWN_FOR = timedelta(minutes=10)
"""So long the page tells what became of a call."""


@dataclass(frozen=True, slots=True)
class PromptCallView:
    """How one's own call stands; `reason` is why its take was refused."""

    state: str
    reason: str
    is_under_way: bool


def find_prompt_call(session: Session, token: str) -> PromptCall:
    """The call that a callback names, locked; raises NotFound."""
    calls = select(PromptCall).where(PromptCall.token == token)
    call = session.scalar(lock_found(calls))
    if call is None:
        raise NotFound(what="prompt_call", token=token)
    return call


def is_prompt_call(session: Session, call_sid: str) -> bool:
    """Whether a carrier's call is known to be one in which a prompt is read."""
    found = select(PromptCall.id).where(PromptCall.call_sid == call_sid)
    return session.scalar(found) is not None


def find_call_on_the_line(session: Session, account_id: int) -> PromptCall | None:
    """The call in which somebody is rung or reads now."""
    calls = select(PromptCall).where(
        PromptCall.account_id == account_id, PromptCall.state.in_(ON_THE_LINE)
    )
    return session.scalars(calls.order_by(PromptCall.id.desc())).first()


def find_own_call(
    session: Session, account_id: int, name: str, language: Language, now: datetime
) -> PromptCallView | None:
    """How one's own newest call for a prompt stands; None when that was some time ago."""
    calls = select(PromptCall).where(
        PromptCall.account_id == account_id,
        PromptCall.name == name,
        PromptCall.language == language,
    )
    call = session.scalars(calls.order_by(PromptCall.id.desc())).first()
    if call is None or (call.state not in UNDER_WAY and now - call.changed_at > SHOWN_FOR):
        return None
    return PromptCallView(call.state, call.reason or "", call.state in UNDER_WAY)
