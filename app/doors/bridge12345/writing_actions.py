"""What agents write for 12345 to read.  Two who do not see each other wipe nothing (B105)."""

from __future__ import annotations

from dataclasses import dataclass

from app.doors.bridge12345.models import Referral
from app.doors.bridge12345.views import open_sealed
from app.hotline.tickets.writing_actions import even, join_notes
from app.kit.errors import BadInput, Refused
from app.kit.storage.unit_of_work import UnitOfWork

MAX_RESULT_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A result as typed; `seen` is the version of the result on which it is based."""

    text: str
    seen: int
    account_id: int


def write_result(uow: UnitOfWork, referral: Referral, draft: ResultDraft) -> bool:
    """Keep what 12345 will read as the result; False, and nothing kept, where it would wipe what
    somebody else has written since.

    Raises Refused after the closing, when it has gone out, BadInput for what is too long.
    """
    if referral.closed_at is not None:
        raise Refused("referral_closed")
    text = even(draft.text)
    if len(text) > MAX_RESULT_CHARACTERS:
        raise BadInput(place="result", reason=f"longer than {MAX_RESULT_CHARACTERS} characters")
    theirs = open_sealed(uow.vault, referral.result_sealed, referral.caller)
    key = referral.caller.person_key
    if text == theirs or key is None:
        return True
    if referral.result_version > draft.seen and not (theirs and text.startswith(theirs)):
        return False
    referral.result_sealed = uow.vault.seal(text, key)
    referral.result_version += 1
    referral.result_by, referral.result_at = draft.account_id, uow.now
    uow.topics.add(f"contact:{referral.contact_id}/referral")
    return True


def write_both_results(uow: UnitOfWork, referral: Referral, draft: ResultDraft, mark: str) -> None:
    """For a form that cannot ask: what somebody else wrote since stays above; `mark` tells whose
    the lower part is."""
    if write_result(uow, referral, draft):
        return
    theirs = open_sealed(uow.vault, referral.result_sealed, referral.caller)
    both = join_notes(theirs, even(draft.text), mark)
    write_result(uow, referral, ResultDraft(both, referral.result_version, draft.account_id))
