"""What follows a talk: the supervisors' settings, recordings in the console, who may hear them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desks.console.after_talk import AfterTalkForm, read_after_talk
from app.hotline.accounts.roles import Role
from app.kit.storage.event_log import Event
from tests.console.installation import Hotline, open_hotline
from tests.console.test_console import answer_call

SETTINGS = {
    "rating": "text",
    "records_talks": "yes",
    "kept_days": "100",
    "kept_longer_days": "200",
}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("lobsang", "bo", "zh")
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    yield hotline
    hotline.world.close()


def read_settings(hotline: Hotline) -> AfterTalkForm:
    with hotline.world.services.store.read() as session:
        return read_after_talk(session)


def test_a_supervisor_changes_what_follows_a_talk(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    assert "满意度评价" in pema.get("/after-talk").text
    assert "已保存" in pema.post("/after-talk", data=SETTINGS).text
    assert read_settings(hotline) == AfterTalkForm("text", True, 100, 200)
    assert 'value="text" checked' in pema.get("/after-talk").text


def test_what_the_notice_does_not_cover_is_refused_in_words(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    before = read_settings(hotline)
    for wrong in ({"kept_days": "0"}, {"kept_longer_days": "1096"}, {"kept_longer_days": "99"}):
        answer = pema.post("/after-talk", data=SETTINGS | wrong)
        assert answer.status_code == 422
        assert "录音保存一天至三年" in answer.text
    assert pema.post("/after-talk", data=SETTINGS | {"rating": "by pigeon"}).status_code == 422
    assert read_settings(hotline) == before


def test_agents_may_not_change_it(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.get("/after-talk").status_code == 403
    assert drolma.post("/after-talk", data=SETTINGS).status_code == 403


def test_r29_an_agent_hears_their_own_talk_and_nobody_elses(hotline: Hotline) -> None:
    hotline.sign_in("pema").post("/after-talk", data=SETTINGS)
    drolma, contact = answer_call(hotline)
    path = f"/console/contacts/{contact}/recordings"
    assert drolma.get(path).status_code == 204
    hotline.wait(20)
    drolma.post(f"/console/contacts/{contact}/end")
    hotline.wait(5)
    assert 'src="/recordings/1.wav"' in drolma.get(path).text
    assert drolma.get("/recordings/1.wav").content.startswith(b"RIFF")
    lobsang = hotline.sign_in("lobsang")
    assert lobsang.get(path).status_code == 404
    assert lobsang.get("/recordings/1.wav").status_code == 404
    assert hotline.sign_in("pema").get("/recordings/1.wav").status_code == 200
    with hotline.world.services.store.read() as session:
        heard = session.query(Event).filter_by(kind="recording_heard").all()
    assert [event.data["recording_id"] for event in heard] == [1, 1]
