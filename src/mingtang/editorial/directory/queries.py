"""What a site says of itself: the facts, and the text that holds now."""

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.models import Leader, SiteStatement
from mingtang.editorial.directory.policies.statements import SiteCard, default_text
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.editorial.sites.models import GovSite
from mingtang.workbench.proofing.leaders import ListedLeader


def card_of(site: GovSite) -> SiteCard:
    """Return the facts of a site that statements speak of."""
    return SiteCard(
        name=site.name,
        host=site.unit.name,
        operator=site.operating_unit.name if site.operating_unit else "",
        domain=site.domain,
        contact=site.contact,
        phone=site.phone,
        email=site.email,
        address=site.address,
        identity_code=site.identity_code,
        icp=site.icp,
        police_record=site.police_record,
        description=site.description,
        is_foreign=site.language == SiteLanguage.FOREIGN,
    )


def statement_text(site_id: int, kind: StatementKind, card: SiteCard) -> str:
    """Return the words of a statement with their marks: the office's own, else those to begin with."""
    rows = SiteStatement.objects.filter(site_id=site_id, kind=kind.value)
    return rows.values_list("text", flat=True).first() or default_text(kind, card)


def subject_of(site_code: str, kind: StatementKind) -> str:
    """Return the opaque key under which events speak of a statement."""
    return f"statement:{site_code}:{kind.value}"


def leaders_of(site: GovSite) -> list[ListedLeader]:
    """Return the leaders that a site shows, in their order, for machine remarks on names and posts."""
    rows = Leader.objects.shown_on(site.pk).values_list("name", "post")
    return [ListedLeader(name, tuple(post.replace("、", "，").split("，"))) for name, post in rows]
