"""What goes out and comes back unchanged changes nothing; bad files cost little (B75, B104)."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.hotline.accounts.roles import Role
from app.hotline.answers.actions import (
    import_articles,
)
from app.hotline.answers.exchange import COLUMNS, read_jsonl, read_xlsx, write_jsonl, write_xlsx
from app.hotline.answers.models import AnswerText
from app.hotline.answers.sheets import UnreadableFile, read_cell, write_cell
from knowledge.articles import ArticleId
from knowledge.content import Article, ArticleText, LegalBasis, TextState, parse_article
from knowledge.rows import RowError
from knowledge.tidying import tidy_text
from tests.console.installation import Hotline, open_hotline

ODD = "\r\n\x0b\x0c\x85\u2028\u2029\x00\x1f\ufeff\xa0\t '=+-@|“”‘’0x_ \u200b\ud83d\uffff"
WORDS = st.text(
    st.one_of(st.sampled_from(ODD), st.sampled_from("工资拖欠བོད་ཡིག。,1_x000D_")), max_size=12
) | st.sampled_from(
    ["_x000D_", "_x005F_x000D_", "'=1+1", "''@a", "=先", "2026-01-01", "1.0", "007"]
)
ITEMS = st.lists(WORDS, max_size=3).map(tuple)
TEXTS = st.builds(
    ArticleText,
    question=WORDS.map(lambda words: "问" + words),
    alternates=ITEMS,
    short_answer=WORDS,
    full_answer=WORDS,
    steps=ITEMS,
    papers=ITEMS,
    where=WORDS,
    state=st.sampled_from(TextState),
)
ARTICLES = st.builds(
    lambda zh, bo: Article(
        ArticleId("t-1"),
        "03",
        ("农民工",),
        "州司法局",
        "2026-01-01",
        None,
        "2026-10-01",
        (LegalBasis("民法典", "第一千零七十六条"),),
        {"zh": zh.tidied()} | ({"bo": bo.tidied()} if bo else {}),
    ),
    TEXTS,
    st.none() | TEXTS,
)
EXCHANGES = ((write_jsonl, read_jsonl), (write_xlsx, read_xlsx))
ROW = {"id": "t-2", "topic": "03", "zh": {"question": "欠薪？", "state": "draft"}}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("pema", "bo", "zh", role=Role.EDITOR)
    yield hotline
    hotline.world.close()


def save_again(data: bytes) -> bytes:
    """What another program makes of a workbook: its cells, read and written by it."""
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_rows(*rows: dict[str, object], titles: tuple[str, ...] = COLUMNS) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(list(titles))
    for row in rows:
        book.active.append([row.get(name) for name in titles])
    book.save(out)
    return out.getvalue()


def change_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, change(content) if part == name else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@settings(max_examples=25, deadline=None)
@given(ARTICLES)
def test_b104_an_article_comes_back_as_it_went(article: Article) -> None:
    for write, read in EXCHANGES:
        data = write([article])
        assert read(data).bad_rows == ()
        assert read(data).items == (article,)
        assert read(data.replace(b"\n", b"\r\n") if read is read_jsonl else data).items == (
            article,
        )
    assert read_xlsx(save_again(write_xlsx([article]))).items == (article,)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_a_text_is_tidied_once_and_for_all(text: str) -> None:
    tidy = tidy_text(text)
    assert tidy_text(tidy) == tidy
    assert tidy_text(tidy.replace("\n", "\r\n")) == tidy
    assert read_cell(write_cell(tidy)) == tidy
    tidy.encode()


def approve(hotline: Hotline, question: str, answer: str) -> TestClient:
    editor = hotline.sign_in("pema")
    with hotline.world.services.store.write() as uow:
        import_articles(uow, [parse_article(ROW)])
    words = {"question": question, "full_answer": answer, "steps": "一\r\n二"}
    assert editor.post("/editor/answers/t-2/zh", data=words).status_code == 200
    with hotline.world.services.store.write() as uow:
        row = uow.session.query(AnswerText).one()
        row.state, row.reviewer, row.reviewed_on = "approved", "王律师", "2026-11-01"
    return editor


@pytest.mark.parametrize("kind", ["jsonl", "xlsx"])
def test_b104_an_approved_text_typed_in_a_browser_stays_approved(
    hotline: Hotline, kind: str
) -> None:
    editor = approve(hotline, "怎么办？ ", "第一行\r\n第二行 \r\n\x0b第三行\u2028第四行")
    data = editor.get(f"/editor/answers.{kind}").content
    page = editor.post("/editor/import", files={"file": (f"a.{kind}", data)}).text
    assert "没有收进任何内容" not in page
    with hotline.world.services.store.read() as session:
        row = session.query(AnswerText).one()
        assert (row.state, row.reviewer) == ("approved", "王律师")
        assert row.content["full_answer"] == "第一行\n第二行\n\n第三行\n第四行"


@pytest.mark.parametrize("kind", ["jsonl", "xlsx"])
def test_older_rows_of_any_words_go_out_and_change_nothing(hotline: Hotline, kind: str) -> None:
    editor = approve(hotline, "问", "答")
    odd = "a\x0b\r\n b\ud83d\u2028\x00 _x000D_"
    with hotline.world.services.store.write() as uow:
        row = uow.session.query(AnswerText).one()
        row.content = row.content | {"full_answer": odd, "steps": [odd], "question": odd}
    assert editor.get("/editor/answers").status_code == 200
    assert editor.get("/editor/answers/t-2").status_code == 200
    data = editor.get(f"/editor/answers.{kind}").content
    editor.post("/editor/import", files={"file": (f"a.{kind}", data)})
    with hotline.world.services.store.read() as session:
        row = session.query(AnswerText).one()
        assert (row.state, row.content["full_answer"]) == ("approved", odd)


def test_b104_an_import_says_what_it_took_and_refused(hotline: Hotline) -> None:
    editor = hotline.sign_in("pema")
    rows = [ROW, ROW, ROW | {"id": "t-3", "topic": "3"}, ROW | {"id": "t-4", "topic": "77"}]
    data = "\n".join(map(json.dumps, rows)).encode()
    page = editor.post("/editor/import", files={"file": ("a.jsonl", data)}).text
    for fact in ("读到的行", "收进的行", "未收的行", "在文件中出现了两次", "没有这个主题"):
        assert fact in page
    assert [a.topic for a in read_jsonl(data).items] == ["03", "03"]
    assert [(bad.line, bad.field, bad.reason) for bad in read_jsonl(data).bad_rows] == [
        (2, "id", "twice_in_the_file"),
        (4, "topic", "unknown_topic"),
    ]
    assert read_jsonl(data).read == 4
    page = editor.post("/editor/import", files={"file": ("a.jsonl", b"\n")}).text
    assert "没有收进任何内容" in page


def test_what_sheets_make_of_numbers_and_days_is_understood() -> None:
    row = {
        "id": 7.0,
        "topic": 3,
        "valid_from": datetime(2026, 1, 1),  # noqa: DTZ001
        "valid_to": "2027年1月2日",
        "review_on": 46000,
        "zh.question": " 欠薪？_x000D_\n怎么办 ",
        "zh.reviewed_on": "2026/1/3",
    }
    (article,) = read_xlsx(write_rows({}, row, {"id": " "})).items
    assert (article.id, article.topic) == ("7", "03")
    days = (article.valid_from, article.valid_to, article.review_on)
    assert days == ("2026-01-01", "2027-01-02", "2025-12-09")
    assert article.texts["zh"].question == "欠薪？\n怎么办"
    assert article.texts["zh"].reviewed_on == "2026-01-03"


def test_the_cells_count_not_what_the_sheet_says_of_its_size() -> None:
    data = write_rows({"id": "t-2", "topic": "03", "zh.question": "欠薪？"})
    wrong = change_part(
        data, SHEET, lambda xml: xml.replace(b'<dimension ref="A1:AB2"', b'<dimension ref="A1:A1"')
    )
    assert wrong != data
    assert len(read_xlsx(wrong).items) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[" * 200_000, "not_json"),
        ('{"id": ' + "9" * 5_000 + "}", "not_json"),
        ("{" + '"a": [],' * 200_000, "row_too_long"),
        (json.dumps(ROW | {"id": "\ud83d"}), "not_an_id"),
        (json.dumps(ROW | {"zh": {"question": "\ud83d"}}), "half_character"),
        (json.dumps(ROW | {"zh": {"question": "a", "steps": ["\ud83d"]}}), "half_character"),
        (json.dumps(ROW | {"zh": {"question": "a" * 30_000}}), "longer_than_a_field"),
    ],
)
def test_b75_a_bad_row_is_named_and_the_others_are_taken(line: str, reason: str) -> None:
    parsed = read_jsonl((line + "\n" + json.dumps(ROW)).encode())
    assert [(bad.line, bad.reason) for bad in parsed.bad_rows] == [(1, reason)]
    assert len(parsed.items) == 1


def make_bomb(size: int) -> bytes:
    return change_part(
        write_rows(), SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * size)
    )


def fill(sheet_data: bytes) -> bytes:
    return change_part(
        write_rows(), SHEET, lambda xml: xml.replace(b"</sheetData>", sheet_data + b"</sheetData>")
    )


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
BAD_BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no workbook": (lambda: b"PK\x03\x04 nothing", "unreadable_file"),
    "empty": (lambda: b"", "unreadable_file"),
    "90 MB of blanks": (lambda: make_bomb(90_000_000), "file_unpacks_too_large"),
    "cells without end": (lambda: fill(b"<row>" + b"<c/>" * 2_000_000), "file_unpacks_too_large"),
    "rows without end": (lambda: fill(b"<row/>" * 2_000_000), "file_unpacks_too_large"),
    "a row far below": (
        lambda: fill(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "file_has_too_many_rows",
    ),
    "entities": (
        lambda: change_part(write_rows(), SHEET, lambda xml: BOMB + xml.split(b"?>", 1)[-1]),
        "file_declares_entities",
    ),
    "cut": (
        lambda: change_part(write_rows(), SHEET, lambda xml: xml[:-20]),
        "file_is_cut_or_broken",
    ),
    "an empty fill": (
        lambda: change_part(
            write_rows(), "xl/styles.xml", lambda xml: xml.replace(b"<patternFill />", b"", 1)
        ),
        "",
    ),
    "deep": (lambda: fill(b"<a>" * 100_000 + b"</a>" * 100_000), ""),
    "no titles": (lambda: write_rows(titles=("a", "b")), "file_has_no_titles"),
    "a number without end": (lambda: fill(b"<row><c><v>" + b"9" * 5_000 + b"</v></c></row>"), ""),
}


def name_refusal(data: bytes) -> str:
    """The reason, or "" for a workbook that has no rows for us; the place is always named."""
    try:
        return "" if read_xlsx(data).items == () else "taken"
    except UnreadableFile as error:
        return str(error.facts["reason"]) if error.facts["place"] else "no place"


@pytest.mark.parametrize("name", BAD_BOOKS)
def test_b75_a_bad_workbook_is_named_in_bounded_time_and_memory(name: str) -> None:
    make, reason = BAD_BOOKS[name]
    data, started = make(), time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason in name_refusal(data)
    assert time.process_time() - started < 2.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


PEAK = """
import os, sys
from app.hotline.answers import exchange, sheets
import openpyxl
def peak_kb():
    told = open("/proc/self/status").read()
    return int(told.split("VmHWM:")[1].split()[0])
