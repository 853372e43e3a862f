"""Tokens (接口令牌) by which programs act in the name of a person; only their digests are kept."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingtang.institution.organization.enums import EndCause
from mingtang.institution.organization.models.people import Person
from mingtang.institution.organization.models.posts import PostHolding
from mingtang.institution.organization.models.sessions import owned_or_managed


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens, read as adjectives."""

    def standing(self) -> "ApiTokenQuerySet":
        """Those that were not ended; they may have expired a moment ago."""
        return self.filter(ended_at=None)

    def with_ended_post(self, at: datetime) -> "ApiTokenQuerySet":
        """Those whose person had a post that ended after the token was issued."""
        ended = PostHolding.objects.filter(
            person=OuterRef("person"), valid_to__gt=OuterRef("created_at"), valid_to__lte=at
        )
        return self.filter(Exists(ended))

    def in_use(self, at: datetime) -> "ApiTokenQuerySet":
        """Those that open something, as far as the token itself decides."""
        standing = self.standing().filter(expires_at__gt=at)
        return standing.exclude(pk__in=standing.with_ended_post(at).values("pk"))

    def visible_to(self, person: Person, at: datetime) -> "ApiTokenQuerySet":
        """One's own, and those of people whose unit one manages."""
        return self.standing().filter(owned_or_managed(person, at))


class ApiToken(models.Model):
    """One token of one person. It can do what the person may do at the moment of use, no more."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    warned_at = models.DateTimeField("到期提醒时间", null=True, blank=True)
    last_used_on = models.DateField("最近使用日期", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    end_cause = models.CharField(max_length=20, blank=True, choices=EndCause.choices())

    objects = ApiTokenQuerySet.as_manager()

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
