"""Where a page leads to: nothing hidden, nothing private, nothing dead by construction."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from mingtang.oversight.monitoring.inspection.parsed import is_hidden, snippet
from mingtang.oversight.monitoring.inspection.rules import (
    DESIGN,
    Fault,
    InspectedPage,
    PageRule,
    Severity,
    page_rule,
)

_PUBLIC_BODIES = re.compile(
    r"(?:^|\.)(?:gov\.cn|政务|公益|edu\.cn|xn--zfr164b|conac\.cn)$", re.IGNORECASE
)
_NOWHERE = ("", "#", "javascript:", "javascript:;", "javascript:void(0)", "javascript:void(0);")
_FILES = ("file:", "c:", "d:", "e:")


def _host(page: InspectedPage, address: str | None) -> str:
    try:
        return (urlsplit(page.parsed.absolute(address)).hostname or "").lower()
    except ValueError:
        return ""


def _addresses(page: InspectedPage) -> Iterator[tuple[LexborNode, str]]:
    for node in page.parsed.tree.css("a[href], img[src], iframe[src], script[src], link[href]"):
        yield node, (node.attributes.get("href") or node.attributes.get("src") or "").strip()


@page_rule("links.private", "不指向本机或内网", Severity.MUST, source=DESIGN)
def private_addresses(page: InspectedPage) -> Iterator[Fault]:
    for node, address in _addresses(page):
        if address.lower().startswith(_FILES):
            yield Fault("指向编辑电脑上的文件，读者打不开，请重新上传。", snippet(node))
        elif _is_private(_host(page, address)):
            yield Fault("指向本机或内网地址，读者打不开，请改成公开的地址。", snippet(node))


def _is_private(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


@page_rule("links.hidden", "没有暗链", Severity.MUST, source=f"{DESIGN}；国办秘函〔2019〕19号")
def hidden_links(page: InspectedPage) -> Iterator[Fault]:
    own = page.parsed.host or page.parsed.meta("SiteDomain").lower()
    family = own.removeprefix("www.")
    for node in page.parsed.links:
        host = _host(page, node.attributes.get("href"))
        is_own = not host or (family and (host == family or host.endswith(f".{family}")))
        if not is_own and not _PUBLIC_BODIES.search(host) and is_hidden(node):
            yield Fault(
                f"有读者看不见、指向 {host} 的链接，请立即核查是否被植入暗链。", snippet(node)
            )


@page_rule("links.outside", "外部链接", Severity.HINT, source=DESIGN)
def outside_links(page: InspectedPage) -> Iterator[Fault]:
    own = page.parsed.host or page.parsed.meta("SiteDomain").lower()
    hosts = {_host(page, node.attributes.get("href")) for node in page.parsed.links}
    outside = sorted(one for one in hosts if one and one != own and not _PUBLIC_BODIES.search(one))
    if outside:
        names = "、".join(outside[:5]) + ("等" if len(outside) > 5 else "")
        yield Fault(f"有指向非政府网站的链接（{names}），请核对，离开本站时应当提示。")


@page_rule("links.placeholder", "链接有去处", Severity.SHOULD, source=DESIGN)
def placeholders(page: InspectedPage) -> Iterator[Fault]:
    for node in page.parsed.links:
        address = (node.attributes.get("href") or "").strip().lower()
        is_worked = node.attributes.get("onclick") or node.attributes.get("id")
        if address in _NOWHERE and not is_worked:
            yield Fault("链接没有去处，请补上地址或删去。", snippet(node))


@page_rule(
    "links.secure",
    "资源走加密地址",
    Severity.SHOULD,
    source="网页以 https 打开时，http 资源被浏览器拦截",
)
def insecure_resources(page: InspectedPage) -> Iterator[Fault]:
    if not page.parsed.address.startswith("https:"):
        return
    for node, address in _addresses(page):
        if node.tag != "a" and address.lower().startswith("http:"):
            yield Fault("资源用 http 地址，浏览器会拦截，请改成 https。", snippet(node))


RULES: tuple[PageRule, ...] = (
    private_addresses,
    hidden_links,
    outside_links,
    placeholders,
    insecure_resources,
)
