"""Use cases of the studio: keeping a recording, withdrawing it, writing the files again.

The row is the truth and is committed first; the file that the carrier fetches follows.  A
process that dies in between leaves a row without its file, which the next start writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from app.hotline.prompts.facts import PROMPT_RECORDED, PROMPT_WITHDRAWN
from app.hotline.prompts.models import PromptRecording
from app.hotline.prompts.queries import (
    LANGUAGES,
    digest_text,
    list_newest,
    list_sides,
    measure_limits,
)
from app.hotline.prompts.sound import SoundKind, UnfitSound, read_sound
from app.hotline.prompts.speech import Prompts
from app.hotline.prompts.texts import TEXTS
from app.kit.errors import BadInput, NotFound
from app.kit.i18n import Language
from app.kit.storage.unit_of_work import Store, UnitOfWork

WAYS = ("upload", "browser", "phone", "import")


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A sound that somebody hands in for a prompt; `way` says how.

    `text_digest` names the text that they read ("": as it is now).
    """

    name: str
    language: Language
    data: bytes
    way: str = "upload"
    account_id: int | None = None
    text_digest: str = ""


def keep_recording(uow: UnitOfWork, prompts: Prompts, new: NewRecording) -> PromptRecording:
    """Make a sound the recording of a prompt; raises UnfitSound, BadInput or NotFound."""
    check_prompt(new.name, new.language)
    if new.way not in WAYS:
        raise BadInput(place="way", reason="bad_input")
    sound = read_sound(new.data)
    _check_limits(uow, prompts, new, sound.length_s)
    row = PromptRecording(
        name=new.name,
        language=new.language,
        text_digest=new.text_digest or digest_text(prompts.read_text(new.name, new.language)),
        kind=sound.kind,
        length_s=round(sound.length_s, 2),
        way=new.way,
        account_id=new.account_id,
        made_at=uow.now,
        sound=new.data,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.record(
        PROMPT_RECORDED,
        prompt=new.name,
        language=new.language,
        way=new.way,
        account_id=new.account_id,
    )
    uow.topics.add("queue")
    uow.on_commit.append(lambda: write_file(prompts, new.name, new.language, sound.kind, new.data))
    return row


def withdraw_recording(
    uow: UnitOfWork, prompts: Prompts, name: str, language: Language, account_id: int
) -> None:
    """Take a prompt's recordings away: the fall-back chain speaks instead."""
    check_prompt(name, language)
    uow.session.execute(
        delete(PromptRecording).where(
            PromptRecording.name == name, PromptRecording.language == language
        )
    )
    uow.record(PROMPT_WITHDRAWN, prompt=name, language=language, account_id=account_id)
    uow.topics.add("queue")
    uow.on_commit.append(lambda: _remove_files(prompts, name, language, None))


def restore_files(store: Store, prompts: Prompts) -> int:
    """Write every recording in force whose file is not here; returns how many were written."""
    written = 0
    with store.read() as session:
        for row in list_newest(session):
            path = prompts.folder / row.language / f"{row.name}.{row.kind}"
            if row.name in TEXTS and (not path.exists() or path.read_bytes() != row.sound):
                write_file(prompts, row.name, Language(row.language), row.kind, row.sound)
                written += 1
    return written


def write_file(prompts: Prompts, name: str, language: Language, kind: str, data: bytes) -> None:
    """Put a recording where the carrier fetches it, whole or not at all."""
    folder = prompts.folder / language
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.{kind}.part"
    unfinished.write_bytes(data)
    unfinished.replace(folder / f"{name}.{kind}")
    _remove_files(prompts, name, language, kind)


def check_prompt(name: str, language: Language) -> None:
    """Raises NotFound for what is no prompt of the line."""
    if name not in TEXTS or language not in LANGUAGES:
        raise NotFound(what="prompt", name=name)


def _remove_files(prompts: Prompts, name: str, language: Language, but: str | None) -> None:
    for kind in SoundKind:
        if kind != but:
            (prompts.folder / language / f"{name}.{kind}").unlink(missing_ok=True)


def _check_limits(uow: UnitOfWork, prompts: Prompts, new: NewRecording, length_s: float) -> None:
    """Refuse what would make callers listen for longer than the standard allows (R6)."""
    sides = list_sides(uow.session, prompts)
    part = (new.name, str(new.language))
    for view in measure_limits(sides):
        heard_s = view.length_s - sides[part].length_s + length_s
        if part in view.limit.parts and heard_s > view.limit.most_s:
            raise UnfitSound(place="file", reason="over_the_limit", heard_s=round(heard_s, 1))
