"""Review rounds and their gates: who let which text pass, by which clause."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.review.enums import (
    GateState,
    RoundState,
)

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class RoundQuerySet(models.QuerySet["ReviewRound"]):
    """Review rounds, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> RoundQuerySet:
        """Return the rounds of articles that a person handles; who is only offered one sees none."""
        return self.filter(article__in=Article.objects.handled_by(person, at=at))


class ReviewRound(models.Model):
    """One passage of one revision through the gates of its content class (审核单)."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="review_rounds")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content_class = models.CharField("内容类别", max_length=40)
    is_important = models.BooleanField("重大信息", default=False)
    in_order = models.BooleanField(default=False)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default=RoundState.OPEN.value)
    started_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审核单"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="review_round_number"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="open"), name="review_one_open_round"
            ),
        ]

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return RoundState(self.state).label


class Gate(models.Model):
    """One gate of a round, and the decision about it."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="gates")
    key = models.CharField(max_length=30)
    label = models.CharField(max_length=60)
    posts = models.CharField(max_length=200)
    stand_in = models.CharField(max_length=200, blank=True)
    # Gates of one group need different people; empty where the pack asks for none.
    group = models.CharField(max_length=30, blank=True)
    statements = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()
    clauses = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, default=GateState.WAITING.value)
    decided_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "审核关口"
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="review_gate_once")]
        indexes = [models.Index(fields=["state", "key", "id"], name="review_gate_waiting")]
        ordering = ["order"]

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return GateState(self.state).label

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.state == GateState.WAITING
