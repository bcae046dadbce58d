"""Resource identifiers in Twilio's shape, drawn from a seeded generator so that runs repeat."""

from __future__ import annotations

from random import Random


class SidMaker:
    """Makes identifiers: two letters for the kind, then 32 hexadecimal digits."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def make_sid(self, prefix: str) -> str:
        """A new identifier of the kind `prefix`: CA, CF, QU, RE, SM, ..."""
        return f"{prefix}{self._chance.getrandbits(128):032x}"

    def make_token(self) -> str:
        """A value for `I-Twilio-Idempotency-Token`: one per logical request."""
        bits = f"{self._chance.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-{bits[12:16]}-{bits[16:20]}-{bits[20:]}"
