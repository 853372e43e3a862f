"""When a survey may be submitted, when it closes, what may be shown of an answer. No Django."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.masking import find_personal_data
from mingtang.ground.foundation.text import has_words, one_line
from mingtang.service.surveys.enums import (
    OnceRule,
    ResultShowing,
    SurveyKind,
    SurveyQuestionKind,
    SurveyState,
    SurveyWordsState,
)

MOST_QUESTIONS = 50
MOST_OF_SHORT = 5  # questions of a micro-survey
MOST_CHOICES = 30
MOST_SECTIONS = 10
MOST_SUBJECTS = 40
MOST_MAILS = 3  # that one address gets about one survey
MOST_TRIES = 5
RATINGS = (
    ("5", "5 分（很好）"), ("4", "4 分"), ("3", "3 分"), ("2", "2 分"), ("1", "1 分（很差）"),
)  # fmt: skip
CHOSEN = frozenset({SurveyQuestionKind.SINGLE, SurveyQuestionKind.SEVERAL})
WORDS = frozenset({SurveyQuestionKind.SHORT, SurveyQuestionKind.LONG})


class SurveyVerb(Enum):
    """The verbs of surveys, with the states that allow each."""

    EDIT = frozenset({SurveyState.DRAFT})
    SEND = EDIT
    OPEN = frozenset({SurveyState.PASSED})
    CLOSE = frozenset({SurveyState.OPEN})
    MODERATE = frozenset({SurveyState.OPEN, SurveyState.CLOSED, SurveyState.PUBLISHED})
    PUBLISH = frozenset({SurveyState.CLOSED})
    ARCHIVE = frozenset({SurveyState.PUBLISHED})


_WHEN = {
    SurveyVerb.EDIT: "起草中的才能修改、提交审签。",
    SurveyVerb.SEND: "起草中的才能修改、提交审签。",
    SurveyVerb.OPEN: "审签通过、还没有开始的才能开始。",
    SurveyVerb.CLOSE: "正在进行的才能提前截止。",
    SurveyVerb.MODERATE: "开始以后、归档以前，才能审核答卷中的文字。",
    SurveyVerb.PUBLISH: "截止以后、公布以前，才能公布结果。",
    SurveyVerb.ARCHIVE: "公布结果以后才能归档。",
}


@dataclass(frozen=True, kw_only=True)
class SurveyText:
    """The text of a survey and the rules for its answers; `picture` is a key such as `image:5`."""

    kind: SurveyKind = SurveyKind.SURVEY
    title: str
    purpose: str
    is_short: bool = False
    picture: str = ""
    picture_words: str = ""
    sections: str = ""
    days: int
    opens_at: datetime | None = None
    once: OnceRule = OnceRule.DAILY
    showing: ResultShowing = ResultShowing.AFTER_CLOSE
    quota: int | None = None
    phone: str = ""


@dataclass(frozen=True)
class ChoiceText:
    """One choice: its stable key, its label, after how many answers it is full (None: never)."""

    key: str
    label: str
    quota: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionText:
    """A question as the office writes it; `depends_on` is the number of another question."""

    kind: SurveyQuestionKind
    label: str
    help: str = ""
    section: int = 1
    is_required: bool = False
    choices: str = ""
    most: int = 0
    depends_on: int | None = None
    depends_words: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionPlan:
    """A question as it is stored, with what a check of the whole survey needs."""

    number: int
    kind: SurveyQuestionKind
    section: int
    choices: Sequence[ChoiceText] = ()
    most: int = 0
    depends_on: int | None = None
    depends_values: Sequence[str] = ()


def may_do(verb: SurveyVerb, state: str) -> Decision:
    """Answer whether a state allows a verb."""
    if SurveyState(state) in verb.value:
        return YES
    return no("surveys.wrong_state", _WHEN[verb])


def is_complete(text: SurveyText, *, at: datetime) -> Decision:
    """Answer whether a survey states its purpose and how long it is open."""
    decision = YES
    if not has_words(text.title):
        decision &= no("surveys.no_title", "请填写名称。", "title")
    if not has_words(text.purpose):
        words = "请写明为什么调查、结果用来做什么。"
        decision &= no("surveys.no_purpose", words, "purpose")
    if text.days < 1:
        decision &= no("surveys.no_days", "天数至少是 1 天。", "days")
    if text.quota is not None and text.quota < 1:
        decision &= no("surveys.no_quota", "答卷上限至少是 1 份；不限的请留空。", "quota")
    if text.picture and not has_words(text.picture_words):
        words = "请用一句话说明图片内容，方便看不见图片的人。"
        decision &= no("surveys.no_picture_words", words, "picture_words")
    if text.is_short and text.kind is SurveyKind.APPRAISAL:
        decision &= no("surveys.short_appraisal", "评议不能做成微调查。", "is_short")
    if text.opens_at is not None and text.opens_at < at:
        words = "开始时间不能早于现在；不填的，审签通过后立即开始。"
        decision &= no("surveys.opens_before", words, "opens_at")
    return decision


def read_choices(text: str, before: Sequence[ChoiceText] = ()) -> tuple[ChoiceText, ...]:
    """Return the choices of a text, one a line, with an optional limit after a bar: `公交｜200`.

    A choice whose label is in `before` has the same key, so that conditions remain valid.
    """
    known = {one.label: one.key for one in before}
    number = max((int(one.key[1:]) for one in before), default=0)
    found: dict[str, ChoiceText] = {}
    for line in text.splitlines():
        label, bar, limit = line.replace("｜", "|").rpartition("|")
        label, limit = (label, limit.strip()) if bar and limit.strip().isdecimal() else (line, "")
        label = one_line(label)
        if not has_words(label) or label in found:
            continue
        if label not in known:
            number += 1
        key = known.get(label, f"c{number}")
        found[label] = ChoiceText(key, label, int(limit) if limit else None)
    return tuple(found.values())


def written_choices(choices: Sequence[ChoiceText]) -> str:
    """Return choices as text, the inverse of `read_choices`."""
    return "\n".join(
        one.label if one.quota is None else f"{one.label}｜{one.quota}" for one in choices
    )


def is_question(text: QuestionText, *, is_short: bool) -> Decision:
    """Answer whether one question is valid."""
    decision = YES
    if not has_words(text.label):
        decision &= no("surveys.no_label", "请填写题目。", "label")
    choices = read_choices(text.choices)
    if text.kind in CHOSEN and len(choices) < 2:
        decision &= no("surveys.no_choices", "请至少写两个选项，每行一个。", "choices")
    if text.kind in CHOSEN and len(choices) > MOST_CHOICES:
        words = f"选项最多 {MOST_CHOICES} 个，现在有 {len(choices)} 个，请归并。"
        decision &= no("surveys.many_choices", words, "choices")
    if any(one.quota == 0 for one in choices):
        decision &= no("surveys.no_quota", "选项的名额至少是 1；不限的不写。", "choices")
    if any(len(one.label) > 100 for one in choices):
        decision &= no("surveys.long_choice", "选项不超过 100 字，请缩短。", "choices")
    if text.kind is SurveyQuestionKind.SEVERAL and text.most == 1:
        decision &= no("surveys.one_choice", "最多选 1 项的，请改用单选。", "most")
    if not 1 <= text.section <= (1 if is_short else MOST_SECTIONS):
        words = "微调查只有一页，请填 1。" if is_short else f"请填 1 至 {MOST_SECTIONS}。"
        decision &= no("surveys.no_section", words, "section")
    return decision


def is_ready(text: SurveyText, questions: Sequence[QuestionPlan], subjects: int) -> Decision:
    """Answer whether a survey as a whole is valid; every reason names its question."""
    decision = _is_filled(text, questions, subjects)
    by_number = {one.number: one for one in questions}
    for one in questions:
        if one.depends_on is not None:
            decision &= _condition(one, by_number.get(one.depends_on))
        if text.is_short and one.section > 1:
            decision &= no(
                "surveys.no_section", f"第 {one.number} 题：微调查只有一页，请改为第 1 页。"
            )
    return decision


def _is_filled(text: SurveyText, questions: Sequence[QuestionPlan], subjects: int) -> Decision:
    decision = YES
    most = MOST_OF_SHORT if text.is_short else MOST_QUESTIONS
    is_appraisal = text.kind is SurveyKind.APPRAISAL
    if not questions:
        decision &= no("surveys.no_questions", "还没有题目，请先增加题目。")
    if len(questions) > most:
        what = "微调查" if text.is_short else "调查"
        decision &= no("surveys.many_questions", f"{what}最多 {most} 题，请删减。")
    if is_appraisal and not subjects:
        decision &= no("surveys.no_subjects", "还没有被评议单位，请先增加单位。")
    if is_appraisal and not any(one.kind is SurveyQuestionKind.RATING for one in questions):
        decision &= no("surveys.no_points", "评议至少要有一道评分题，作为评议内容。")
    return decision


def _condition(one: QuestionPlan, decides: QuestionPlan | None) -> Decision:
    if decides is None or decides.kind not in CHOSEN:
        text = f"第 {one.number} 题的条件要用单选题或多选题来定，请重新设定条件。"
        return no("surveys.no_condition", text)
    if not set(one.depends_values) <= {choice.key for choice in decides.choices}:
        text = f"第 {one.number} 题的条件所用的选项在第 {decides.number} 题中已经没有，请重新设定条件。"
        return no("surveys.no_condition", text)
    if decides.section >= one.section:
        text = (
            f"第 {one.number} 题是否出现取决于第 {decides.number} 题，"
            f"应当放在它后面的页，请把第 {one.number} 题改到第 {decides.section + 1} 页或以后。"
        )
        return no("surveys.same_section", text)
    return YES


def closing(opens_at: datetime, days: int) -> datetime:
    """Return when a survey closes: at the end (Beijing) of the last of the days after opening."""
    last = opens_at.astimezone(BEIJING).date() + timedelta(days=days)
    return datetime(last.year, last.month, last.day, tzinfo=BEIJING) + timedelta(days=1)


def days_left(closes_at: datetime, at: datetime) -> int:
    """Return the number of days left, today included; 0 after the end."""
    if at >= closes_at:
        return 0
    last = (closes_at - timedelta(microseconds=1)).astimezone(BEIJING).date()
    return (last - at.astimezone(BEIJING).date()).days + 1


def day_of(at: datetime) -> datetime:
    """Return the start of a day in Beijing: the stored precision of when an address answered."""
    return at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)


def is_full(counted: int, quota: int | None) -> bool:
    """Return whether the quota is reached."""
    return quota is not None and counted >= quota


def may_close_early(reason: str) -> Decision:
    """Answer whether a survey may close before its time: a public reason is required."""
    if has_words(reason):
        return YES
    return no("surveys.no_reason", "请说明提前截止的原因，原因会向公众公布。", "reason")


def may_show(public_text: str) -> Decision:
    """Answer whether a text may be shown: it is not empty and has no personal data."""
    if not has_words(public_text):
        return no("surveys.no_public_text", "请填写公开的文字。", "public_text")
    if found := find_personal_data(public_text):
        listed = "、".join(dict.fromkeys(public_text[one.start : one.end] for one in found))
        words = f"公开的文字里还有个人信息：{listed}。请删去或改为星号。"
        return no("surveys.personal_data", words, "public_text")
    return YES


def is_there(state: str) -> Decision:
    """Answer whether a text can be judged, which means that it was not erased."""
    if state == SurveyWordsState.ERASED:
        return no("surveys.erased", "这段文字已经删除。")
    return YES


def has_result(result: str) -> Decision:
    """Answer whether a result has a text, which is to state the outcome and what follows."""
    if has_words(result):
        return YES
    words = "请写结果说明：有多少份答卷、主要结论、下一步怎样采用。"
    return no("surveys.no_result", words, "result")


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent with one decimal; None if the whole is 0."""
    return round(100 * part / whole, 1) if whole else None


