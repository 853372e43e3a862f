"""The pages of the directory of a made-up city, with names that are hard on a layout."""

from dataclasses import replace
from typing import Any

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.interfaces.shown import (
    ContactBookPage,
    ContactGroup,
    ContactView,
    InstitutionGroup,
    InstitutionPage,
    InstitutionsPage,
    InstitutionView,
    LeaderPage,
    LeadersPage,
    LeaderView,
    SiteFact,
    StatementPage,
)
from mingtang.editorial.directory.policies.phones import phone_numbers
from mingtang.editorial.directory.policies.statements import SiteCard, default_text, marks_of
from mingtang.editorial.directory.policies.texts import filled, parts_of
from mingtang.editorial.themes.shown import AssetView, LinkView

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2
CARD = SiteCard(
    name="明州市", host="明州市人民政府", operator="市政府办公室", domain="www.example.cn"
)
MENU = (
    LinkView("概况", "/overview.html"),
    LinkView("领导之窗", "/leaders.html"),
    LinkView("机构职能", "/institutions.html"),
    LinkView("通讯录", "/contact-book.html"),
)


def _leader(number: int, name: str, post: str) -> LeaderView:
    portrait = AssetView("/picture.png", name, 20_000, 300, 400) if number % 3 else None
    return LeaderView(name, post, f"/leaders/{number}.html", portrait, f"{name}近照")


def _institution(number: int, name: str, kind: str) -> InstitutionView:
    return InstitutionView(
        name=name,
        former_names="市机关事务管理局、市接待办" if number else "",
        link=f"/institutions/{number}.html",
        kind=kind,
        head="某某某",
        address="明州市政务新区人民路1号行政中心3号楼",
        office_hours="工作日 8:30—12:00，14:30—17:30",
        phones=phone_numbers("0550-3000001、12345"),
    )


def views() -> dict[str, tuple[str, Any]]:
    """Return address, kind of page and what its template gets."""
    leaders = (
        _leader(1, "顾全", "市委副书记、市长，市政府党组书记"),
        _leader(2, "贺平", "市委常委、常务副市长"),
        _leader(3, LONG, "副市长"),
    )
    offices = tuple(_institution(n, name, "内设机构") for n, name in enumerate(("综合科", LONG)))
    duties = parts_of("主持市政府全面工作。\n分管审计工作。")
    posts = tuple(
        ContactView(
            number, post, phone_numbers("0550-3000001、12345"), "zhiban@example.cn", "全天", LONG
        )
        for number, post in enumerate(("值班室", "信访接待"))
    )
    more = tuple(replace(one, number=one.number + 10) for one in posts)
    about = filled(default_text(StatementKind.ABOUT, CARD), marks_of(CARD))
    facts = (
        SiteFact("主办单位", CARD.host),
        SiteFact("联系电话", "12345", "tel:12345;phone-context=+86"),
        SiteFact("电子邮箱", f"{LONG}@example.cn", "mailto:a@example.cn"),
    )
    return {
        "/leaders.html": ("leaders", LeadersPage(leaders, MENU)),
        "/leaders/1.html": ("leader", LeaderPage(leaders[0], duties, duties, leaders[1:], MENU)),
        "/institutions.html": (
            "institutions",
            InstitutionsPage((InstitutionGroup("内设机构", offices),), MENU),
        ),
        "/institutions/1.html": ("institution", InstitutionPage(offices[1], duties, MENU)),
        "/contact-book.html": (
            "contact_book",
            ContactBookPage((ContactGroup("", posts), ContactGroup("综合科", more)), MENU),
        ),
        "/about.html": (
            "statement_about",
            StatementPage("关于本站", parts_of(about), facts, MENU),
        ),
    }
