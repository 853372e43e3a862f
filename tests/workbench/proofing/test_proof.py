"""Remarks by tables: what is remarked, and what must stay silent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.workbench.proofing import RULES, ProofBook, Wording, proof
from mingtang.workbench.proofing.leaders import ListedLeader
from mingtang.workbench.proofing.pieces import paragraphs_of
from mingtang.workbench.proofing.sources import source_names

TODAY = date(2026, 11, 30)
BOOK = ProofBook(
    wordings=[
        Wording("打造", "建设"),
        Wording("打造价", is_allowed=True),
        Wording("APP", "应用程序"),
    ],
    leaders=[
        ListedLeader("高远山", ("市委副书记", "市长")),
        ListedLeader("林知秋", ("副市长",)),
        ListedLeader("何望", ("市政府秘书长",)),
    ],
    today=TODAY,
)


def _found(text: str) -> list[tuple[str, str]]:
    return [(one.rule, one.excerpt) for one in proof(text, BOOK)]


@pytest.mark.parametrize(
    ("text", "rule", "excerpt"),
    [
        ("申请人身份证号为11010519491231002X。", "id_card", "11010519491231002X"),
        ("身份证号11010519491231002１", "id_card", "11010519491231002１"),
        ("卡号6222020200112230（工行）", "bank_card", "6222020200112230"),
        ("联系人李工，13912345678。", "phone", "13912345678"),
        ("住绵岭县金桥小区3栋502室的王某", "home_address", "住绵岭县金桥小区3栋502室"),
        ("机密★1年", "secrecy_mark", "机密★1年"),
        ("秘 密", "secrecy_mark", "秘 密"),
        ("密级：秘密", "secrecy_mark", "密级：秘密"),
        ("内部资料，注意保存", "internal_mark", "内部资料，注意保存"),
        ("截止目前已完成八成。", "wording", "截止目前"),
        ("下载APP后办理", "wording", "APP"),
        ("详情请加微信同号13900000000", "commercial", "微信同号"),
        ("副市长高远山出席", "leader_post", "副市长高远山"),
        ("市长林知秋主持会议", "leader_post", "市长林知秋"),
        ("林知秋、高远山参加", "leader_order", "林知秋、高远山"),
        ("2026年11月30日（星期二）召开", "weekday", "2026年11月30日（星期二）"),
        ("定于2026年2月30日前", "impossible_date", "2026年2月30日"),
        ("自2026年5月10日至2026年5月1日", "reversed_dates", "2026年5月10日至2026年5月1日"),
        ("国办发[2014]57号", "number_form", "国办发[2014]57号"),
        ("明政办〔2026〕第07号", "number_form", "明政办〔2026〕第07号"),
        ("明政办〔2027〕3号", "number_year", "明政办〔2027〕3号"),
        ("请各单位，，认真落实", "doubled_sign", "，，"),
        ("认真落实,确保完成", "narrow_sign", ","),
        ("印发《办法的通知", "unpaired_sign", "《"),
        ("做好相关的的工作", "doubled_word", "的的"),
        ("现将XX年XX月XX日的会议", "placeholder", "XX年XX月XX日"),
    ],
)
def test_a_slip_is_remarked_where_it_stands(text: str, rule: str, excerpt: str) -> None:
    assert (rule, excerpt) in _found(text)
    for one in proof(text, BOOK):
        assert text[one.start : one.end] == one.excerpt
        assert one.hint or one.better


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话：0563-3022222，地址：明湖市府前路1号市政务服务中心3楼。",
        "电子邮箱：wjj@example.cn。",
        "项目编号340000199913450000号，总投资12300万元。",
        "各单位要保守国家秘密，防止泄露工作秘密和商业秘密。",
        "采取抽签定序的办法；公示其他事项。",
        "全市打造价低质优的样板。",
        "WhatsAPPs一词照录。",
        "市长高远山、副市长林知秋出席，何望参加。",
        "高远山、林知秋、何望参加。",
        "2026年11月30日（星期一）召开。",
        "2024年2月29日至2024年3月5日。",
        "《国务院办公厅关于印发〈办法〉的通知》（国办发〔2014〕57号）",
        "（一）总体要求：1）提高认识；2）落实责任。",
        "现在在家里用手机就能办好，以实实在在的成效，的的确确办好事，解决了了不起的难题。",
        "会议于9:30开始，比例为3:1，见http://www.example.cn/a,b.html。",
        "他说：“要‘严’字当头。”……",
        "许可证编号：WH安许证字〔2020〕0012号。",
    ],
)
def test_what_is_right_stays_silent(text: str) -> None:
    assert _found(text) == []


def test_an_office_overrules_the_bundled_words() -> None:
    text = "本区帐户管理办法"
    assert [one.better for one in proof(text, BOOK)] == ["账户"]
    own = ProofBook(wordings=[Wording("帐户", is_allowed=True)], today=TODAY)
    assert proof(text, own) == []


def test_the_longest_word_wins() -> None:
    book = ProofBook(wordings=[Wording("市府", "市政府"), Wording("市府办", "市政府办公室")])
    assert [one.excerpt for one in proof("由市府办牵头", book)] == ["市府办"]


def test_two_leaders_of_one_name_are_left_alone() -> None:
    twins = ProofBook(
        leaders=[ListedLeader("王伟", ("市长",)), ListedLeader("王伟", ("局长",))], today=TODAY
    )
    assert proof("局长王伟、市长王伟", twins) == []


@given(st.text(max_size=400))
def test_any_text_gives_places_inside_it(text: str) -> None:
    found = proof(text, BOOK)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert text[one.start : one.end] == one.excerpt
        assert one.rule in RULES
        assert one.hint or one.better


def test_many_unclosed_brackets_take_linear_time() -> None:
    """A text of signs alone ends; its remarks are as many as its signs."""
    assert len(proof("《" * 200_000, BOOK)) == 200_000


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("一\n\n二", ["一", "二"]),
        (
            "<p>一<b>粗</b></p><h2>二</h2><ul><li>三</li><li>四</li></ul>",
            ["一粗", "二", "三", "四"],
        ),
        ("<table><tr><td><p>甲</p><p>乙</p></td><td>丙</td></tr></table>", ["甲", "乙", "丙"]),
        ("<ul><li>一<ul><li>二</li></ul></li></ul>", ["一", "二"]),
        ("<p>1 &lt; 2 &amp; 3</p>", ["1 < 2 & 3"]),
        ("<b>没有段落</b>", ["没有段落"]),
    ],
)
def test_paragraphs(html: str, texts: list[str]) -> None:
    assert paragraphs_of(html) == texts


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("市教育局 市卫生健康委", ["市教育局", "市卫生健康委"]),
        ("《皖西日报》、市教育局", ["皖西日报", "市教育局"]),
        ("The People's Government of Mingzhou", ["The People's Government of Mingzhou"]),
        ("China Daily 市教育局", ["China Daily", "市教育局"]),
    ],
)
def test_la_13_a_name_in_latin_letters_is_one_source(source: str, names: list[str]) -> None:
    assert source_names(source) == names
