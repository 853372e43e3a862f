"""Tokens (接口令牌) by which programs act in the name of a person; only their digests are kept."""

from django.db import models
from django.db.models import Q

from mingtang.organization.models.people import Person


class ApiToken(models.Model):
    """One token of one person. It can do what the person may do at the moment of use, no more."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间")
    last_used_on = models.DateField("最近使用日期", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=Q(ended_at=None),
                name="organization_apitoken_name_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} 的接口令牌“{self.name}”"

    @property
    def token_key(self) -> str:
        """The opaque key of this token in events."""
        return f"token:{self.pk}"
