"""Files as people and their programs leave them: odd sheets, titles, marks, sizes; and an import
that nobody waits for (B75, B104, B107)."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.hotline.accounts.roles import Role
from app.hotline.answers.actions import (
    IMPORTED_AT_ONCE,
    Imported,
    import_articles,
    import_in_parts,
)
from app.hotline.answers.exchange import COLUMNS, read_jsonl, read_xlsx
from app.hotline.answers.models import AnswerArticle, AnswerText
from app.hotline.answers.queries import find_text, read_text
from app.hotline.answers.sheets import UnreadableFile
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.content import Article, parse_article
from tests.answers.test_exchange import ROW, SHEET, approve, change_part, write_rows
from tests.console.installation import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("pema", "bo", "zh", role=Role.EDITOR)
    yield hotline
    hotline.world.close()


ANSWER = {"id": "t-2", "topic": "03", "zh.question": "欠薪？", "zh.full_answer": "答"}


@pytest.mark.parametrize("cell", ["#NAME?", "#REF!", '=A1&"x"'])
def test_b104_a_formula_that_shows_no_words_replaces_none(cell: str) -> None:
    parsed = read_xlsx(write_rows(ANSWER | {"zh.full_answer": cell}, ANSWER | {"id": "t-3"}))
    assert [(bad.line, bad.field, bad.reason) for bad in parsed.bad_rows] == [
        (2, "zh.full_answer", "formula_without_words")
    ]
    assert [article.id for article in parsed.items] == ["t-3"]


def test_b104_a_formula_whose_words_are_kept_counts_for_them() -> None:
    def calculate(xml: bytes) -> bytes:
        return xml.replace(b'<c r="A3" t="inlineStr"><is><t>t-3</t></is></c>', CALCULATED)

    data = change_part(write_rows(ANSWER, ANSWER | {"id": "t-3"}), SHEET, calculate)
    assert [article.id for article in read_xlsx(data).items] == ["t-2", "t-4"]


CALCULATED = b'<c r="A3" t="str"><f>"t-"&amp;4</f><v>t-4</v></c>'


def test_b104_titles_and_the_sheet_are_found_as_people_leave_them() -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["说明", "请勿改动标题"])
    sheet = book.create_sheet("articles")
    sheet.append([name.upper().replace(".", " . ") for name in COLUMNS])
    sheet.append([ANSWER.get(name) for name in COLUMNS])
    book.save(out)
    (article,) = read_xlsx(out.getvalue()).items
    assert (article.id, article.texts["zh"].full_answer) == ("t-2", "答")
    wide = ANSWER | {"legal_basis": "民法典 ｜ 第一千零七十六条"}
    assert len(read_xlsx(write_rows(wide)).items) == 1


@pytest.mark.parametrize("mark", ["\ufeff".encode("gb18030"), b"\xef\xbb\xbf" * 2])
def test_b104_a_mark_at_the_beginning_is_no_word(mark: bytes) -> None:
    encoding = "gb18030" if mark.startswith(b"\x84") else "utf-8"
    line = json.dumps(ROW, ensure_ascii=False)
    (one, two) = read_jsonl(mark + f"{line}\r{line.replace('t-2', 't-3')}".encode(encoding)).items
    assert (one.id, two.id) == ("t-2", "t-3")


def test_b75_a_file_of_rows_without_end_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile) as refused:
        read_jsonl(b"x\n" * 5_000_000)
    assert refused.value.facts["reason"] == "file_has_too_many_rows"
    assert time.process_time() - started < 1.0


def test_b104_columns_that_a_sheet_does_not_have_stay_as_they_were(hotline: Hotline) -> None:
    store = hotline.world.services.store
    words = {"question": "欠薪？", "alternates": ["不发工资"], "full_answer": "答"}
    whole = {"id": "t-2", "topic": "03", "audience": ["农民工"], "valid_to": "2030-01-01"}
    import_in_parts(store, read_jsonl(json.dumps(whole | {"zh": words}).encode()).items)
    titles = ("id", "topic", "zh.question", "zh.full_answer")
    (article,) = read_xlsx(write_rows(ANSWER | {"zh.full_answer": "另答"}, titles=titles)).items
    assert import_in_parts(store, [article]).changed == 1
    assert import_in_parts(store, [article]).same == 1
    with store.read() as session:
        text = read_text(find_text(session, "t-2", "zh"))
        row = session.get_one(AnswerArticle, "t-2")
        assert (text.full_answer, text.alternates) == ("另答", ("不发工资",))
        assert (row.audience, row.valid_to) == (["农民工"], "2030-01-01")


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a?b", "a#b", "\u202eabc", "a\u200bb", "a%62"])
def test_a_number_that_no_page_can_have_is_refused(name: str) -> None:
    bad = read_jsonl(json.dumps(ROW | {"id": name}).encode()).bad_rows
    assert [(each.field, each.reason) for each in bad] == [("id", "not_an_id")]


def test_b107_an_import_never_holds_the_telephone_for_longer_than_a_few_articles(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call's request gets its turn between two parts, however long the file is."""
    store, held = hotline.world.services.store, list[int]()
    whole = import_articles

    def count(uow: UnitOfWork, articles: list[Article], account_id: int | None) -> Imported:
        held.append(len(articles))
        return whole(uow, articles, account_id)

    monkeypatch.setattr("app.hotline.answers.actions.import_articles", count)
    rows = (ROW | {"id": f"t-{number}"} for number in range(3 * IMPORTED_AT_ONCE + 1))
    articles = [parse_article(row) for row in rows]
    assert import_in_parts(store, articles) == Imported(len(articles), 0, 0)
    assert import_in_parts(store, articles) == Imported(0, 0, len(articles))
    assert held == [*[IMPORTED_AT_ONCE] * 3, 1] * 2
    assert IMPORTED_AT_ONCE <= 20


