"""Names, addresses and update cycles of columns. Pure: no Django."""

import re

from mingtang.editorial.sites.enums import ColumnSupply
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, one_line
from mingtang.ground.foundation.working_days import PeriodError, parse_period

SLUG_PATTERN = r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?"
PATH_LENGTH = 250
# First parts of addresses that pages of the publishing room use themselves.
RESERVED = frozenset(
    {
        "index",
        "search",
        "sitemap",
        "feed",
        "rss",
        "static",
        "media",
        "assets",
        "api",
        "forms",
        "404",
        "files",
        "healthz",
        "library",
        "series",
    }
)
# A column's archive of a year or month is in a folder of this name below it (`/tzgg/2026/`, `/tzgg/202603/`).
ARCHIVE_FOLDER = r"\d{4}|\d{6}"


def path_of(slug: str, parent_path: str = "") -> str:
    """Return the address of a column inside its site: the parts of its ancestors and its own."""
    return f"{parent_path}/{slug}" if parent_path else slug


def may_be_column(*, code: str, name: str, slug: str, is_top: bool) -> Decision:
    """Answer whether code, name and address part of a column are usable."""
    decision = may_be_named(name)
    if not re.fullmatch(SLUG_PATTERN, code):
        decision &= no(
            "sites.column_code", "栏目代码只能用小写字母、数字和连字符，不超过60个字符。", "code"
        )
    return decision & may_have_slug(slug, is_top=is_top)


def may_be_named(name: str) -> Decision:
    """Answer whether a column has a name: short and telling."""
    if not has_words(name):
        return no("sites.column_name", "请填写栏目名称。", "name")
    if len(one_line(name)) > 40:
        return no("sites.column_name_long", "栏目名称应简短，不超过40个字。", "name")
    return YES


def may_be_described(*, description: str, keywords: str) -> Decision:
    """Answer whether the marks of a column's pages would be complete.

    Source: 国办发〔2017〕47号, 附件 网页标签规范: ColumnDescription and ColumnKeywords are required.
    """
    decision = YES
    if not has_words(description):
        decision &= no(
            "sites.column_description",
            "请填写栏目描述，例如“发布市政府及各部门的通知公告”。",
            "description",
        )
    if not has_words(keywords):
        decision &= no(
            "sites.column_keywords", "请填写栏目关键词，用逗号分开，例如“通知,公告”。", "keywords"
        )
    return decision


def may_be_supplied(supply: ColumnSupply, *, link_url: str, builders: int) -> Decision:
    """Answer whether a column says what its way of supply needs: an address, or who builds along.

    Source: 南政办〔2015〕86号 二（三）（四） (HN-03, HN-04).
    """
    decision = YES
    if supply is ColumnSupply.LINK and not link_url.startswith(("https://", "http://")):
        decision &= no(
            "sites.link_missing", "链接栏目须填写以 https:// 开头的链接地址。", "link_url"
        )
    if supply is not ColumnSupply.LINK and link_url:
        decision &= no("sites.link_unwanted", "只有“网站链接”方式的栏目填写链接地址。", "link_url")
    if supply is ColumnSupply.COBUILT and not builders:
        decision &= no("sites.builders_missing", "共建栏目须填写共建单位。", "column_builders")
    return decision


def may_have_slug(slug: str, *, is_top: bool) -> Decision:
    """Answer whether an address part is usable; at the top some are taken by the platform."""
    if not re.fullmatch(SLUG_PATTERN, slug):
        return no("sites.column_slug", "路径名只能用小写字母、数字和连字符，例如 tzgg。", "slug")
    if re.fullmatch(ARCHIVE_FOLDER, slug):
        return no(
            "sites.column_slug_month",
            "四位、六位数字是按年、按月存档的目录，请换一个路径名。",
            "slug",
        )
    if is_top and slug in RESERVED:
        return no("sites.column_slug_reserved", f"路径名 {slug} 由平台保留，请换一个。", "slug")
    return YES


def may_have_path(longest: int) -> Decision:
    """Answer whether the longest address below a column still fits."""
    if longest <= PATH_LENGTH:
        return YES
    return no("sites.column_path", "栏目层级过深，地址过长，请缩短路径名或减少层级。", "slug")


def may_be_updated_every(cycle: str) -> Decision:
    """Answer whether an update cycle, if there is one, can be read (`2 weeks`, `6个月`)."""
    if not has_words(cycle):
        return YES
    try:
        parse_period(cycle)
    except PeriodError as error:
        return no("sites.update_cycle", f"更新周期无法识别：{error}", "update_cycle")
    return YES


def cycle_text(cycle: str) -> str:
    """Return an update cycle as rules write it (`2 weeks`); what cannot be read stays as it was."""
    try:
        return str(parse_period(cycle)) if has_words(cycle) else ""
    except PeriodError:
        return one_line(cycle)
