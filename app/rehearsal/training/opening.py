"""Opens the training hotline: checks that it may be, loads it into an empty database once."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from app.hotline.accounts.actions import NewAccount, insert_account
from app.hotline.accounts.passwords import hash_password
from app.hotline.agents.actions import add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.errors import BadSetting
from app.kit.settings import Settings
from app.kit.storage.event_log import Event
from app.kit.storage.unit_of_work import Store
from app.rehearsal.training.facts import TRAINING_LOADED
from app.rehearsal.training.history import copy_history, is_empty, make_history
from app.rehearsal.training.staff import AGENTS, PASSWORD, STAFF

"""The entry of the log that says whose database this is."""

STAND_IN_ACCOUNT = "AC" + "0" * 32
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class FoundData(StrEnum):
    """What the database is."""

    EMPTY = "empty"
    TRAINING = "training"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Opened:
    """The training hotline: its agents by user name."""

    agent_ids: dict[str, int]


def check_surroundings(settings: Settings) -> None:
    """Refuse, by setting, whatever could reach real people."""
    if not settings.database_url.startswith("sqlite"):
        raise BadSetting(place="DATABASE_URL", reason="training needs a local SQLite file")
    if settings.twilio.account_sid != STAND_IN_ACCOUNT:
        raise BadSetting(place="TWILIO_ACCOUNT_SID", reason="training never meets a real carrier")
    if urlsplit(settings.twilio.api_base_url).hostname not in _LOOPBACK:
        raise BadSetting(place="TWILIO_API_BASE_URL", reason="the stand-in carrier is not running")
    if not settings.training:
        raise BadSetting(place="HOTLINE_TRAINING", reason="set by scripts/run, not by hand")


def look_at(store: Store) -> FoundData:
    """Whether there is nothing, a training hotline, or somebody's real one."""
    with store.read() as session:
        if (
            session.scalar(select(Event.id).where(Event.kind == TRAINING_LOADED.name).limit(1))
            is not None
        ):
            return FoundData.TRAINING
    with store.write() as uow:
        return FoundData.EMPTY if is_empty(uow) else FoundData.REAL


def open_training(store: Store) -> Opened | None:
    """Hire the made-up staff or find those who are there; None: the database is a real one."""
    match look_at(store):
        case FoundData.REAL:
            return None
        case FoundData.EMPTY:
            _hire(store)
    with store.read() as session:
        positions = {row.position: row.id for row in session.scalars(select(Agent))}
    return Opened({m.username: positions[i] for i, m in enumerate(AGENTS, start=1)})


def load_past(store: Store, settings: Settings, opened: Opened) -> bool:
    """Give the training hotline the hours before it was opened, unless it has contacts."""
    with store.read() as session:
        if session.scalar(select(Contact.id).limit(1)) is not None:
            return False
    with tempfile.TemporaryDirectory(prefix="hotline-training-") as folder:
        history = make_history(Path(folder), store.clock.now(), settings.secret_key)
    if history.agent_ids != opened.agent_ids:
        return False
    with store.write() as uow:
        return copy_history(uow, history)


def _hire(store: Store) -> None:
    password_hash = hash_password(PASSWORD)
    with store.write() as uow:
        if not is_empty(uow):
            return
        prepare_hotline(uow, {}, DEFAULT_HOURS)
        for member in STAFF:
            agent_id = add_agent(uow, member.as_agent()).id if member.seats else None
            new = NewAccount(member.username, PASSWORD, member.name, member.role, agent_id)
            insert_account(uow, new, password_hash)
        uow.record(TRAINING_LOADED, agents=len(AGENTS))
