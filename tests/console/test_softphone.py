"""The telephone in the browser: who gets a pass, what is in it, what the page may reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from app.hotline.agents.actions import NewAgent, add_agent, set_address
from app.hotline.agents.models import Agent
from app.kit.errors import BadSetting
from app.kit.settings import SoftphoneSettings, read_settings
from app.run.main import make_app
from app.telephony.softphone import SimulatedSoftphone, Softphone, read_identity
from app.telephony.twilio.softphone import TwilioSoftphone
from tests.console.installation import Hotline, open_hotline

ACCOUNT = "AC" + "1" * 32
KEYS = SoftphoneSettings(
    "SK" + "2" * 32, "a secret of at least thirty-two characters", "AP" + "3" * 32
)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
JSON = {"accept": "application/json"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


def set_phone(hotline: Hotline, address: str) -> None:
    with hotline.world.services.store.write() as uow:
        set_address(uow, uow.session.get_one(Agent, 1), address)


def put_in(hotline: Hotline, softphone: Softphone | None) -> None:
    """The same house with another adapter."""
    hotline.app = make_app(replace(hotline.world.services, softphone=softphone))


@pytest.mark.parametrize("softphone", [SimulatedSoftphone(), TwilioSoftphone(ACCOUNT, KEYS)])
def test_every_adapter_makes_passes_that_end(softphone: Softphone) -> None:
    made = softphone.make_pass("drolma", NOON)
    assert (made.identity, made.expires_at) == ("drolma", NOON + timedelta(hours=1))
    assert bool(made.token) is bool(softphone.script)


def test_twilios_token_names_who_may_be_rung_and_is_signed() -> None:
    token = TwilioSoftphone(ACCOUNT, KEYS).make_pass("drolma", NOON).token
    claims = jwt.decode(
        token,
        KEYS.api_secret,
        algorithms=["HS256"],
        options={"verify_exp": False, "verify_nbf": False},
    )
    assert (claims["iss"], claims["sub"]) == (KEYS.api_key, ACCOUNT)
    assert claims["exp"] - claims["nbf"] == 3600
    assert claims["grants"] == {
        "identity": "drolma",
        "voice": {"incoming": {"allow": True}, "outgoing": {"application_sid": KEYS.twiml_app}},
    }
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"


def test_only_the_agent_of_the_browser_gets_a_pass(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.post("/softphone/pass", headers=JSON).status_code == 409
    set_phone(hotline, "client:drolma")
    made = drolma.post("/softphone/pass", headers=JSON).json()
    assert (made["kind"], made["identity"], made["token"]) == ("simulated", "drolma", "")
    assert hotline.open_browser().post("/softphone/pass", headers=JSON).status_code == 401


def test_nobody_is_rung_for_somebody_else(hotline: Hotline) -> None:
    set_phone(hotline, "client:drolma")
    with hotline.world.services.store.write() as uow:
        add_agent(uow, NewAgent("Other", ("zh",), "general", address="client:drolma"))
    answer = hotline.sign_in("drolma").post("/softphone/pass", headers=JSON)
    assert answer.status_code == 409
    assert "softphone_of_another" in answer.text


def test_the_policy_opens_on_the_console_alone_and_only_with_the_keys(hotline: Hotline) -> None:
    name = "content-security-policy"
    set_phone(hotline, "client:drolma")
    closed = hotline.sign_in("drolma").get("/console")
    assert "twilio" not in closed.headers[name]
    assert "模拟电话" in closed.text
    put_in(hotline, TwilioSoftphone(ACCOUNT, KEYS))
    drolma = hotline.sign_in("drolma")
    opened = drolma.get("/console")
    assert "wss://voice-js.roaming.twilio.com" in opened.headers[name]
    assert "script-src 'self';" in opened.headers[name]
    assert "缺少语音文件" in opened.text, "the SDK is put there by hand"
    assert "softphone.js" not in opened.text
    assert "twilio" not in drolma.get("/wallboard").headers[name]


def test_without_keys_a_real_carriers_console_says_so(hotline: Hotline) -> None:
    set_phone(hotline, "client:drolma")
    put_in(hotline, None)
    drolma = hotline.sign_in("drolma")
    assert "此处未设置浏览器电话" in drolma.get("/console").text
    assert "softphone_not_set_up" in drolma.post("/softphone/pass", headers=JSON).text


def test_a_key_alone_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    environ = {"HOTLINE_DATA_DIR": str(tmp_path), "TWILIO_API_KEY": "SK1"}
    with pytest.raises(BadSetting) as refused:
        read_settings(environ)
    assert refused.value.facts["place"] == "TWILIO_API_SECRET"


def test_addresses_tell_their_kind() -> None:
    assert read_identity("client:drolma") == "drolma"
    assert read_identity("sip:drolma@county.example") is None
    assert read_identity("+8613900000001") is None
