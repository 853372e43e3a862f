"""Sessions of browsers (登录会话). The database knows only a keyed digest of what the browser holds."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingtang.institution.organization.enums import EndCause
from mingtang.institution.organization.models.people import Person
from mingtang.institution.organization.models.posts import PostHolding
from mingtang.institution.organization.scopes import sight_of
from mingtang.spine.vault.fields import EncryptedTextField


class WebSessionQuerySet(models.QuerySet["WebSession"]):
    """Sessions, read as adjectives."""

    def open(self) -> "WebSessionQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at=None)

    def signed_in(self) -> "WebSessionQuerySet":
        """Those that are open and belong to someone."""
        return self.open().filter(person__isnull=False)

    def with_ended_post(self, at: datetime) -> "WebSessionQuerySet":
        """Those whose person had a post that ended after they signed in."""
        ended = PostHolding.objects.filter(
            person=OuterRef("person"), valid_to__gt=OuterRef("entered_at"), valid_to__lte=at
        )
        return self.filter(Exists(ended))

    def visible_to(self, person: Person, at: datetime) -> "WebSessionQuerySet":
        """One's own, and those of people whose unit one manages."""
        return self.signed_in().filter(owned_or_managed(person, at))


def owned_or_managed(person: Person, at: datetime) -> Q:
    """Return the filter for rows of `person`, or of people in units that `person` manages."""
    scope = sight_of(person, at).units_where("organization.manage")
    return Q(person=person) | scope.as_q("person__unit")


class WebSession(models.Model):
    """One session of one browser; `person` is empty before they have signed in.

    An ended one stays for a while with the cause, so that the browser can be told.
    """

    session_key = models.CharField(max_length=64, unique=True)
    session_data = models.TextField(blank=True)
    expire_date = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField("浏览器", max_length=60, blank=True)
    address = EncryptedTextField("网络地址", blank=True, default="", purpose="session.address")
    entered_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近操作", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_cause = models.CharField(max_length=20, blank=True, choices=EndCause.choices())

    objects = WebSessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"

    def __str__(self) -> str:
        return f"{self.person} 的登录会话"
