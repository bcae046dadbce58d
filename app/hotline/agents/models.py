"""Table of agents.  Who they are to the sign-in is in `accounts`; who gets what in `routing`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Agent(Base):
    """A person who answers (坐席人员), with the state that the routing engine last decided.

    `address_sealed` is where their phone rings: an E.164 number, `sip:…` or `client:…`.
    `seats` are kinds of work: the first is the main one.
    """

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    name_sealed: Mapped[bytes]
    address_sealed: Mapped[bytes | None]
    languages: Mapped[list[str]]
    varieties: Mapped[list[str]]
    main_seat: Mapped[str]
    second_seats: Mapped[list[str]]
    on_call: Mapped[bool] = mapped_column(default=False)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    voice_capacity: Mapped[int] = mapped_column(default=1)
    chat_capacity: Mapped[int] = mapped_column(default=3)
    mixes_channels: Mapped[bool] = mapped_column(default=False)

    state: Mapped[str] = mapped_column(default="offline")
    reason: Mapped[str | None]
    idle_since: Mapped[datetime | None]
    state_since: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    misses: Mapped[int] = mapped_column(default=0)
    leaves_to: Mapped[str | None]
    leaves_reason: Mapped[str | None]
    seen_at: Mapped[datetime | None]
