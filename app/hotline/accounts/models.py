"""Tables of accounts.  Name and second factor are sealed with the hotline's own key; passwords and
recovery codes are kept as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Account(Base):
    """Somebody who may sign in. Raising `session_epoch` ends sign-ins that are under way.

    `totp_sealed`: the secret of the authenticator, None until it is set up at a sign-in.
    `totp_step` is the last time step a six-digit code was used in: a code works once.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    name_sealed: Mapped[bytes]
    role: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), unique=True)
    language: Mapped[str | None]
    is_enabled: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=1)
    totp_sealed: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class StaffSession(Base):
    """A browser in which somebody is signed in; deleted when it ends.

    `digest` is of the name in the cookie. `seen_at`: when somebody last did something in it.
    """

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class RecoveryCode(Base):
    """What signs in once when the authenticator is not at hand; `digest` is keyed."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str]
    used_at: Mapped[datetime | None]
