"""Who holds which post where, from when to when, and who stands in for whom."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models.people import Person
from mingtang.institution.organization.models.units import Unit
from mingtang.institution.organization.scopes import sight_of


def _in_force(at: datetime, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": at}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": at})
    )


class SiteHost(models.Model):
    """Which unit hosts which site: the little that this floor must know of sites to judge rights.

    `sites` writes it through `actions.note_site_host` when a site is opened or changes hands.
    """

    site_key = models.CharField("网站代码", max_length=40, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="hosted_sites", verbose_name="主办单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "网站主办单位"

    def __str__(self) -> str:
        return self.site_key


class PostHoldingQuerySet(models.QuerySet["PostHolding"]):
    """Holdings, read as adjectives."""

    def in_force(self, at: datetime) -> "PostHoldingQuerySet":
        """Holdings that give rights at this moment: dated so, person and unit active."""
        return self.filter(_in_force(at), person__is_active=True, unit__is_active=True)

    def visible_to(self, person: Person, at: datetime) -> "PostHoldingQuerySet":
        """Holdings in the units whose people a person may read, past ones too."""
        scope = sight_of(person, at).units_where("organization.read")
        return self if scope.all else self.filter(scope.as_q("unit"))

    def of_post(self, post: Post) -> "PostHoldingQuerySet":
        """Holdings of one post."""
        return self.filter(post=post)


class PostHolding(models.Model):
    """One person in one post of one unit (任职), or of one site of that unit.

    `unit` is the unit served: the desk of a city is held in the city, not in the office that lends
    its people. `site_key` is the code of a site, empty where the post is not bound to a site.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings", verbose_name="人员")
    post = models.CharField("岗位", max_length=30, choices=Post.choices())
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holdings", verbose_name="单位")
    site_key = models.CharField("网站", max_length=40, blank=True, default="")
    duties = models.CharField("分工", max_length=200, blank=True, default="")
    valid_from = models.DateTimeField("开始")
    valid_to = models.DateTimeField("结束", null=True, blank=True)

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post", "unit", "site_key"],
                condition=Q(valid_to=None),
                name="organization_postholding_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="organization_postholding_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "post"], name="organization_post_of_unit"),
            models.Index(fields=["post", "site_key"], name="organization_post_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {Post(self.post).label}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations, read as adjectives."""

    def in_force(self, at: datetime) -> "DelegationQuerySet":
        """Delegations that lend rights at this moment: both they and the holding are in force."""
        return self.filter(
            _in_force(at),
            _in_force(at, "holding__"),
            to_person__is_active=True,
            holding__person__is_active=True,
            holding__unit__is_active=True,
        )


class Delegation(models.Model):
    """The holder is away; someone else uses the post for a time (代行职务).

    It hangs on a holding, never on another delegation: what was lent cannot be lent on.
    """

    holding = models.ForeignKey(
        PostHolding, models.PROTECT, related_name="delegations", verbose_name="任职"
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, related_name="delegations", verbose_name="代行人"
    )
    valid_from = models.DateTimeField("开始")
    valid_to = models.DateTimeField("结束")
    reason = models.ForeignKey(
        "events.StatedReason", models.PROTECT, related_name="+", verbose_name="原因"
    )
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="办理人")
    made_at = models.DateTimeField("办理时间")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代行职务"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="organization_delegation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.to_person} 代 {self.holding}"
