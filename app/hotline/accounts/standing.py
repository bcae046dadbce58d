"""Sessions as rows: who is signed in, since when, and when somebody last did something there.

What a page does by itself (probes, live streams, refreshed parts, the console's sign of life) is
no activity.  Who is ready or at work is not thrown out for sitting still, and twelve hours do not
cut into a talk; but only where they were seen last: a browser left open elsewhere is left.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.hotline.accounts.models import Account, StaffSession
from app.hotline.accounts.queries import SignedIn, find_signed_in
from app.hotline.accounts.sessions import LASTS_FOR, LONGEST, SessionClaim
from app.hotline.agents.models import Agent
from app.kit.storage.away import find_lack
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Vault
from routing.model import AgentState

TOUCHED_EVERY = timedelta(minutes=1)
"""Activity is written down no more often."""
AT_WORK = frozenset({AgentState.OFFERED, AgentState.ENGAGED, AgentState.WRAPPING_UP})
ON_DUTY = AT_WORK | {AgentState.READY}


@dataclass(frozen=True, slots=True)
class Standing:
    """A session that holds; `is_idle`: nobody has done anything in it for too long."""

    account: SignedIn
    digest: str
    seen_at: datetime
    is_idle: bool


def begin_session(uow: UnitOfWork, account: Account) -> SessionClaim:
    """Open a session; what is left of other days goes."""
    uow.session.execute(delete(StaffSession).where(StaffSession.begun_at <= uow.now - LONGEST))
    token = secrets.token_hex(16)
    digest = _digest(uow.vault, token)
    uow.session.add(
        StaffSession(digest=digest, account_id=account.id, begun_at=uow.now, seen_at=uow.now)
    )
    return SessionClaim(account.id, token, uow.now, uow.hotline_id)


def end_all_sessions(uow: UnitOfWork, account: Account) -> None:
    """Sign the account out everywhere, sign-ins under way too; open streams hear of it."""
    uow.session.execute(delete(StaffSession).where(StaffSession.account_id == account.id))
    account.session_epoch += 1
    uow.topics.add(f"account:{account.id}")


def find_standing(
    session: Session, vault: Vault, claim: SessionClaim, now: datetime, idle_after: timedelta
) -> Standing | None:
    """The session that a cookie names, if it stands and its account does."""
    row = session.get(StaffSession, _digest(vault, claim.token))
    if row is None or row.account_id != claim.account_id:
        return None
    account = find_signed_in(session, vault, row.account_id)
    if account is None:
        return None
    is_old, is_still = now - row.begun_at >= LASTS_FOR, now - row.seen_at >= idle_after
    if not (is_old or is_still):
        return Standing(account, row.digest, row.seen_at, is_idle=False)
    agent = session.get(Agent, account.agent_id) if account.agent_id else None
    if is_old and not (agent and agent.state in AT_WORK):
        return None
    is_idle = is_still and not _is_held(session, row, agent, now, idle_after)
    return Standing(account, row.digest, row.seen_at, is_idle)


def touch_session(store: Store, standing: Standing) -> None:
    """Somebody did something in the session; while nothing can be written, pages are read on."""
    if store.clock.now() - standing.seen_at < TOUCHED_EVERY:
        return
    seen = update(StaffSession).where(StaffSession.digest == standing.digest)
    try:
        with store.write() as uow:
            uow.session.execute(seen.values(seen_at=uow.now))
    except Exception as error:
        if find_lack(error) is None:
            raise


def _is_held(
    session: Session, row: StaffSession, agent: Agent | None, now: datetime, idle_after: timedelta
) -> bool:
    """Whether its person is on duty, or was until a moment ago, and was seen last here."""
    if agent is None:
        return False
    rested = now - agent.state_since if agent.state_since else idle_after
    if agent.state not in ON_DUTY and rested >= idle_after:
        return False
    last = select(func.max(StaffSession.seen_at)).where(StaffSession.account_id == row.account_id)
    return session.scalar(last) == row.seen_at


def _digest(vault: Vault, token: str) -> str:
    return vault.index(f"session {token}")
