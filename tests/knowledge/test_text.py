"""The search key (STANDARDS §7, B92) and the language tag."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import WrittenLanguage, tag_language
from knowledge.terms import extract_terms
from knowledge.text import make_search_key

DECOMPOSED_BY_NFC = [
    *(0x0F43, 0x0F4D, 0x0F52, 0x0F57, 0x0F5C, 0x0F69, 0x0F73, 0x0F75, 0x0F76),
    *(0x0F78, 0x0F81, 0x0F93, 0x0F9D, 0x0FA2, 0x0FA7, 0x0FAC, 0x0FB9),
]
WORD = "ཁྲིམས་ལུགས"


@pytest.mark.parametrize("code", DECOMPOSED_BY_NFC)
def test_seventeen_letters_equal_their_parts(code: int) -> None:
    letter = chr(code)
    assert unicodedata.normalize("NFC", letter) != letter
    parts = unicodedata.normalize("NFD", letter)
    assert make_search_key("ཀ" + letter) == make_search_key("ཀ" + parts)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("ཁྲིམས༌ལུགས", WORD),  # the tsheg that does not break
        ("ཁྲིམས་་ལུགས་", WORD),
        ("༄༅། །ཁྲིམས་ལུགས།", WORD),
        ("ཁྲིམས་ལུགས༎ ", WORD),
        ("ཁྲིམས་ལུགས་\u00a0༡༢༣༠", WORD + "་ 1230"),
        ("ཧཱུ\u0f7e", "ཧ\u0f71\u0f74\u0f7e"),
        ("ཧ\u0f7eཱུ", "ཧ\u0f71\u0f74\u0f7e"),  # anusvara typed before the vowels
        ("請問離婚證", "请问离婚证"),
        ("ＡＢＣ１２", "abc12"),
        ("工资\u200b 多少", "工资 多少"),
    ],
)
def test_b92_spellings_share_a_key(typed: str, clean: str) -> None:
    assert make_search_key(typed) == clean


@given(st.text(st.characters(min_codepoint=0x0F00, max_codepoint=0x0FD4)))
def test_key_of_a_key_is_itself(text: str) -> None:
    key = make_search_key(text)
    assert make_search_key(key) == key


@given(st.text())
def test_any_text_has_terms_and_a_tag(text: str) -> None:
    extract_terms(text)
    assert 0 <= tag_language(text).bo_share <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ངའི་གླ་ཆ་མ་སྤྲད།", WrittenLanguage.BO),
        ("ངའིགླཆམསྤྲད", WrittenLanguage.BO),
        ("老板不给工资", WrittenLanguage.ZH),
        ("ང་ཚོའི་工资 མ་སྤྲད", WrittenLanguage.MIXED),
        ("我想问ལ", WrittenLanguage.MIXED),
        ("hello", WrittenLanguage.OTHER),
        ("12348", WrittenLanguage.OTHER),
        ("", WrittenLanguage.OTHER),
    ],
)
def test_language_is_tagged_by_letters(text: str, language: WrittenLanguage) -> None:
    assert tag_language(text).language is language


def test_shares_sum_to_one() -> None:
    tag = tag_language("工资 གླ་ཆ hello")
    assert tag.bo_share + tag.zh_share + tag.other_share == pytest.approx(1)
