"""The measure of `keeping` sees what does not keep to a hotline."""

from __future__ import annotations

import pytest

from tests.hotlines.keeping import EVERY_HOTLINE, keeps_to_a_hotline

KEPT = "contacts.hotline_id = ?"


@pytest.mark.parametrize(
    ("statement", "is_kept"),
    [
        ("SELECT 1", True),
        (f"SELECT contacts.id FROM contacts WHERE {KEPT}", True),
        ("SELECT contacts.id, contacts.hotline_id FROM contacts WHERE contacts.id = ?", False),
        (f"SELECT contacts.id FROM contacts JOIN tickets ON 1 WHERE {KEPT}", False),
        (f"SELECT contacts.id FROM contacts, tickets WHERE {KEPT}", False),
        (f"SELECT c.id FROM contacts AS c WHERE {KEPT}", False),
        (f"SELECT 1 FROM contacts WHERE {KEPT} AND EXISTS (SELECT 1 FROM contacts)", False),
        (f"SELECT 1 FROM contacts WHERE {KEPT} AND EXISTS (SELECT 1 FROM legs)", False),
        ("SELECT hotline.version FROM hotline WHERE hotline.id = ? FOR UPDATE", True),
        ("UPDATE contacts SET hotline_id=? WHERE contacts.id = ?", False),
        ("DELETE FROM deadlines WHERE deadlines.kind = ?", False),
        (f"SELECT {EVERY_HOTLINE} contacts.id FROM contacts", True),
    ],
)
def test_a_statement_keeps_to_a_hotline_with_every_table(statement: str, is_kept: bool) -> None:
    assert keeps_to_a_hotline(statement) is is_kept
