"""Words in another language: pieces of templates, whole texts, and texts with parts."""

import pytest

from mingtang.ground.foundation.wording import CHINESE, read_wording, wording_of

TABLE = """
[words]
'首页' = 'Home'
'返回首页' = 'Back'
[said]
'姓名' = 'Name'
'咨询' = 'Question'
'投诉' = 'Complaint'
[patterns]
'请填写“(.+)”。' = 'Fill in “{0}”.'
'只受理(.+)。' = 'Only {0}.'
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名", "Name"),
        ("您的姓名", "您的姓名"),  # a part of what an office wrote stays
        ("请填写“姓名”。", "Fill in “Name”."),
        ("请填写“a {0} b”。", "Fill in “a {0} b”."),
        ("只受理咨询、投诉。", "Only Question, Complaint."),
        ("只受理咨询、来访。", "Only 咨询、来访."),
        ("姓名\n市长\n咨询", "Name\n市长\nQuestion"),
        ("plain", "plain"),
        (7, 7),
    ],
)
def test_what_code_says_is_said_whole_or_not_at_all(text: object, said: object) -> None:
    assert read_wording(TABLE).say(text) == said


def test_longest_piece_of_a_template_counts_and_later_tables_too() -> None:
    wording = read_wording(TABLE, "[words]\n'首页' = 'Start'")
    assert wording.worded("返回首页、首页") == "Back、Start"


def test_language_without_a_table_changes_nothing() -> None:
    assert wording_of("xx") is CHINESE
    assert not wording_of("../en")
    assert (CHINESE.say("姓名"), CHINESE.worded("首页")) == ("姓名", "首页")
    assert wording_of("en").say("姓名") == "Name"
