"""The knowledge base reads pinyin, Wylie and both languages, and crosses between them."""

import pytest

from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase
from knowledge.lexicon import Lexicon, TermPair, parse_lexicon
from knowledge.pinyin import PinyinBook
from knowledge.wylie import read_wylie

AID = Wording(ArticleId("aid"), "zh", "怎样申请法律援助？", "到县法律援助中心，带身份证。")
DIVORCE = Wording(ArticleId("divorce"), "zh", "离婚财产怎么分？", "先协商，协商不成由法院判。")
WAGES_BO = Wording(ArticleId("wages"), "bo", "གླ་ཆ་མ་སྤྲད་ན་ཅི་བྱ།", "ཁྲིམས་ཁང་ལ་ཞུ་གཏུག་བྱེད།")
LEXICON = Lexicon(
    [
        TermPair("法律援助", "ཁྲིམས་ལུགས་རོགས་སྐྱོར", "draft", "draft"),
        TermPair("工资", "གླ་ཆ", "draft", "draft"),
    ]
)


def make_base() -> KnowledgeBase:
    base = KnowledgeBase(lexicon=LEXICON)
    base.publish([AID, DIVORCE, WAGES_BO])
    return base


def test_tibetan_question_finds_an_article_without_tibetan() -> None:
    reply = make_base().ask("ཁྲིམས་ལུགས་རོགས་སྐྱོར་དགོས།")
    hit = reply.found.hits[0]
    assert (hit.article_id, hit.language, hit.is_translated) == ("aid", "zh", True)
    assert reply.language.language == "bo"
    assert 0 < hit.confidence < 0.8


def test_chinese_question_finds_a_tibetan_article() -> None:
    hits = make_base().ask("工资").found.hits
    assert hits[0].article_id == "wages"
    assert hits[0].is_translated


def test_typed_language_is_not_marked_as_translated() -> None:
    assert not make_base().ask("法律援助怎么申请").found.hits[0].is_translated


@pytest.mark.parametrize(
    ("typed", "article", "read_as"),
    [
        ("lihun caichan", "divorce", "离婚 财产"),
        ("falüyuanzhu", "aid", "法律援助"),
        ("gla cha ma sprad", "wages", "གླ་ཆ་མ་སྤྲད"),
    ],
)
def test_b92_pinyin_and_wylie_are_read(typed: str, article: str, read_as: str) -> None:
    reply = make_base().ask(typed)
    assert reply.read_as == read_as
    assert reply.found.hits[0].article_id == article


def test_other_latin_text_stays_as_it_is() -> None:
    assert make_base().ask("hello world").read_as == "hello world"
    for text in ("WeChat 转账", "A公司欠钱", "KTV打架", "ok"):
        assert make_base().ask(text).read_as == text


@pytest.mark.parametrize(
    ("wylie", "tibetan"),
    [
        ("khrims lugs", "ཁྲིམས་ལུགས"),
        ("bsgrubs", "བསྒྲུབས"),
        ("g.yag", "གཡག"),
        ("gyag", "གྱག"),
        ("rgyal po'i", "རྒྱལ་པོའི"),
        ("dka' las", "དཀའ་ལས"),
        ("a ma", "ཨ་མ"),
        ("lhan khang", "ལྷན་ཁང"),
        ("phyi dar", "ཕྱི་དར"),
        ("rtswa", "རྩྭ"),
        ("dbang phyug", "དབང་ཕྱུག"),
    ],
)
def test_wylie_is_read(wylie: str, tibetan: str) -> None:
    assert read_wylie(wylie) == tibetan


@pytest.mark.parametrize("latin", ["hello", "contract", "xx", "", "12", "strength"])
def test_what_is_no_wylie_is_refused(latin: str) -> None:
    assert read_wylie(latin) is None


def test_pinyin_reads_only_known_words() -> None:
    book = PinyinBook()
    book.add_words(["女儿", "长期", "离婚", "离婚"])
    assert book.read("nü'er") == [["女儿"]]
    assert book.read("nver lihun") == [["女儿"], ["离婚"]]
    assert book.read("changqi") == book.read("zhangqi") == [["长期"]]
    assert book.read("lihunxieyi") is None
    assert book.read("") is None


def test_lexicon_takes_the_longest_term_and_leaves_retired_ones() -> None:
    lines = ["zh\tbo\tsource\tstate\n", "法律\tཁྲིམས་ལུགས\tprint\tapproved\n", "short\n"]
    lines += ["法律援助\tཁྲིམས་ལུགས་རོགས་སྐྱོར\tdraft\tdraft\n", "律师\tx\tdraft\tretired\n"]
    lexicon = Lexicon(parse_lexicon(lines))
    assert lexicon.translate_terms("申请法律援助找律师") == {"法律援助": ["ཁྲིམས་ལུགས་རོགས་སྐྱོར"]}
    assert lexicon.translate_terms("ཁྲིམས་ལུགས།") == {"ཁྲིམས་ལུགས": ["法律"]}


def test_b92_mixed_writing_finds_by_either_script() -> None:
    base = KnowledgeBase()
    base.publish(
        [
            Wording(ArticleId("wages"), "zh", "老板不发工资怎么办", "向劳动监察投诉。"),
            Wording(ArticleId("rent"), "bo", "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན།", "ཁྲིམས་ཁང་ལ་ཞུ།"),
            Wording(ArticleId("debt"), "zh", "借钱不还怎么办", "可以起诉。"),
        ]
    )
    assert base.ask("老板不发工资 ངས་གང་བྱེད་དགོས།").found.hits[0].article_id == "wages"
    assert base.ask("请问 ཁང་བདག་གིས་གཏའ་དངུལ་མི་སློག").found.hits[0].article_id == "rent"
