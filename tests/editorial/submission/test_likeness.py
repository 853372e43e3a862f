from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.submission.policies.likeness import ALIKE_FROM, KEPT, likeness, sketch_of

MEETING = (
    "3月10日上午，市政府召开全市防汛抗旱工作会议，贯彻落实上级有关会议精神，总结去年工作，分析今年形势，安排部署下一步任务。"
    "会议强调，各县区、各部门要压实责任，抓紧开展水库、山塘、堤防隐患排查，备足物资和队伍，确保安全度汛。"
)
OTHER = "市教育局通知，2026年义务教育阶段招生报名自四月一日开始，请家长登录市民网办理，具体学区范围另行公布。"


def test_the_same_words_are_wholly_alike_whatever_the_signs() -> None:
    assert likeness(sketch_of(MEETING), sketch_of(MEETING.replace("，", ", "))) == 100


def test_a_report_with_a_sentence_more_is_alike_and_another_matter_is_not() -> None:
    longer = MEETING + "市水利局主要负责同志参加会议。"
    assert likeness(sketch_of(MEETING), sketch_of(longer)) >= ALIKE_FROM
    assert likeness(sketch_of(MEETING), sketch_of(OTHER)) < 10


def test_nothing_is_like_nothing() -> None:
    assert sketch_of("　，。") == ()
    assert likeness((), ()) == 0


@given(st.text(max_size=300))
def test_a_sketch_is_small_ascending_and_like_itself(text: str) -> None:
    sketch = sketch_of(text)
    assert len(sketch) <= KEPT
    assert list(sketch) == sorted(set(sketch))
    assert likeness(sketch, sketch) == (100 if sketch else 0)
