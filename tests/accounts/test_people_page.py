"""Who has set up the code is seen on the page of sign-ins, and a lost phone is reset there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.hotline.accounts.factor import make_totp_secret
from app.hotline.accounts.models import Account
from app.hotline.accounts.roles import Role
from app.kit.settings import read_settings
from app.kit.storage.event_log import Event
from app.kit.storage.opening import open_store
from app.run.cli import main
from tests.console.installation import Hotline, open_hotline

PATH = "/line/people"


@pytest.fixture
def hotline(tmp_path: Path) -> Hotline:
    hotline = open_hotline(tmp_path)
    for name, role in (("drolma", Role.AGENT), ("pema", Role.SUPERVISOR), ("adm", Role.ADMIN)):
        hotline.hire(name, "zh", role=role)
    return hotline


def give_phone(hotline: Hotline, username: str) -> int:
    """Note that somebody has set up their authenticator."""
    with hotline.world.services.store.write() as uow:
        account = uow.session.scalars(select(Account).where(Account.username == username)).one()
        account.totp_sealed = uow.vault.seal(make_totp_secret())
        return account.id


def has_factor(hotline: Hotline, account_id: int) -> bool:
    with hotline.world.services.store.read() as session:
        return session.get_one(Account, account_id).totp_sealed is not None


def test_a_supervisor_resets_a_lost_phone_and_it_is_logged(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    drolma = hotline.sign_in("drolma")
    account_id = give_phone(hotline, "drolma")
    page = pema.get(PATH).text
    assert f"{PATH}/{account_id}/reset-factor" in page
    pema.post(f"{PATH}/{account_id}/reset-factor")
    assert not has_factor(hotline, account_id)
    assert drolma.get("/console").url.path == "/sign-in", "signed out everywhere"
    with hotline.world.services.store.read() as session:
        assert session.query(Event).where(Event.kind == "factor_reset").count() == 1


def test_nobody_is_offered_what_they_may_not_do(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    ids = {name: give_phone(hotline, name) for name in ("drolma", "pema", "adm")}
    offered = {int(found) for found in re.findall(rf"{PATH}/(\d+)/reset", pema.get(PATH).text)}
    assert offered == {ids["drolma"]}
    for name in ("pema", "adm"):
        assert pema.post(f"{PATH}/{ids[name]}/reset-factor").status_code == 403
        assert has_factor(hotline, ids[name])


def test_the_command_resets_the_last_administrators_phone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/people.db")
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "a key that is long enough for the tests")
    monkeypatch.setattr("sys.stdin", io.StringIO("yak-butter-12348\n"))
    assert main(["migrate"]) == 0
    assert main(["accounts", "add", "adm"]) == 0
    store = open_store(read_settings())
    with store.write() as uow:
        account = uow.session.scalars(select(Account)).one()
        account.totp_sealed = uow.vault.seal(make_totp_secret())
    assert main(["accounts", "reset-factor", "ADM"]) == 0
    assert "next sign-in" in capsys.readouterr().out
    with store.read() as session:
        assert session.scalars(select(Account)).one().totp_sealed is None
        assert session.query(Event).where(Event.kind == "factor_reset").count() == 1
    store.engine.dispose()
    assert main(["accounts", "reset-factor", "nobody"]) != 0
