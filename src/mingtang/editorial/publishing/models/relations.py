"""What policy documents online do to each other (文件关系)."""

from __future__ import annotations

from django.db import models

from mingtang.editorial.content.enums import RelationKind


class PolicyRelation(models.Model):
    """One document that amends, repeals or rests on another, as the released text says.

    `force_before` is the validity of the target before it was amended or repealed. Where the target is not
    online, only its `words` are known.
    """

    article = models.ForeignKey("content.Article", models.PROTECT, related_name="relations_from")
    kind = models.CharField("关系", max_length=12, choices=RelationKind.choices())
    target = models.ForeignKey(
        "content.Article", models.PROTECT, null=True, related_name="relations_to"
    )
    words = models.CharField("文件", max_length=200, blank=True)
    force_before = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件关系"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "kind", "target"], name="policy_relation_once"
            )
        ]
        indexes = [models.Index(fields=["target", "kind"], name="policy_relation_target")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind} {self.target_id or self.words}"
