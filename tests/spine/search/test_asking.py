import pytest
from django.db import connection

from mingtang.spine.search.actions import put_public, remove_public
from mingtang.spine.search.asking import PublicQuestion, find_public, suggestions
from mingtang.spine.search.engines import ranked_engine_for, ranked_postgresql
from mingtang.spine.search.engines.ranked import Leaf, TermPlace
from mingtang.spine.search.policies.documents import public_id
from mingtang.spine.search.policies.marking import Piece, excerpt, marked
from mingtang.spine.search.policies.numbers import asked_number, number_keys
from mingtang.spine.search.policies.questions import read_question
from mingtang.spine.search.policies.similar import parts_of, similar
from mingtang.spine.search.registry import SearchDocument
from tests.factories.obligations import moment
from tests.spine.search.corpus import fill

AT = moment("2026-03-16 10:00")


def _found(text: str, **narrowed: object) -> list[str]:
    question = PublicQuestion(text, **narrowed)  # type: ignore[arg-type]
    return [row.title for row in find_public(question, at=AT).rows]


@pytest.mark.django_db
def test_results_are_narrowed_by_sort_year_unit_and_site() -> None:
    fill(AT)
    assert len(_found("招生")) == 3
    assert len(_found("招生", year="2025")) == 2
    assert _found("招生", sort="policy") == ["关于进一步规范义务教育阶段学校招生工作的通知"]
    assert _found("招生", unit="edu", year="2024") == ["2024年明州市城区小学招生入学公告"]
    assert len(_found("招生", site="portal")) == 3
    assert _found("招生", site="elsewhere") == []
    assert _found("招生", unit="'); DROP TABLE x") == []


@pytest.mark.django_db
def test_by_date_the_newest_comes_first_whatever_its_title() -> None:
    fill(AT)
    by_date = find_public(PublicQuestion("防汛抗旱", is_by_date=True), at=AT).rows
    assert [row.dated.date().isoformat() for row in by_date] == [
        "2026-03-12", "2026-03-11", "2026-03-09", "2025-03-10",
    ]  # fmt: skip
    assert _found("防汛抗旱工作")[0] == "关于做好2026年防汛抗旱工作的通知"


@pytest.mark.django_db
def test_quotes_ask_for_what_stands_there_and_nothing_looser() -> None:
    fill(AT)
    assert _found("“公积金提取”") == ["明州市住房公积金提取办理指南"]
    assert _found("“提取公积金”") == []
    assert "明州市住房公积金提取办理指南" in _found("提取公积金")
    assert _found("「博物馆开放」 预约") == ["市博物馆开放时间和预约参观公告"]


@pytest.mark.django_db
def test_where_no_document_has_all_words_some_come_and_it_is_told() -> None:
    fill(AT)
    found = find_public(PublicQuestion("博物馆 摇号"), at=AT)
    assert found.is_partial
    assert {row.title for row in found.rows} == {
        "市博物馆开放时间和预约参观公告", "小型客车指标摇号结果查询方式公告",
    }  # fmt: skip
    assert not find_public(PublicQuestion("博物馆 预约"), at=AT).is_partial


@pytest.mark.django_db
def test_traditional_and_wide_characters_find_the_same() -> None:
    fill(AT)
    assert _found("老舊小區改造") == _found("老旧小区改造") != []
    assert _found("２０２６年防汛") == _found("2026年防汛") != []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  ", "？！", "“”", "\x00", "%' OR 1=1 --", "的" * 200])
def test_odd_questions_are_answered(text: str) -> None:
    fill(AT)
    assert len(_found(text)) < 200


@pytest.mark.django_db
def test_a_misspelt_word_leads_to_one_that_is_written() -> None:
    fill(AT)
    assert find_public(PublicQuestion("公机金贷款"), at=AT).is_partial
    assert suggestions("公机金贷款")[0].startswith("公积金")
    assert suggestions("防讯抗旱") == ["防汛抗旱"]
    assert suggestions("量子引力") == []


