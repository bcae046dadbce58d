"""What every performer of call control works with.

The performers lie by what they ask of the carrier: `placing` (a call that cannot be asked for
twice), `moving` (a live call elsewhere), `ending` (hanging up), `talk_performers` (a talk under
way).  Each reads what it needs, speaks to the carrier outside any transaction, and writes the
result in a short one.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.hotline.calls.links import Links
from app.hotline.dispatch.router import Router
from app.kit.storage.unit_of_work import Store
from app.telephony.port import Carrier


@dataclass(frozen=True, slots=True)
class CallControl:
    """One carrier, and where what it did is written down."""

    store: Store
    router: Router
    carrier: Carrier
    links: Links
