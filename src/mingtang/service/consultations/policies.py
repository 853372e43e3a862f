"""How long a consultation lasts, what it needs, what may be shown of an opinion, what a result says. No Django."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.masking import find_personal_data
from mingtang.ground.foundation.text import has_words, shortened
from mingtang.service.consultations.enums import Adoption, ConsultationState, OpinionShowing

MOST_POINTS = 60  # of a draft, that can be chosen in the form
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇0-9]+条")
_POINT_WORDS = 24


class ConsultationVerb(Enum):
    """What can be done with a consultation, and in which states."""

    EDIT = frozenset({ConsultationState.DRAFT})
    SEND = EDIT
    OPEN = frozenset({ConsultationState.PASSED})
    CLOSE = frozenset({ConsultationState.OPEN})
    ENTER = frozenset({ConsultationState.OPEN, ConsultationState.CLOSED})
    MODERATE = frozenset(
        {ConsultationState.OPEN, ConsultationState.CLOSED, ConsultationState.ANSWERED}
    )
    ANSWER = frozenset({ConsultationState.CLOSED})
    ARCHIVE = frozenset({ConsultationState.ANSWERED})


_WHEN = {
    ConsultationVerb.EDIT: "起草中的意见征集才能修改、提交审签。",
    ConsultationVerb.SEND: "起草中的意见征集才能修改、提交审签。",
    ConsultationVerb.OPEN: "审签通过、还没有开始的意见征集才能开始。",
    ConsultationVerb.CLOSE: "正在征集的才能截止。",
    ConsultationVerb.ENTER: "正在征集或者刚截止、还没有公布结果的，才能登记收到的意见。",
    ConsultationVerb.MODERATE: "开始征集以后、归档以前，才能审核意见。",
    ConsultationVerb.ANSWER: "截止以后、公布结果以前，才能填写采纳情况、公布结果。",
    ConsultationVerb.ARCHIVE: "公布结果以后才能归档。",
}


@dataclass(frozen=True, kw_only=True)
class ConsultationText:
    """What is put before the public: the words, for how long, and the ways to answer beside the form."""

    title: str
    background: str
    draft: str = ""
    file: str = ""
    days: int
    short_reason: str = ""
    opens_at: datetime | None = None
    showing: OpinionShowing = OpinionShowing.AFTER_CLOSE
    mail: str = ""
    phone: str = ""
    address: str = ""


def may_do(verb: ConsultationVerb, state: str) -> Decision:
    """Answer whether a state allows a verb."""
    if ConsultationState(state) in verb.value:
        return YES
    return no("consultations.wrong_state", _WHEN[verb])


def is_complete(text: ConsultationText, *, shortest: int, at: datetime) -> Decision:
    """Answer whether a consultation says what readers need; `shortest` is the period of the pack in days.

    Source: 国务院令第713号第十五条 (OI-60): generally at least 30 days; a shorter period needs a stated reason.
    """
    decision = YES
    if not has_words(text.title):
        decision &= no("consultations.no_title", "请填写名称。", "title")
    if not has_words(text.background):
        words = "请写明背景：为什么起草、依据是什么、主要内容有哪些。"
        decision &= no("consultations.no_background", words, "background")
    if not has_words(text.draft) and not text.file:
        decision &= no("consultations.no_draft", "请填写征求意见稿正文，或者选择文件。", "draft")
    if not any(map(has_words, (text.mail, text.phone, text.address))):
        words = "除网上表单外，请至少公布电子邮箱、电话、通信地址中的一种，方便不上网的群众。"
        decision &= no("consultations.no_channel", words, "phone")
    if text.days < 1:
        decision &= no("consultations.no_days", "征集天数至少是 1 天。", "days")
    elif text.days < shortest and not has_words(text.short_reason):
        words = f"征求意见期限一般不少于 {shortest} 日；少于 {shortest} 日的，请说明原因，原因会向公众公布。"
        decision &= no("consultations.too_short", words, "short_reason")
    if text.opens_at is not None and text.opens_at < at:
        decision &= no(
            "consultations.opens_before",
            "开始时间不能早于现在；不填的，审签通过后立即开始。",
            "opens_at",
        )
    return decision


def closing(opens_at: datetime, days: int) -> datetime:
    """Return when a consultation closes: with the end of its last day in Beijing, the day after opening is the first."""
    last = opens_at.astimezone(BEIJING).date() + timedelta(days=days)
    return datetime(last.year, last.month, last.day, tzinfo=BEIJING) + timedelta(days=1)


def days_left(closes_at: datetime, at: datetime) -> int:
    """Return how many days are left, today included; 0 when it is over."""
    if at >= closes_at:
        return 0
    last = (closes_at - timedelta(microseconds=1)).astimezone(BEIJING).date()
    return (last - at.astimezone(BEIJING).date()).days + 1


def paragraphs_of(draft: str) -> list[str]:
    """Return the paragraphs of a draft, a line each."""
    return [line.strip() for line in draft.splitlines() if has_words(line)]


def points_of(draft: str) -> list[tuple[str, str]]:
    """Return what an opinion may be about: articles (第…条) where the draft has some, else paragraphs.

    Each is the number of its paragraph, from 1, and its first words; more than a form can show are none.
    """
    numbered = list(enumerate(paragraphs_of(draft), 1))
    articles = [one for one in numbered if _ARTICLE.match(one[1])]
    chosen = articles or numbered
    if len(chosen) > MOST_POINTS:
        return []
    return [(str(number), shortened(text, _POINT_WORDS)) for number, text in chosen]


def may_show(public_text: str, private: Collection[str]) -> Decision:
    """Answer whether a text may be shown: it says something, and nothing of it tells who wrote it."""
    if not has_words(public_text):
        return no("consultations.no_public_text", "请填写公开的文字。", "public_text")
    if found := find_personal_data(public_text):
        listed = "、".join(dict.fromkeys(public_text[one.start : one.end] for one in found))
        words = f"公开的文字里还有个人信息：{listed}。请删去或改为星号。"
        return no("consultations.personal_data", words, "public_text")
    if any(one and one in public_text for one in private):
        words = "公开的文字里有提意见人的姓名或联系方式，请删去。"
        return no("consultations.personal_data", words, "public_text")
    return YES


def is_point_complete(about: str, verdict: Adoption, because: str) -> Decision:
    """Answer whether a point says what it is about and, where it is not adopted in full, why."""
    decision = YES
    if not has_words(about):
        decision &= no("consultations.no_about", "请概括意见的内容。", "about")
    if verdict is not Adoption.ADOPTED and not has_words(because):
        decision &= no("consultations.no_reason", "部分采纳、未采纳的，请说明理由。", "because")
    return decision


def is_answered(result: str, *, opinions: int, waiting: int, points: int) -> Decision:
    """Answer whether a result can be published: the words, a point where there were opinions, none unread."""
    decision = YES
    if not has_words(result):
        decision &= no("consultations.no_result", "请填写征集结果的总体说明。", "result")
    if opinions and not points:
        words = f"收到 {opinions} 条意见，请先逐项填写采纳情况。"
        decision &= no("consultations.no_points", words)
    if waiting:
        words = f"还有 {waiting} 条意见没有审核，请先审核。"
        decision &= no("consultations.unread", words)
    return decision


def changed_fields(old: Mapping[str, object], new: Mapping[str, object]) -> Sequence[str]:
    """Return the names of what differs, in order."""
    return sorted(name for name, value in new.items() if old.get(name) != value)