@pytest.mark.django_db
def test_what_is_removed_or_put_again_is_found_once_or_never() -> None:
    documents = fill(AT)
    put_public("trial", documents[:1], at=AT)
    assert len(_found("“优化营商环境若干措施”", sort="policy")) == 1
    assert remove_public("trial", [1]) == 1
    assert _found("“优化营商环境若干措施”", sort="policy") == []
    vendor = ranked_engine_for(connection.vendor)
    assert vendor.newest(connection, [[Leaf(TermPlace.MARK, ("number:明政办/2026/4",))]], 9) == []


@pytest.mark.django_db
def test_many_matches_are_walked_from_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranked_postgresql, "SAMPLE", 10)
    monkeypatch.setattr(ranked_postgresql, "SLAB", 7)
    documents = [
        SearchDocument(number=n, title=f"工作动态{n}", dated=moment(f"2026-01-{n:02} 08:00"))
        for n in range(1, 29)
    ]
    put_public("trial", documents, at=AT)
    engine = ranked_engine_for(connection.vendor)
    for limit, rare in ((20, False), (40, False), (40, True)):
        word = "动态2" if rare else "工作"
        leaves = [[Leaf(TermPlace.TITLE, (word[:2],))]]
        leaves += [[Leaf(TermPlace.TEXT, (word[2:],), is_open=True)]] if rare else []
        pks = engine.newest(connection, leaves, limit)
        numbers = [pk & 0xFFFFFFFF for pk in pks]
        expected = [n for n in range(28, 0, -1) if not rare or str(n).startswith("2")]
        assert numbers == expected[:limit]


@pytest.mark.parametrize(
    "typed",
    [
        "明政办〔2026〕12号", "明政办[2026]12号", "明政办（2026）012 号", "明政办 2026 12号",
        "明政办２０２６年第１２号", "明政辦〔2026〕12號", "明政办〔二〇二六〕12号", " 明政办【2026】12 ",
    ],
)  # fmt: skip
def test_document_numbers_are_one_however_they_are_written(typed: str) -> None:
    assert asked_number(typed) == "明政办/2026/12"
    assert asked_number(typed) in number_keys("明政办〔2026〕12号")


def test_index_numbers_and_bare_numbers() -> None:
    stored = number_keys("11341800MB1234567X/202603-00012")
    assert asked_number("11341800mb1234567x 202603 00012") in stored
    assert asked_number("〔2026〕12号") in number_keys("明政办〔2026〕12号")
    assert asked_number("2026年工作要点") == ""
    assert asked_number("iPhone 2026") == ""


def test_marks_follow_the_text_as_it_is_written() -> None:
    assert marked("關於防汛（ＰＤＦ）", ["关于防汛", "pdf"]) == [
        Piece("關於防汛", True), Piece("（"), Piece("ＰＤＦ", True), Piece("）"),
    ]  # fmt: skip
    assert marked("50㎡以上", ["m2"]) == [Piece("50"), Piece("㎡", True), Piece("以上")]
    shown = excerpt("开头。" + "无关。" * 200 + "这里写着防汛抗旱。" + "尾" * 300, ["防汛抗旱"])
    assert shown[0] == shown[-1] == Piece("……")
    assert Piece("防汛抗旱", True) in shown
    assert sum(len(piece.text) for piece in shown) < 130


def test_questions_are_read() -> None:
    asked = read_question("  “营商环境” ２０２６ 措施 ")
    assert asked.phrases == ("营商环境",)
    assert [run.text for run in asked.runs] == ["2026", "措施"]
    assert "公机金" in parts_of("公机金贷款")
    assert similar("公机金", ["住房公积金管理", "公积金提取", "机关"]) == ["公积金"]


def test_ids_are_in_the_order_of_dates() -> None:
    early, late = moment("2019-01-01 08:00"), moment("2026-03-11 10:00")
    assert public_id(early, "trial", 900) < public_id(late, "trial", 3) < 2**63
    with pytest.raises(ValueError, match="no id"):
        public_id(early, "trial", 2**32)
