"""Facts of recorded prompts."""

from __future__ import annotations

from app.hotline.prompts.models import PromptCallState
from app.kit.storage.facts import AGENT, CODE, ID, FactKind, maybe

PROMPT_RECORDED = FactKind(
    "prompt_recorded", prompt=CODE, language=CODE, way=CODE, account_id=maybe(ID)
)
PROMPT_WITHDRAWN = FactKind("prompt_withdrawn", prompt=CODE, language=CODE, account_id=maybe(ID))
PROMPT_CALL_MOVED = {
    state: FactKind(
        f"prompt_call_{state}",
        AGENT,
        prompt=CODE,
        language=CODE,
        account_id=ID,
        prompt_call_id=ID,
    )
    for state in PromptCallState
}
"""By the state that the call in which a prompt is read has come to."""
