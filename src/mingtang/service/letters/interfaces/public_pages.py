"""The public page 网上信箱: the mailboxes of a site, what happens to a letter, and how to ask for progress."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import MapBranch, PageSection
from mingtang.ground.foundation import clock
from mingtang.service.letters.enums import RealName
from mingtang.service.letters.models import Mailbox
from mingtang.service.letters.policies import MailboxFacts
from mingtang.service.letters.queries import (
    LETTERS_ADDRESS,
    LETTERS_PAGE,
    clocks_of_site,
    mailboxes_of,
)
from mingtang.workbench.intake.enums import SignInNeed


@dataclass(frozen=True, slots=True)
class MailboxView:
    """A mailbox as readers see it."""

    key: str
    name: str
    holder: str
    intro: str
    takes: str
    asks: str


@dataclass(frozen=True, slots=True)
class LetterClock:
    """An act of the office, and how soon it is done."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    """What the page shows."""

    mailboxes: tuple[MailboxView, ...]
    clocks: tuple[LetterClock, ...]
    has_sign_in: bool = False


def read_letters(reader: PageReader, page: Page) -> LettersPage:
    """Return the mailboxes of a site and the clocks of its letters.

    Source: the Xingning measures, 21 to 23: leader's mailbox, on-line inquiry and complaint.
    """
    site = reader.site.code
    clocks = (LetterClock(*one) for one in clocks_of_site(site, clock.now()))
    boxes = mailboxes_of(site)
    has_sign_in = any(one.sign_in != SignInNeed.NONE for one in boxes)
    return LettersPage(tuple(map(_view, boxes)), tuple(clocks), has_sign_in)


def _view(box: Mailbox) -> MailboxView:
    facts = box.facts()
    return MailboxView(
        key=str(box.pk),
        name=facts.name,
        holder=facts.holder,
        intro=facts.intro,
        takes="、".join(one.label for one in facts.categories),
        asks=_asks(facts),
    )


def _asks(facts: MailboxFacts) -> str:
    """Return what a mailbox asks of its senders, as sentences joined by commas; empty for nothing."""
    asked = [facts.real_name.label] if facts.real_name is RealName.REQUIRED else []
    signing = {SignInNeed.OFFERED: "可以登录后写信", SignInNeed.DEMANDED: "须登录后写信"}
    return "，".join([*asked, *([signing[facts.sign_in]] if facts.sign_in in signing else [])])


def map_entries(_: PageReader) -> tuple[MapBranch, ...]:
    """Return what the map of every site names of this room."""
    return (MapBranch("网上信箱", LETTERS_ADDRESS),)


_SECTION = PageSection(
    "网上信箱", ColumnType.CONSULTATION, "受理咨询、投诉、建议、举报、求助的信箱", "来信,咨询,投诉,建议",
    LETTERS_ADDRESS,
)  # fmt: skip
KIND = PageKind(
    name=LETTERS_PAGE,
    scope=PageScope.SITE,
    template="letters.html",
    section=_SECTION,
    read=read_letters,
    address=lambda _: LETTERS_ADDRESS,
)