def pause_after(tries: int) -> timedelta:
    """Return the delay of a mail after this many tries: 2, 4, 8, 16 minutes."""
    return timedelta(minutes=2**tries)


def confirmation_text(*, title: str, site: str, link: str) -> str:
    """Return the text of the mail by which an address confirms an answer."""
    return (
        f"您好！\n\n有人用这个邮箱填写了“{site}”网站的调查“{title}”。\n"
        f"如果是您本人填写的，请打开下面的网址，按“确认答卷”，答卷才会计入：\n\n{link}\n\n"
        "如果不是您本人填写的，不用理会这封邮件：没有确认的答卷不会计入，公布结果时与邮箱地址一起删除。\n"
        "邮箱地址只用来确认，不与答卷内容一起保存，归档时全部删除。\n\n本邮件由系统自动发出，请勿回复。\n"
    )


def changed_fields(old: Mapping[str, object], new: Mapping[str, object]) -> Sequence[str]:
    """Return the names of the fields that differ, in order."""
    return sorted(name for name, value in new.items() if old.get(name) != value)


def values_named(words: str, choices: Collection[ChoiceText]) -> list[str] | None:
    """Return the keys of the choices named in a condition, one a line; None if one is unknown."""
    by_label = {one.label: one.key for one in choices}
    named = [one_line(line) for line in words.splitlines() if has_words(line)]
    if not named or not all(one in by_label for one in named):
        return None
    return [by_label[one] for one in named]
