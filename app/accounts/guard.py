"""Dependencies of routes: who is signed in, and may they do this?

The account is read at every request, so a disabled account or a raised epoch works at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from app.accounts.queries import SignedIn, find_signed_in
from app.accounts.roles import ANSWERING, LABELS, MENUS, Role
from app.accounts.sessions import COOKIE, SessionSigner
from app.errors import NotAllowed
from app.web.errors import NotSignedIn
from app.web.readers import Viewer
from app.web.services import StoreOf


async def find_signer(request: Request) -> SessionSigner:
    """The signer of sessions that the application was wired with."""
    signer = request.app.state.signer
    if not isinstance(signer, SessionSigner):
        raise TypeError("app.state.signer is not wired")
    return signer


SignerOf = Annotated[SessionSigner, Depends(find_signer)]


def find_account_of(request: Request, store: StoreOf, signer: SignerOf) -> SignedIn | None:
    """The account that the request's cookie names, or None; the layout learns of it too."""
    claim = signer.read_cookie(request.cookies.get(COOKIE), store.clock.now())
    if claim is None:
        return None
    with store.read() as session:
        account = find_signed_in(session, store.vault, claim.account_id)
    if account is None or account.session_epoch != claim.epoch:
        return None
    request.state.viewer = describe_viewer(account)
    return account


MaybeSignedIn = Annotated[SignedIn | None, Depends(find_account_of)]


def find_cookie_holder(request: Request, store: StoreOf, signer: SignerOf) -> None:
    """Let pass who holds a cookie of ours; asks no database, so that it serves while that is away.

    Raises NotSignedIn.
    """
    if signer.read_cookie(request.cookies.get(COOKIE), store.clock.now()) is None:
        raise NotSignedIn()


def require(*roles: Role) -> Callable[[SignedIn | None], SignedIn]:
    """A dependency that lets only these roles pass (any role when none is named).

    Raises NotSignedIn or NotAllowed.
    """

    def check_role(account: MaybeSignedIn) -> SignedIn:
        if account is None:
            raise NotSignedIn()
        if roles and account.role not in roles:
            raise NotAllowed(role=account.role.value)
        return account

    return check_role


def describe_viewer(account: SignedIn) -> Viewer:
    """What the layout shows of an account."""
    return Viewer(
        account.name,
        account.role,
        LABELS[account.role],
        MENUS[account.role],
        "/console/sign-out" if account.agent_id and account.role in ANSWERING else "/sign-out",
        account.account_id,
    )
