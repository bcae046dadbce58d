"""Where every prompt stands: recorded, stale, a placeholder, spoken by the carrier, or missing.

Recordings are rows; a file without a row is a placeholder.  Lengths are measured where there
is a sound and expected from the text where there is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.accounts.models import Account
from app.hotline.prompts.lengths import LIMITS, Limit, expect_length
from app.hotline.prompts.models import PromptRecording
from app.hotline.prompts.sound import UnfitSound, read_sound
from app.hotline.prompts.speech import Prompts
from app.hotline.prompts.texts import list_prompts
from app.kit.i18n import Language
from app.kit.storage.vault import Vault

LANGUAGES = (Language.BO, Language.ZH)
HISTORY_LENGTH = 10


class PromptState(StrEnum):
    """How a prompt stands in one language."""

    RECORDED = "recorded"
    STALE = "stale"
    PLACEHOLDER = "placeholder"
    SPOKEN = "spoken"
    MISSING = "missing"


UNFIT = frozenset({PromptState.STALE, PromptState.PLACEHOLDER, PromptState.MISSING})
"""States with which a line is not released (B91)."""


@dataclass(frozen=True, slots=True)
class PromptSide:
    """One prompt in one language; `url` is empty where nothing can be heard here."""

    name: str
    language: Language
    text: str
    state: PromptState
    length_s: float
    url: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastRecording:
    """A recording as the history shows it; `maker` is empty when a command brought it."""

    made_at: datetime
    length_s: float
    way: str
    maker: str


@dataclass(frozen=True, slots=True)
class LimitView:
    """A limit and what is heard within it now."""

    limit: Limit
    length_s: float

    @property
    def is_over(self) -> bool:
        """Whether callers hear too much; exactly at the limit is inside (B81)."""
        return self.length_s > self.limit.most_s


@dataclass(frozen=True, slots=True)
class PromptCounts:
    """What stands in the way of a release."""

    missing: int
    stale: int
    placeholders: int
    too_long: int

    @property
    def all_open(self) -> int:
        """Everything that staff must still do."""
        return self.missing + self.stale + self.placeholders + self.too_long


Sides = Mapping[tuple[str, str], PromptSide]


def digest_text(text: str) -> str:
    """Names a text, so that a recording knows what it speaks."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def list_sides(session: Session, prompts: Prompts) -> Sides:
    """Every prompt in both languages, by name and language, in the order of the table."""
    newest = {(row.name, row.language): row for row in list_newest(session)}
    return {
        (name, language): _describe_side(prompts, name, language, newest.get((name, language)))
        for name in list_prompts()
        for language in LANGUAGES
    }


def measure_limits(sides: Sides) -> list[LimitView]:
    """How long callers listen at the places where a standard limits it."""
    return [
        LimitView(limit, round(sum(sides[part].length_s for part in limit.parts), 2))
        for limit in LIMITS
    ]


def count_prompts(session: Session, prompts: Prompts) -> PromptCounts:
    """What stands in the way of a release, for the supervisors' page and the check."""
    sides = list_sides(session, prompts)
    states = [side.state for side in sides.values()]
    return PromptCounts(
        missing=states.count(PromptState.MISSING),
        stale=states.count(PromptState.STALE),
        placeholders=states.count(PromptState.PLACEHOLDER),
        too_long=sum(view.is_over for view in measure_limits(sides)),
    )


def list_newest(session: Session) -> Sequence[PromptRecording]:
    """The recording in force of every prompt that has one, without its sound."""
    newest = select(func.max(PromptRecording.id)).group_by(
        PromptRecording.name, PromptRecording.language
    )
    return session.scalars(select(PromptRecording).where(PromptRecording.id.in_(newest))).all()


def list_history(
    session: Session, vault: Vault, name: str, language: Language
) -> list[PastRecording]:
    """Who recorded a prompt, newest first."""
    rows = session.execute(
        select(PromptRecording, Account.name_sealed)
        .outerjoin(Account, Account.id == PromptRecording.account_id)
        .where(PromptRecording.name == name, PromptRecording.language == language)
        .order_by(PromptRecording.id.desc())
        .limit(HISTORY_LENGTH)
    )
    return [
        PastRecording(row.made_at, row.length_s, row.way, vault.open(sealed) if sealed else "")
        for row, sealed in rows
    ]


def _describe_side(
    prompts: Prompts, name: str, language: Language, row: PromptRecording | None
) -> PromptSide:
    text, path = prompts.read_text(name, language), prompts.find_recording(name, language)
    url = f"/prompts/{language}/{path.name}" if path else ""
    if row is not None:
        fits = row.text_digest == digest_text(text)
        state = PromptState.RECORDED if fits else PromptState.STALE
        version = f"{url}?v={row.id}" if url else ""
        return PromptSide(name, language, text, state, row.length_s, version, row.made_at)
    if path is not None:
        length_s = _measure_file(path.read_bytes(), text)
        return PromptSide(name, language, text, PromptState.PLACEHOLDER, length_s, url)
    state = PromptState.MISSING if language is Language.BO else PromptState.SPOKEN
    return PromptSide(name, language, text, state, expect_length(text))


def _measure_file(data: bytes, text: str) -> float:
    try:
        return round(read_sound(data).length_s, 2)
    except UnfitSound:
        return expect_length(text)
