"""What a verb may ask of whoever carries out documents (breaks the circle between the two)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.gateway.core.twiml import Verb

if TYPE_CHECKING:
    from app.gateway.core.records import Source
    from app.gateway.core.session import Session
    from app.gateway.core.signals import Script


class Performer(Protocol):
    """Carries out documents."""

    def follow(
        self, session: Session, first: Source, allowed: frozenset[type[Verb]]
    ) -> Script[None]:
        """The document at `first` and those it leads to, until one runs out."""
        ...

    def run_leg(self, session: Session, opening: Script[None]) -> Script[None]:
        """A leg's whole script, beginning with `opening`: obeys diversions and the fallback."""
        ...
