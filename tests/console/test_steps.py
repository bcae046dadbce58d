"""B110: supervisors see what the machine gave up, and settle it with one click and a reason."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.testclient import TestClient

from app.desks.line.effect_words import DEADLINES, EFFECTS, REMEDIES
from app.kit.i18n import Catalogues, Language
from app.kit.storage.effect_kinds import EFFECTS as KINDS
from app.kit.storage.effect_kinds import Remedy
from app.kit.storage.outbox import Lane, Outbox
from tests.console.installation import CALLER, Hotline

LIST = "/line/steps"
TEXT = {"message_id": 1, "number": CALLER}


def give_up(
    hotline: Hotline,
    kind: str = "send_text",
    payload: Mapping[str, object] = TEXT,
    error: str = "carrier_unreachable",
) -> int:
    with hotline.world.services.store.write() as uow:
        effect = Outbox(
            lane=Lane.SLOW,
            kind=kind,
            contact_id=None,
            payload=dict(payload),
            created_at=uow.now,
            due_at=uow.now,
            done_at=uow.now,
            result="given_up",
            attempts=16,
            last_error=error,
        )
        uow.session.add(effect)
        uow.session.flush()
        return effect.id


def test_b110_what_was_given_up_is_told_without_what_it_carried_and_settled(
    pema: TestClient, hotline: Hotline
) -> None:
    assert "没有未完成的步骤" in pema.get(LIST).text
    effect_id = give_up(hotline)
    assert '<span class="badge bad">1</span>' in pema.get("/line").text
    page = pema.get(LIST).text
    for told in ("发送短信", "16", "运营商没有应答", "请给对方打电话"):
        assert told in page
    assert CALLER[-4:] not in page
    settle = f"{LIST}/{effect_id}/settle"
    assert pema.post(settle, data={"how": "seen_to"}).status_code == 200
    assert "没有未完成的步骤" in pema.get(LIST).text
    assert pema.post(settle, data={"how": "seen_to"}).status_code == 409


def test_b110_only_who_runs_the_line_sees_it(hotline: Hotline) -> None:
    assert hotline.sign_in("drolma").get(LIST).status_code == 403


def test_what_had_become_due_is_told_in_the_readers_words(
    pema: TestClient, hotline: Hotline
) -> None:
    give_up(hotline, "serve_deadline", {"deadline": "line_end", "subject_id": 1})
    zh = pema.get(LIST).text
    bo = pema.get(f"{LIST}?lang=bo").text
    gettext = Catalogues.load().translator
    for page, language in ((zh, Language.ZH), (bo, Language.BO)):
        assert gettext(language).gettext(DEADLINES["line_end"]) in page
        assert "line_end" not in page


def test_a_fault_that_nobody_foresaw_is_told_as_one_and_counts_as_no_missing_text(
    pema: TestClient, hotline: Hotline
) -> None:
    give_up(hotline, error="ValueError")
    assert "程序故障：ValueError" in pema.get(LIST).text
    assert "缺少本语言译文" not in pema.get("/wallboard").text
    assert "ལས་རིམ་གྱི་སྐྱོན། ValueError" in pema.get(f"{LIST}?lang=bo").text


def test_every_deadline_that_is_served_has_words(hotline: Hotline) -> None:
    assert DEADLINES.keys() == hotline.world.services.dispatcher.deadline_kinds


def test_every_kind_and_remedy_has_words_in_both_languages() -> None:
    assert EFFECTS.keys() == KINDS.keys()
    assert REMEDIES.keys() == {str(each) for each in Remedy}
    catalogues = Catalogues.load()
    for language in (Language.ZH, Language.BO):
        gettext = catalogues.translator(language).gettext
        for words in (*EFFECTS.values(), *REMEDIES.values()):
            assert gettext(words) != words
