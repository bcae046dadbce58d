"""The order in which waiting contacts are served: one instant, and three absolute bands.

rank_at = first asked minus the head starts; smallest first, ties by the order of entering.  First
asked in an attempt given up just now, where there is one (B05).
A larger head start wins until the other has waited that much longer, so nobody starves.
Danger to life and a contact whose line we dropped come first; a call-back yields to whoever is
on the line, unless the settings let it overtake them some time after its booking.  Where they do
not, it takes a turn in the end (`assigning`), whatever its band.
"""

from routing.model import Band, Contact
from routing.settings import LANGUAGE_PREFIX, Settings

RankKey = tuple[int, float, int]


def rank_contact(settings: Settings, contact: Contact) -> None:
    """Set `rank_at` and `band` from the settings' table."""
    table = settings.head_starts
    head_start_s = table.get(f"{LANGUAGE_PREFIX}{contact.language}", 0.0)
    for code in contact.head_starts:
        head_start_s += table.get(code, 0.0)
    since = contact.asked_at if contact.waited_since is None else contact.waited_since
    contact.rank_at = since - head_start_s
    contact.band = band_of(settings, contact)


def band_of(settings: Settings, contact: Contact) -> Band:
    """The absolute class of the contact."""
    if contact.danger or contact.at_head:
        return Band.FIRST
    if contact.booked_at is None:
        return Band.LIVE
    overtakes = contact.callback_is_due and settings.callback_overtakes_after_s is not None
    return Band.LIVE if overtakes else Band.YIELDING


def rank_key(contact: Contact) -> RankKey:
    """The sorting key; smallest is served first."""
    return (contact.band, contact.rank_at, contact.entry_no)
