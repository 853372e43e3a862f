"""Review rounds: which text passed which gates, by which clause."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.content.models import Article, Revision
from mingtang.workbench.approvals.models import ApprovalRound

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class RoundQuerySet(models.QuerySet["ReviewRound"]):
    """Review rounds, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> RoundQuerySet:
        """Return the rounds of articles that a person handles; who is only offered one sees none."""
        return self.filter(article__in=Article.objects.handled_by(person, at=at))


class ReviewRound(ApprovalRound):
    """One passage of one revision through the gates of its content class (审核单).

    An approval round whose steps are the gates.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="review_rounds")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    content_class = models.CharField("内容类别", max_length=40)
    is_important = models.BooleanField("重大信息", default=False)

    objects = RoundQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "审核单"