def test_b104_a_text_of_several_lines_is_saved_unchanged_in_the_browser(hotline: Hotline) -> None:
    """Question and place are shown whole, lines and length, so that saving changes nothing."""
    editor = approve(hotline, "怎么办？\n欠薪", "答")
    words = {"question": "问" * 600, "where": "康定市\n司法局"}
    with hotline.world.services.store.write() as uow:
        row = uow.session.query(AnswerText).one()
        row.content = row.content | words
    page = editor.get("/editor/answers/t-2").text
    for name, value in words.items():
        found = re.search(rf'<textarea id="{name}-zh"[^>]*>([^<]*)</textarea>', page)
        assert found is not None
        assert found[1] == value
    form = {"full_answer": "答", "steps": "一\r\n二"} | words
    form["where"] = words["where"].replace("\n", "\r\n")
    assert editor.post("/editor/answers/t-2/zh", data=form).status_code == 200
    with hotline.world.services.store.read() as session:
        assert session.query(AnswerText).one().state == "approved"


def test_b105_two_editors_of_one_answer_see_each_other(hotline: Hotline) -> None:
    editor = approve(hotline, "怎么办？", "答")
    page = editor.get("/editor/answers/t-2").text
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    mine = {"question": "怎么办？", "full_answer": "我的", "steps": "一", "seen": found[1]}
    theirs = mine | {"full_answer": "别人的"}
    assert editor.post("/editor/answers/t-2/zh", data=theirs).status_code == 200
    answer = editor.post("/editor/answers/t-2/zh", data=mine)
    assert (answer.status_code, "他人修改了这条解答" in answer.text) == (409, True)
    again = editor.post("/editor/answers/t-2/zh", data=theirs)
    assert again.status_code == 200, "the same words twice are no clash"
    with hotline.world.services.store.read() as session:
        assert session.query(AnswerText).one().content["full_answer"] == "别人的"
