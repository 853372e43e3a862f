"""Sites (网站): identity, who hosts and runs them, and the approvals of their life."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.editorial.sites.enums import SiteKind, SiteLanguage, SiteState, SiteStep
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit


class GovSiteQuerySet(models.QuerySet["GovSite"]):
    """Sites, read as adjectives."""

    def in_state(self, *states: SiteState) -> "GovSiteQuerySet":
        """Sites in one of these states."""
        return self.filter(state__in=states)

    def on_line(self) -> "GovSiteQuerySet":
        """Sites that readers can reach."""
        return self.in_state(SiteState.OPEN)

    def visible_to(self, person: Person, at: datetime) -> "GovSiteQuerySet":
        """Sites that a person may look at in the office."""
        return self.filter(authority.sites_where(person, "sites.read", at).as_q("code"))


class GovSite(models.Model):
    """One website of government (政府网站): a portal, a department's site, a subsite or a topic."""

    code = models.SlugField("网站代码", max_length=40, unique=True)
    name = models.CharField("网站名称", max_length=60)
    kind = models.CharField("网站类型", max_length=20, choices=SiteKind.choices())
    state = models.CharField(
        "状态", max_length=20, choices=SiteState.choices(), default=SiteState.PLANNED.value
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsites", verbose_name="主站"
    )
    language = models.CharField(
        "语种", max_length=10, choices=SiteLanguage.choices(), default=SiteLanguage.CHINESE.value
    )
    domain = models.CharField("域名", max_length=120)
    chinese_domain = models.CharField("中文域名", max_length=60, blank=True)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="主办单位")
    operating_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    builders = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name="协办（共建）单位"
    )
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    email = models.EmailField("联系邮箱", blank=True)
    address = models.CharField("联系地址", max_length=120, blank=True)

    identity_code = models.CharField("网站标识码", max_length=10, blank=True)
    icp = models.CharField("ICP备案编号", max_length=40, blank=True)
    police_record = models.CharField("公安备案号", max_length=40, blank=True)
    organ_badge_url = models.URLField("党政机关网站标识链接", blank=True)

    description = models.CharField("网站简介", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    theme = models.CharField("模板", max_length=40, default="plain")
    position = models.PositiveIntegerField("排序", default=0)

    opened_at = models.DateTimeField("开通时间", null=True, blank=True)
    closed_at = models.DateTimeField("关停时间", null=True, blank=True)
    suspended_until = models.DateTimeField("临时下线至", null=True, blank=True)
    notice = models.CharField("停用公告", max_length=300, blank=True)
    successor_url = models.URLField("并入网站地址", blank=True)
    closing_on = models.DateField("计划关停日期", null=True, blank=True)
    closing_notice = models.CharField("关停公告", max_length=300, blank=True, default="")
    qualification_checked_on = models.DateField("最近资质复核日期", null=True, blank=True)
    qualification_due_on = models.DateField("下次资质复核日期", null=True, blank=True)

    objects = GovSiteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网站"
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=~Q(state=SiteState.CLOSED.value),
                name="gov_sites_site_domain_once",
            ),
            models.UniqueConstraint(
                fields=["identity_code"],
                condition=~Q(identity_code="")
                & Q(kind__in=[SiteKind.PORTAL.value, SiteKind.DEPARTMENT.value])
                & ~Q(state=SiteState.CLOSED.value),
                name="gov_sites_site_identity_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def site_key(self) -> str:
        """The opaque key of this site as subject of an event."""
        return f"site:{self.code}"


class SiteApproval(models.Model):
    """Who agreed to a step in the life of a site, when, and on which paper. Never changed (XC-29)."""

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="approvals", verbose_name="网站")
    step = models.CharField("事项", max_length=20, choices=SiteStep.choices())
    approved_by = models.CharField("批准机关（人）", max_length=80)
    approved_on = models.DateField("批准日期")
    document = models.CharField("批准文件", max_length=120, blank=True)
    reason = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+", verbose_name="事由"
    )
    declared = models.CharField("确认事项", max_length=300, blank=True, default="")
    valid_to = models.DateTimeField("至", null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "网站审批事项"
        ordering = ("pk",)
        indexes = [models.Index(fields=["site", "recorded_at"], name="gov_sites_approval_by_site")]

    def __str__(self) -> str:
        return f"{self.site} {SiteStep(self.step).label}"
