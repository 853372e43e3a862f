"""When a mail may be sent, what it is called, what stands in it. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

AGAIN_AFTER = timedelta(days=1)  # an address that is typed again and again gets one mail a day
MOST_WAITING = 10  # unconfirmed columns of one address: a stranger cannot fill a mailbox
MOST_ITEMS = 50  # of one digest
MOST_TRIES = 5
MOST_REFUSALS = 3  # days in a row on which the address was refused for good


@dataclass(frozen=True)
class Titled:
    """An item of a digest."""

    title: str
    url: str


def may_ask_address(*, mailed_at: datetime | None, waiting: int, at: datetime) -> bool:
    """Tell whether another mail may be sent to an unconfirmed address."""
    if mailed_at is not None and at - mailed_at < AGAIN_AFTER:
        return False
    return waiting <= MOST_WAITING


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 2, 4, 8, 16 minutes."""
    return timedelta(minutes=2**tries)


def confirmation_text(*, site: str, column: str, link: str, days: int) -> str:
    """Return the mail that asks an address to confirm."""
    return (
        f"您好！\n\n有人用这个邮箱申请订阅“{site}”网站的“{column}”栏目。\n"
        f"如果是您本人申请的，请在 {days} 天内打开下面的网址，按“确认订阅”：\n\n{link}\n\n"
        "如果不是您本人申请的，不用理会这封邮件：没有确认就不会订阅，"
        f"{days} 天后这个邮箱地址会从我们的系统中删除。\n\n本邮件由系统自动发出，请勿回复。\n"
    )


def known_text(*, site: str, column: str, link: str) -> str:
    """Return the mail to an address that has confirmed long ago and was typed in again."""
    return (
        f"您好！\n\n这个邮箱已经订阅了“{site}”网站的“{column}”栏目，不用再次申请；"
        "栏目有新内容时，每天最多发送一封邮件。\n\n"
        f"不想再收到的，请打开下面的网址退订：\n{link}\n\n本邮件由系统自动发出，请勿回复。\n"
    )


def digest_text(*, site: str, column: str, items: Sequence[Titled], more: str, link: str) -> str:
    """Return the mail of a day; `more` is the page of the column where there are more items than fit."""
    listed = "\n\n".join(f"{item.title}\n{item.url}" for item in items)
    rest = f"\n\n更多内容请看栏目页面：\n{more}" if more else ""
    return (
        f"“{site}”网站的“{column}”栏目有新内容：\n\n{listed}{rest}\n\n"
        f"——\n您收到这封邮件，是因为订阅了本栏目。不想再收到的，请打开下面的网址退订：\n{link}\n"
        "本邮件由系统自动发出，请勿回复。\n"
    )
