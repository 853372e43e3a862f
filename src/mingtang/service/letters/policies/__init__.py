"""What a mailbox takes, what a letter has to say, and which texts are the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.service.letters.enums import LetterCategory, MailboxKind, ProgressChannel, RealName
from mingtang.workbench.intake.enums import SignInNeed

_CODE = re.compile(r"[a-z][a-z0-9-]{1,38}")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class MailboxFacts:
    """What is said of a mailbox. `unit` answers its letters; without one the desk dispatches them."""

    code: str
    name: str
    kind: MailboxKind = MailboxKind.COMPLAINT
    holder: str = ""
    intro: str = ""
    unit: str = ""
    categories: tuple[LetterCategory, ...] = tuple(LetterCategory)
    real_name: RealName = RealName.OPTIONAL
    sign_in: SignInNeed = SignInNeed.NONE
    is_open: bool = True
    position: int = 0


@dataclass(frozen=True)
class LetterFacts:
    """What a decision about a letter asks: never more of its sender than what was filled in."""

    category: LetterCategory
    text: str
    progress: ProgressChannel = ProgressChannel.WEB
    has_name: bool = False
    has_phone: bool = False
    has_email: bool = False


def is_mailbox(facts: MailboxFacts) -> Decision:
    """Answer whether a mailbox can be saved."""
    decision = YES
    if not _CODE.fullmatch(facts.code):
        text = "代码用小写字母开头，可以有数字和短横线，2 至 39 位，例如 mayor。"
        decision &= no("letters.bad_code", text, "code")
    if not has_words(facts.name):
        decision &= no("letters.no_name", "请填写信箱名称。", "name")
    if not facts.categories:
        decision &= no("letters.no_category", "请至少选择一类受理的来信。", "categories")
    if facts.kind is MailboxKind.LEADER and not has_words(facts.holder):
        decision &= no("letters.no_holder", "领导信箱请填写是谁的信箱，例如：市长。", "holder")
    return decision


def may_write(letter: LetterFacts, mailbox: MailboxFacts | None) -> Decision:
    """Answer whether a letter can go to a mailbox as it stands, with every reason and its field."""
    if mailbox is None or not mailbox.is_open:
        text = "这个信箱现在不接收来信，请选择其他信箱。"
        return no("letters.closed", text, "mailbox")
    decision = YES
    if letter.category not in mailbox.categories:
        taken = "、".join(one.label for one in mailbox.categories)
        text = f"“{mailbox.name}”只受理{taken}，请换一个类别或信箱。"
        decision &= no("letters.not_taken", text, "category")
    if mailbox.real_name is RealName.REQUIRED:
        if not letter.has_name:
            decision &= no("letters.no_sender", "这个信箱须填写真实姓名。", "name")
        if not letter.has_phone:
            decision &= no("letters.no_phone", "这个信箱须填写联系电话。", "phone")
    return decision & can_be_told(letter)


def can_be_told(letter: LetterFacts) -> Decision:
    """Answer whether the way in which the sender wants to hear of progress can be gone."""
    if letter.progress is ProgressChannel.MAIL and not letter.has_email:
        return no("letters.no_email", "选择用电子邮件告知进度的，请填写电子邮箱。", "email")
    by_phone = {ProgressChannel.SMS, ProgressChannel.PHONE}
    if letter.progress in by_phone and not letter.has_phone:
        word = letter.progress.label
        return no("letters.no_phone", f"选择用{word}告知进度的，请填写联系电话。", "phone")
    return YES


def says_what(text: str) -> Decision:
    """Answer whether a letter says anything."""
    return YES if has_words(text) else no("letters.no_text", "请写明要反映的事。", "text")


def is_past(received_at: datetime | None, at: datetime) -> Decision:
    """Answer whether the stated moment of receipt has been."""
    if received_at is None or received_at <= at:
        return YES
    return no("letters.not_yet", "收到时间不能晚于现在。", "received_at")


def may_tell(progress: str, *, has_phone: bool) -> Decision:
    """Answer whether a person has to tell the sender of progress: by telephone or text message."""
    if progress in {ProgressChannel.SMS, ProgressChannel.PHONE} and has_phone:
        return YES
    return no("letters.not_by_hand", "这封来信不需要人工告知进度。")


def comparable(title: str, text: str) -> str:
    """Return a text without spaces, signs and cases: what was sent twice is the same by it."""
    return _NO_WORD.sub("", f"{title}{text}".casefold())


def told_words(number: str, state: str, site: str, address: str) -> str:
    """Return what a mail about progress says: no word of the letter, and none of its answer."""
    return (
        f"您好！\n\n您给{site}的来信（{number}）有新进展：{state}。\n\n"
        f"请打开 {address} ，凭回执编号和查询码查看经过和答复。\n"
        "查询码只有您有，我们不会索取，请不要告诉他人。\n\n"
        "这封邮件由系统发出，请不要直接回复。"
    )


def slip_words(name: str, number: str, state: str, progress: Sequence[str]) -> str:
    """Return what an officer says on the telephone, or writes in a text message."""
    who = f"{name}，您好！" if name else "您好！"
    steps = "；".join(progress)
    return f"{who}您的来信（{number}）现在{state}。{steps}。详情可凭回执编号和查询码在网站查看。"
