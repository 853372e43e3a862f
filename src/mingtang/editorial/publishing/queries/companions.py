"""Which interpretations a policy document waits for, and what was said and asked about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.content.enums import ArticleKind, ArticleState
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.policies import interpretation
from mingtang.editorial.content.policies.interpretation import FoundInterpretation
from mingtang.editorial.content.queries import companion_rule
from mingtang.editorial.publishing.models import InterpretationRequest, ReleaseException
from mingtang.institution.organization.models import Person
from mingtang.institution.regulations.schema.base import holds
from mingtang.institution.regulations.schema.gates import Companion


@dataclass(frozen=True)
class JointRelease:
    """What a policy has to go online with: the rule that asks it (none: nothing does), and what there is."""

    rule: Companion | None
    explanations: Sequence[FoundInterpretation]
    exception: ReleaseException | None
    is_explained: (
        bool  # by an interpretation online, whether the person may see it in the office or not
    )

    @property
    def ready_ids(self) -> list[int]:
        """The interpretations that go online in the same act, in the order of their writing."""
        return [one.article_id for one in self.explanations if one.is_ready]

    @property
    def waits(self) -> bool:
        """Whether an interpretation is asked for and none is online."""
        return self.rule is not None and not self.is_explained


def joint_rule(article: Article, *, at: datetime) -> Companion | None:
    """Return the rule by which a policy goes online with its interpretation, none if it does not apply.

    The pack of the unit that runs the site counts.
    """
    if article.kind != ArticleKind.POLICY:
        return None
    rule = companion_rule(article.site.operating_unit.code, at=at)
    facts = interpretation.facts_of(article.kind, article.policy_area, is_key=article.is_key_policy)
    if rule is None or not holds(rule.applies_when, facts):
        return None
    return rule


def joint_release(article: Article, *, person: Person, at: datetime) -> JointRelease:
    """Return what a policy has to go online with, as a person may see it."""
    return JointRelease(
        joint_rule(article, at=at),
        explanations_of(article.pk, person=person, at=at),
        ReleaseException.objects.filter(pk=article.pk)
        .select_related("reason", "stated_by")
        .first(),
        Release.objects.filter(interprets=article.pk, is_live=True).exists(),
    )


def explanations_of(policy_id: int, *, person: Person, at: datetime) -> list[FoundInterpretation]:
    """Return the interpretations of a policy that a person may see, in the order of their writing."""
    rows = (
        Article.objects.visible_to(person, at=at)
        .filter(interprets=policy_id, kind=ArticleKind.INTERPRETATION.value)
        .exclude(state=ArticleState.DISCARDED.value)
        .select_related("release")
        .defer("body", "release__body")
        .order_by("pk")
    )
    return [_explanation(row) for row in rows]


def _explanation(row: Article) -> FoundInterpretation:
    release: Release | None = getattr(row, "release", None)
    is_live = release is not None and release.is_live
    is_ready = row.state == ArticleState.PASSED and not is_live
    return FoundInterpretation(row.pk, row.title, row.state_label, is_ready, is_live)


def awaited_policy(article: Article, *, at: datetime) -> Article | None:
    """Return the policy without which an interpretation may not go online; none if it may."""
    if article.kind != ArticleKind.INTERPRETATION or article.interprets_id is None:
        return None
    if Release.objects.filter(pk=article.interprets_id, is_live=True).exists():
        return None
    related = ("site__operating_unit",)
    policy = Article.objects.select_related(*related).get(pk=article.interprets_id)
    return policy if joint_rule(policy, at=at) is not None else None


def requests_about(policy_id: int) -> Sequence[InterpretationRequest]:
    """Return what was asked about a policy, the newest first."""
    rows = InterpretationRequest.objects.filter(policy=policy_id).order_by("-pk")
    return list(rows.select_related("question", "asked_by", "answered_by"))
