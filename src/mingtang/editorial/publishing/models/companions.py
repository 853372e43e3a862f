"""What goes with a policy document: why it went online first, and which interpretations are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.models import Article

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class ReleaseException(models.Model):
    """Why a policy document may go online before its interpretation (先发文件)."""

    article = models.OneToOneField(
        "content.Article", models.PROTECT, primary_key=True, related_name="release_exception"
    )
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    stated_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "先发文件"

    def __str__(self) -> str:
        return str(self.article_id)


class InterpretationRequestQuerySet(models.QuerySet["InterpretationRequest"]):
    """Requests, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> InterpretationRequestQuerySet:
        """Return the requests about policy documents that a person may see."""
        policies = Article.objects.visible_to(person, at=at)
        return self.filter(policy__in=policies.values("pk"))

    def open(self) -> InterpretationRequestQuerySet:
        """Return those that no interpretation has answered."""
        return self.filter(answered_by=None)


class InterpretationRequest(models.Model):
    """A common question about a policy document that its unit is asked to interpret (解读任务)."""

    policy = models.ForeignKey(
        "content.Article", models.PROTECT, related_name="interpretation_requests"
    )
    question = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        "content.Article", models.PROTECT, null=True, related_name="answered_requests"
    )
    answered_at = models.DateTimeField(null=True)

    objects = InterpretationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "解读任务"
        constraints = [
            models.UniqueConstraint(
                fields=["policy"],
                name="interpretation_request_open",
                condition=Q(answered_by__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.asked_at}"
