"""Opens the database of the environment for a command that runs and ends."""

from __future__ import annotations

from app.kit.clock import parse_clock
from app.kit.errors import BadInput
from app.kit.settings import Settings
from app.kit.storage.engine import make_engine
from app.kit.storage.hotlines import Hotlines
from app.kit.storage.scope import FIRST_HOTLINE, find_current
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault


def open_store(settings: Settings) -> Store:
    """The store that `settings` name; where there are several hotlines, `within` one of them.

    Raises BadInput for a hotline that the house has not.
    """
    store = Store(
        make_engine(settings.database_url),
        parse_clock(settings.clock_spec),
        Vault(settings.secret_key),
    )
    hotlines = Hotlines(store)
    hotlines.learn()
    if (named := find_current() or FIRST_HOTLINE) not in hotlines.ids:
        raise BadInput(place="--hotline", reason=f"the house has no hotline {named}")
    return store
