"""What stands in one language of an answer stands in the other."""

from __future__ import annotations

import pytest

from app.hotline.answers.book import read_lexicon
from knowledge.parity import find_differences

PAIRS = read_lexicon().pairs


@pytest.mark.parametrize(
    ("zh", "bo"),
    [
        ("30天内申请", "ཉིན་30ནང་ཞུ་དགོས།"),
        ("三年内，最长二十年", "ལོ་3ནང་། རིང་མཐར་ལོ་20ཡིན།"),
        ("百分之二十到三十", "བརྒྱ་ཆའི་20ནས་30སྤྲོད།"),
        ("不低于八成", "བརྒྱ་ཆའི་80ལས་མི་ཉུང་།"),
        ("带身份证到法院", "ཐོབ་ཐང་ལག་ཁྱེར་འཁྱེར་ནས་མི་དམངས་ཁྲིམས་ཁང་ལ་འགྲོ།"),
        ("不服可以起诉", "ཁྲིམས་ཁང་ལ་གཏུག་ཆོག"),
        ("四倍", "ལྡབ་བཞི།"),
        ("3万元以上", "སྒོར་30000ཡན།"),
        ("三万元", "སྒོར་ཁྲི་3"),
        ("一年内", "ལོ་གཅིག་ནང་།"),
        ("每干一年", "ལོ་རེར།"),
        ("双倍退", "ལྡབ་གཉིས་སློག"),
        ("去一次，带两个人", "འགྲོ་དགོས།"),
        ("第三条说明", "བཤད་ཡོད།"),
    ],
)
def test_the_same_said_in_both_languages(zh: str, bo: str) -> None:
    assert find_differences(zh, bo, PAIRS) == []


@pytest.mark.parametrize(
    ("zh", "bo", "difference"),
    [
        ("30天内申请", "ཉིན་60ནང་ཞུ་དགོས།", "30 ཉིན only in Chinese"),
        ("30天内申请", "ཟླ་30ནང་ཞུ་དགོས།", "30 ཉིན only in Chinese"),
        ("去申请", "ལོ་3ནང་ཞུ་དགོས།", "3 ལོ only in Tibetan"),
        ("申请期限2年", "ཞུ་དུས་ལོ་1", "2 ལོ only in Chinese"),
        ("一年内", "ལོ་2ནང་།", "1 ལོ only in Chinese"),
        ("一年内", "ལོ་གཉིས་ནང་།", "1 ལོ only in Chinese"),
        ("2个月", "ཟླ་1", "1 ཟླ only in Tibetan"),
        ("交1元", "སྒོར་2སྤྲོད།", "1 སྒོར only in Chinese"),
        ("3万元", "སྒོར་3000", "30000 སྒོར only in Chinese"),
        ("打110", "ཁ་པར་གཏོང་རོགས།", "110 only in Chinese"),
        ("带身份证", "འགྲོ་དགོས།", "身份证 only in Chinese"),
        ("去问", "མི་དམངས་ཁྲིམས་ཁང་ལ་འགྲོ།", "法院 only in Tibetan"),
        ("可以申请法律援助", "ཞུ་ཆོག", "法律援助 only in Chinese"),
    ],
)
def test_what_stands_in_one_language_only_is_named(zh: str, bo: str, difference: str) -> None:
    assert difference in [d.strip() for d in find_differences(zh, bo, PAIRS)]
