"""Which address a site may have. Pure: no Django.

Source: 政府网站发展指引（国办发〔2017〕47号）二; 国办函〔2018〕55号: domains of government sites.
"""

import re

from mingtang.editorial.sites.enums import SiteKind
from mingtang.ground.foundation.decisions import YES, Decision, no

GOVERNMENT = ".gov.cn"
CHINESE = ".政务"
TRIAL = ".localhost"  # of one's own machine: never seen by readers
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


def domain_text(typed: str) -> str:
    """Return a domain as it is stored: small letters, without scheme, path or final dot."""
    text = re.sub(r"\s", "", typed).lower()
    text = re.sub(r"^https?://", "", text)
    return text.split("/")[0].rstrip(".")


def may_have_domain(domain: str, kind: SiteKind, parent_domain: str = "") -> Decision:
    """Answer whether a site of a kind may have a domain.

    A portal is `www.□□□.gov.cn`, a department's site `○○○.□□□.gov.cn`; subsites and topics stand
    below the zone of their main site. A trial address ends in `.localhost`.
    """
    if not re.fullmatch(rf"({_LABEL}\.)+{_LABEL}", domain) or len(domain) > 120:
        return no("sites.domain", "域名格式不对，请只填域名，例如 www.mingzhou.gov.cn。", "domain")
    if domain.endswith(TRIAL):
        return YES
    if not domain.endswith(GOVERNMENT):
        return no(
            "sites.domain_suffix",
            "政府网站英文域名须以 .gov.cn 结尾（试用时可用 .localhost）。",
            "domain",
        )
    labels = domain.removesuffix(GOVERNMENT).split(".")
    return _may_name(kind, labels) & _may_lie_in(kind, domain, parent_domain)


def may_have_chinese_domain(domain: str) -> Decision:
    """Answer whether a Chinese domain, if there is one, ends in `.政务`."""
    if not domain or re.fullmatch(r"[^\s.]+(\.[^\s.]+)*\.政务", domain):
        return YES
    return no("sites.chinese_domain", "政府网站中文域名须以 .政务 结尾。", "chinese_domain")


def _may_name(kind: SiteKind, labels: list[str]) -> Decision:
    if kind is SiteKind.PORTAL and (len(labels) != 2 or labels[0] != "www"):
        return no("sites.domain_portal", "门户网站域名应为 www.□□□.gov.cn，请核对。", "domain")
    if kind is SiteKind.DEPARTMENT and (len(labels) != 2 or labels[0] == "www"):
        return no(
            "sites.domain_department",
            "部门网站域名应为 ○○○.□□□.gov.cn，使用本级政府门户网站的下级域名。",
            "domain",
        )
    return YES


def _may_lie_in(kind: SiteKind, domain: str, parent_domain: str) -> Decision:
    if kind not in {SiteKind.SUBSITE, SiteKind.TOPIC}:
        return YES
    zone = parent_domain.removeprefix("www.")
    if zone.endswith(GOVERNMENT) and domain.endswith("." + zone):
        return YES
    return no("sites.domain_below", "子网站和专题应使用主站的下级域名，不得另立域名。", "domain")
