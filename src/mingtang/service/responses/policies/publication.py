"""Where published answers are, and when one may be shown to everyone."""

from datetime import datetime

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.service.responses.kinds import ResponseKind
from mingtang.service.responses.policies.checks import SenderFacts, about_people

ROOT = "/responses"
COLUMN_PATH = f"{ROOT}/index.html"
FIGURES_PATH = f"{ROOT}/figures.html"
FEED_PATH = f"{ROOT}/feed.xml"
TITLE_LENGTH = 60


def month_of(moment: datetime) -> str:
    """Return the month in Beijing as addresses write it, 202603."""
    return f"{moment.astimezone(BEIJING):%Y%m}"


def answer_path(number: int, released_at: datetime) -> str:
    """Return where a published answer is; it follows from its number and its first release alone."""
    return f"{ROOT}/{month_of(released_at)}/{number}.html"


def list_path(sort: str, code: str) -> str:
    """Return where the list of a month, unit or kind is."""
    if sort == "month":
        return f"{ROOT}/{code}/index.html"
    return f"{ROOT}/{sort}-{code.replace('_', '-')}/index.html"


def may_be_public(kind: ResponseKind | None, *, is_answered: bool, is_agreed: bool) -> Decision:
    """Answer whether the answer to a case may be shown to everyone, by the rule and by its sender.

    Source: 宣政办〔2015〕 二(五) (XC-15): results are published in the response column.
    """
    decision = YES
    if kind is None or not kind.is_published:
        decision &= no("responses.not_public", "这类来件的答复按规定不公开。")
    if not is_answered:
        decision &= no("responses.not_answered", "答复发出以后才能公开。")
    if not is_agreed:
        decision &= no("responses.not_agreed", "来件人没有同意公开，不能公开。")
    return decision


def is_whole(title: str, question: str, answer: str) -> Decision:
    """Answer whether a pair to be shown has a title, a question and an answer."""
    decision = YES
    for field, text, label in (
        ("title", title, "标题"),
        ("question", question, "来件内容"),
        ("answer", answer, "答复"),
    ):
        if not has_words(text):
            decision &= no(f"responses.no_{field}", f"请填写{label}。", field)
    if len(title.strip()) > TITLE_LENGTH:
        decision &= no("responses.long_title", f"标题最多 {TITLE_LENGTH} 个字。", "title")
    return decision


def names_nobody(texts: tuple[str, ...], sender: SenderFacts) -> Decision:
    """Answer whether no text tells who sent the case or a number of a person."""
    remarks = [remark for text in texts for remark in about_people(text, sender)]
    if not remarks:
        return YES
    words = "".join(dict.fromkeys(remark.text for remark in remarks))
    return no("responses.personal_left", f"还有个人信息，不能公开：{words}")


def may_release(*, is_live: bool, wrote: bool) -> Decision:
    """Answer whether a redacted pair can be released by someone."""
    decision = YES
    if is_live:
        decision &= no("responses.live", "这件答复已经公开。要修改的，请先撤下。")
    if wrote:
        decision &= no("responses.own_redaction", "公开稿由您拟定，请由另一位负责人审定公开。")
    return decision


def may_take_down(*, is_live: bool) -> Decision:
    """Answer whether a published answer is online."""
    return YES if is_live else no("responses.not_live", "这件答复没有公开，请刷新页面。")
