"""What every page shows around its content: name of the site above, the seven facts below."""

import re
from collections.abc import Iterator

from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.rules import (
    DESIGN,
    Fault,
    InspectedPage,
    PageRule,
    Severity,
    page_rule,
)

_BADGE = re.compile(r"bszs\.conac\.cn|dcs\.conac\.cn|党政机关(?:网站)?标识", re.IGNORECASE)
_ERRORS = re.compile(r"网站找错|pucha\.kaipuyun\.cn|zhaocuo", re.IGNORECASE)
_CODE = re.compile(r"标识码\s*[:：]?\s*(?P<code>\d{10}|bm\d{8})")
_HOST = re.compile(r"主办(?:单位)?\s*[:：]?\s*\S|版权所有\s*[:：]?\s*\S")
_PHONE = re.compile(
    r"(?<!\d)(?:\(?0\d{2,3}\)?[-—－\s]?)?(?:\d{7,8}|12345)(?!\d)|(?<!\d)1\d{10}(?!\d)"
)
_ICP = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP备\s*\d{5,10}号",
    re.IGNORECASE,
)
_POLICE = re.compile(r"公网安备\s*\d{14}\s*号?")
_MAP = re.compile(r"(?:站点|网站|站内)地图")
_FOOTER = f"{DESIGN}（底部功能区）"
_WHERE = re.compile(r"(?:当前|所在|您的|你的)的?(?:所在)?位置")


@page_rule("furniture.badge", "党政机关网站标识", Severity.MUST, source=_FOOTER)
def badge(page: InspectedPage) -> Iterator[Fault]:
    if not _BADGE.search(page.parsed.source):
        yield Fault("底部没有党政机关网站标识，请按编制部门发放的代码加上。")


@page_rule(
    "furniture.errors",
    "“我为政府网站找错”入口",
    Severity.MUST,
    source="国办函〔2016〕68号",
    is_verified=True,
)
def error_entry(page: InspectedPage) -> Iterator[Fault]:
    if not _ERRORS.search(page.parsed.source):
        yield Fault("底部没有“我为政府网站找错”入口，每个页面都应当有。")


@page_rule("furniture.code", "网站标识码", Severity.MUST, source=_FOOTER)
def identity_code(page: InspectedPage) -> Iterator[Fault]:
    shown = _CODE.search(page.parsed.text)
    mark = page.parsed.meta("SiteIDCode")
    if not shown:
        yield Fault("底部没有网站标识码。")
    elif mark and mark != shown["code"]:
        yield Fault(f"底部的网站标识码是 {shown['code']}，SiteIDCode 是 {mark}，两处应当一致。")


@page_rule("furniture.host", "主办单位及联系方式", Severity.MUST, source=_FOOTER)
def host_and_contact(page: InspectedPage) -> Iterator[Fault]:
    if not _HOST.search(page.parsed.text):
        yield Fault("底部没有写明主办单位。")
    # Numbers of records have as many digits as telephones.
    text = _POLICE.sub("", _ICP.sub("", page.parsed.text))
    if not _PHONE.search(text):
        yield Fault("没有联系电话，请在底部写明主办单位的联系方式。")


@page_rule("furniture.icp", "ICP备案编号", Severity.MUST, source=_FOOTER, is_verified=True)
def icp(page: InspectedPage) -> Iterator[Fault]:
    if not _ICP.search(page.parsed.text):
        yield Fault("底部没有ICP备案编号，如“皖ICP备10000000号”。")


@page_rule("furniture.police", "公安机关备案标识", Severity.MUST, source=_FOOTER)
def police(page: InspectedPage) -> Iterator[Fault]:
    if not _POLICE.search(page.parsed.text):
        yield Fault("底部没有公安机关备案号，如“皖公网安备 34000002000000号”。")


@page_rule("furniture.map", "网站地图", Severity.MUST, source=_FOOTER)
def site_map(page: InspectedPage) -> Iterator[Fault]:
    if not any(
        _MAP.search(link.text() or link.attributes.get("title") or "") for link in page.parsed.links
    ):
        yield Fault("没有到网站地图的链接。")


@page_rule("furniture.name", "显示网站名称", Severity.SHOULD, source=f"{DESIGN}（头部标识区）")
def site_name(page: InspectedPage) -> Iterator[Fault]:
    name = page.parsed.meta("SiteName")
    pictures = (node.attributes.get("alt") or "" for node in page.parsed.tree.css("img[alt]"))
    if name and name not in page.parsed.text and not any(name in alt for alt in pictures):
        yield Fault(f"页面上没有网站名称“{name}”，请在头部显示；用图片显示的，请写替代文字。")


@page_rule(
    "furniture.trail",
    "当前位置",
    Severity.HINT,
    source=DESIGN,
    kinds=frozenset({InspectedKind.COLUMN, InspectedKind.ARTICLE}),
)
def trail(page: InspectedPage) -> Iterator[Fault]:
    labelled = page.parsed.tree.css("[aria-label]")
    shown = _WHERE.search(page.parsed.text) or any(
        _WHERE.search(node.attributes.get("aria-label") or "") for node in labelled
    )
    if not shown and not page.parsed.tree.css_first(".breadcrumb, [class*=crumb]"):
        yield Fault("没有“当前位置”，读者不知道自己在哪个栏目。")


RULES: tuple[PageRule, ...] = (
    badge,
    error_entry,
    identity_code,
    host_and_contact,
    icp,
    police,
    site_map,
    site_name,
    trail,
)
