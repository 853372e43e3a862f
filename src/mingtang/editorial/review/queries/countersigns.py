"""Which texts other units have countersigned, and which must be."""

from datetime import datetime

from mingtang.editorial.content.models import Article
from mingtang.editorial.review.models import Countersign
from mingtang.editorial.review.policies import may_release_countersigned
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema.gates import Countersigning
from mingtang.workbench.approvals.enums import RoundState

RULE = "review.countersign"


def countersigning(site: GovSite, at: datetime) -> tuple[RuleSet, Countersigning | None]:
    """Return the rules of a site, and the one about countersigns where its pack has one."""
    rules = rules_for(unit_path(site.operating_unit.code), at)
    return rules, rules.rule(RULE, Countersigning) if RULE in rules else None


def newest_countersign(article: Article) -> Countersign | None:
    """Return the last time other units were asked about an article."""
    return Countersign.objects.filter(article=article).order_by("-number").first()


def is_countersigned(article: Article, at: datetime) -> Decision:
    """Answer whether the current text may go online as to the countersign that its class needs."""
    _, rule = countersigning(article.site, at)
    if rule is None or not rule.is_needed(article.content_class):
        return may_release_countersigned(is_needed=False, is_agreed=False, waiting="")
    newest = newest_countersign(article)
    is_agreed = (
        newest is not None
        and newest.state == RoundState.PASSED
        and newest.revision_id == article.revision_id
    )
    labels = newest.steps.due().values_list("label", flat=True) if newest is not None else ()
    waiting = "、".join(labels) if newest is not None and newest.is_open else ""
    return may_release_countersigned(is_needed=True, is_agreed=is_agreed, waiting=waiting)
