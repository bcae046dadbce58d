"""Dependencies of routes: who is signed in, and may they do this?

Session and account are read at every request, so what ends one works at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import ANSWERING, LABELS, MENUS, Role
from app.hotline.accounts.sessions import COOKIE, SessionSigner
from app.hotline.accounts.standing import Standing, find_standing, touch_session
from app.kit.errors import NotAllowed
from app.kit.web.errors import NotSignedIn, is_fragment_request, wants_page
from app.kit.web.readers import Viewer
from app.kit.web.services import StoreOf

BY_ITSELF = ("/alive", "/suggestions", "/pass", "/sign-out")
"""What pages send unasked: signs of life, questions for answers that fit, a telephone's pass."""


async def find_signer(request: Request) -> SessionSigner:
    """The signer of sessions that the application was wired with."""
    signer = request.app.state.signer
    if not isinstance(signer, SessionSigner):
        raise TypeError("app.state.signer is not wired")
    return signer


SignerOf = Annotated[SessionSigner, Depends(find_signer)]


def find_standing_of(request: Request, store: StoreOf, signer: SignerOf) -> Standing | None:
    """The session that the request's cookie names, or None; a person's deed keeps it awake."""
    now = store.clock.now()
    claim = signer.read_cookie(request.cookies.get(COOKIE), now)
    if claim is None:
        return None
    with store.read() as session:
        standing = find_standing(session, store.vault, claim, now, signer.idle_after)
    if standing is not None and not standing.is_idle and is_deed(request):
        touch_session(store, standing)
    return standing


StandingOf = Annotated[Standing | None, Depends(find_standing_of)]


def find_account_of(request: Request, standing: StandingOf) -> SignedIn | None:
    """Who is signed in and was seen lately, or None; the layout learns of it too."""
    if standing is None or standing.is_idle:
        return None
    request.state.viewer = describe_viewer(standing.account)
    return standing.account


MaybeSignedIn = Annotated[SignedIn | None, Depends(find_account_of)]


def find_cookie_holder(request: Request, store: StoreOf, signer: SignerOf) -> None:
    """Let pass who holds a cookie of ours; asks no database, so that it serves while that is away.

    Raises NotSignedIn.
    """
    if signer.read_cookie(request.cookies.get(COOKIE), store.clock.now()) is None:
        raise NotSignedIn()


def find_onlooker(request: Request, standing: StandingOf) -> SignedIn:
    """For what hangs on a wall and shows no case: nobody need do anything there.

    Raises NotSignedIn.
    """
    if standing is None:
        raise NotSignedIn()
    request.state.viewer = describe_viewer(standing.account)
    return standing.account


def is_deed(request: Request) -> bool:
    """Whether a person did something, as far as can be told: pages also ask by themselves."""
    if request.method == "GET":
        return wants_page(request) and not is_fragment_request(request)
    return not request.url.path.endswith(BY_ITSELF)


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