def weigh(path):
    data = open(path, "rb").read()
    before = peak_kb()
    try:
        exchange.read_xlsx(data)
        reason = "taken"
    except sheets.UnreadableFile as error:
        reason = error.facts["reason"]
    print(reason, peak_kb() - before, flush=True)
for path in sys.argv[1:]:
    own = os.fork()
    if not own:
        open("/proc/self/clear_refs", "w").write("5")
        weigh(path)
        os._exit(0)
    assert os.waitpid(own, 0)[1] == 0
"""
"""Not `ru_maxrss`: what starts a process hands it its own."""
MOST_MEMORY_KB = 350_000
ATTRIBUTES = b" ".join(b'a%d="b"' % number for number in range(500_000))
LARGE_BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "90 MB of blanks": (lambda: make_bomb(90_000_000), "file_unpacks_too_large"),
    "a sheet as wide as may be": (lambda: fill(b"<row>" + b"<c/>" * 900_000 + b"</row>"), "taken"),
    "words of many pieces": (
        lambda: fill(
            b'<row><c t="inlineStr"><is>' + b"<r><t>ab</t></r>" * 400_000 + b"</is></c></row>"
        ),
        "taken",
    ),
    "attributes": (lambda: fill(b"<row><c " + ATTRIBUTES + b"/></row>"), "file_unpacks_too_large"),
    "styles": (
        lambda: change_part(
            write_rows(),
            "xl/styles.xml",
            lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>"),
        ),
        "file_unpacks_too_large",
    ),
}


def test_the_largest_workbook_that_is_read_and_every_refused_one_keep_below_350_mb(
    tmp_path: Path,
) -> None:
    """Each measured in a process of its own, above what the program holds before."""
    paths = [tmp_path / name for name in LARGE_BOOKS]
    for path, (make, _) in zip(paths, LARGE_BOOKS.values(), strict=True):
        path.write_bytes(make())
    child = [sys.executable, "-c", PEAK, *map(str, paths)]
    told = subprocess.run(child, capture_output=True, check=True, timeout=120).stdout.decode()
    weighed = dict(zip(LARGE_BOOKS, map(str.split, told.splitlines()), strict=True))
    assert {name: found for name, (found, _) in weighed.items()} == {
        name: reason for name, (_, reason) in LARGE_BOOKS.items()
    }
    heavy = {name: kb for name, (_, kb) in weighed.items() if int(kb) >= MOST_MEMORY_KB}
    assert not heavy


def test_a_bad_file_is_answered_in_words_never_with_a_crash(hotline: Hotline) -> None:
    editor = hotline.sign_in("pema")
    for make, _ in BAD_BOOKS.values():
        answer = editor.post("/editor/import", files={"file": ("a.XLSX", make())})
        assert answer.status_code in {200, 422}
    for data in (b"\xff\xfe\x00", b"\xff" * 99, '{"id": "问"}'.encode("gb18030")):
        answer = editor.post("/editor/import", files={"file": ("a.jsonl", data)})
        assert answer.status_code in {200, 422}


def test_an_editor_may_not_save_what_a_file_may_not_bring(hotline: Hotline) -> None:
    editor = approve(hotline, "问", "答")
    words = {"question": "问", "short_answer": "长" * 301}
    assert editor.post("/editor/answers/t-2/zh", data=words).status_code == 422
    with pytest.raises(RowError, match="too_long"):
        parse_article(ROW | {"zh": {"question": "问", "short_answer": "长" * 301}})
    assert replace(ArticleText("问"), reviewer=" ").tidied().reviewer is None
