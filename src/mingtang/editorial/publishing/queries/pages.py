"""What an editor wants to know of an article: online since when, where, or what went wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from mingtang.editorial.pages.enums import TargetState
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.editorial.publishing.enums import ScheduleState
from mingtang.editorial.publishing.models import Address, Schedule
from mingtang.editorial.themes.policies.links import link
from mingtang.ground.foundation.clock import BEIJING


@dataclass(frozen=True)
class PageStatus:
    """One page of an article on one site."""

    target_id: int
    site_code: str
    site_name: str
    url: str
    path: str
    state: TargetState
    written_at: datetime | None
    reason: str
    tries: int

    @property
    def is_under_way(self) -> bool:
        """Whether it will be otherwise in a moment; a failed page is tried again by itself."""
        return self.state in {TargetState.WAITING, TargetState.RUNNING, TargetState.FAILED}

    @property
    def words(self) -> str:
        """The state in words: `已上线 14:03:22`, or how often it failed."""
        if self.state is TargetState.FAILED:
            return f"第 {self.tries} 次生成失败"
        if self.state is TargetState.GONE:
            return "已下线"
        if self.state in {TargetState.WRITTEN, TargetState.VERIFIED} and self.written_at:
            return f"{self.state.label} {self.written_at.astimezone(BEIJING):%H:%M:%S}"
        return self.state.label


@dataclass(frozen=True)
class ProofView:
    """What was found at an address after it was taken down; `is_gone` is None before anybody looked."""

    url: str
    is_gone: bool | None
    at: datetime | None
    by_origin: bool
    status: int
    is_closed: bool

    @property
    def words(self) -> str:
        """What was found, in a sentence."""
        if self.is_gone is None or self.at is None:
            return "正在核实"
        when = f"{self.at.astimezone(BEIJING):%m-%d %H:%M:%S}"
        if not self.by_origin:
            return f"{when} 检查网站目录，文件{'已不存在' if self.is_gone else '仍在'}"
        if not self.status:
            return f"{when} 访问原网址，没有应答"
        return f"{when} 访问原网址，返回 {self.status}{'' if self.is_gone else '，仍能看到'}"


def page_url(domain: str, path: str) -> str:
    """Return the address of a page as readers type it."""
    return f"{settings.PUBLISH_SCHEME}://{domain}{settings.PUBLISH_PORT}{link(path)}"


def proofs_of(article_id: int) -> list[ProofView]:
    """Return what was found at the addresses of an article since it was taken down."""
    stones = Tombstone.objects.filter(subject=f"article:{article_id}", lifted_at__isnull=True)
    return [_proof(stone) for stone in stones.select_related("site").order_by("pk")[:50]]


def _proof(stone: Tombstone) -> ProofView:
    found = stone.proof or {}
    return ProofView(
        url=page_url(stone.site.domain, stone.path),
        is_gone=bool(found["gone"]) if "gone" in found else None,
        at=datetime.fromisoformat(found["at"]) if "at" in found else None,
        by_origin=found.get("by") == "origin",
        status=int(found.get("status", 0)),
        is_closed=stone.proof_due_at is None,
    )


def schedules_of(article_id: int) -> list[Schedule]:
    """Return what is to happen to an article at a set minute, and what lately could not."""
    rows = Schedule.objects.filter(article_id=article_id).select_related("actor")
    waiting = list(rows.filter(state=ScheduleState.WAITING.value).order_by("due_at"))
    last = rows.filter(state__in=[ScheduleState.DONE.value, ScheduleState.REFUSED.value])
    newest = last.order_by("-done_at", "-pk").first()
    refused = newest is not None and newest.state == ScheduleState.REFUSED
    return [*waiting, *([newest] if refused and newest else [])]


def pages_of(article_id: int) -> list[PageStatus]:
    """Return the pages of an article on every site, its home site first."""
    addresses = list(
        Address.objects.filter(article_id=article_id).select_related("site").order_by("pk")
    )
    if not addresses:
        return []
    named = Q()
    for address in addresses:
        named |= Q(site_id=address.site_id, path=address.path)
    targets = {(target.site_id, target.path): target for target in Target.objects.filter(named)}
    found = []
    for address in addresses:
        target = targets.get((address.site_id, address.path))
        if target is not None:
            found.append(_status(address, target))
    return found


def _status(address: Address, target: Target) -> PageStatus:
    return PageStatus(
        target_id=target.pk,
        site_code=address.site.code,
        site_name=address.site.name,
        url=page_url(address.site.domain, address.path),
        path=address.path,
        state=TargetState(target.state),
        written_at=target.written_at,
        reason=target.reason,
        tries=target.tries,
    )
