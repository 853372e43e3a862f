"""What an editor wants to know of an article: on line since when, where, or what went wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from mingtang.foundation.clock import BEIJING
from mingtang.publishing.enums import TargetState
from mingtang.publishing.models import Address, Target
from mingtang.publishing.policies.paths import link


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
    def words(self) -> str:
        """The state in words: `已上线 14:03:22`, or what failed."""
        if self.state is TargetState.FAILED:
            return f"第 {self.tries} 次生成失败：{self.reason}"
        if self.state in {TargetState.WRITTEN, TargetState.VERIFIED} and self.written_at:
            return f"{self.state.label} {self.written_at.astimezone(BEIJING):%H:%M:%S}"
        return self.state.label


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
    origin = f"{settings.PUBLISH_SCHEME}://{address.site.domain}{settings.PUBLISH_PORT}"
    return PageStatus(
        target_id=target.pk,
        site_code=address.site.code,
        site_name=address.site.name,
        url=f"{origin}{link(address.path)}",
        path=address.path,
        state=TargetState(target.state),
        written_at=target.written_at,
        reason=target.reason,
        tries=target.tries,
    )
