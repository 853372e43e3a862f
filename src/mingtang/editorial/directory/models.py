"""Tables of people and offices: leaders, institutions, contacts, and the statements of a site."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from mingtang.editorial.directory.enums import InstitutionKind, StatementKind
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

EDIT = "directory.edit"
Row = TypeVar("Row", bound=models.Model)


class DirectoryQuerySet(models.QuerySet[Row]):
    """Rows of the directory, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> Any:
        """Return those of the sites whose directory the person edits."""
        return self.filter(authority.sites_where(person, EDIT, at).as_q("site__code"))

    def shown_on(self, site_id: int) -> Any:
        """Return what readers of a site see, in the order of the office."""
        return self.filter(site_id=site_id, is_shown=True).order_by("position", "pk")


class DirectoryRow(models.Model):
    """What all entries have: their site, their place in the list, whether readers see them.

    `version` guards against two people who change an entry at the same time.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("排序", default=0)
    is_shown = models.BooleanField("在网站上公开", default=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        abstract = True


class Leader(DirectoryRow):
    """A leader of the host of a site (领导). `portrait` is the key of a picture, `image:5`, or empty."""

    name = models.CharField("姓名", max_length=30)
    post = models.CharField("职务", max_length=100)
    duties = models.TextField("分管工作", blank=True)
    resume = models.TextField("简历", blank=True)
    portrait = models.CharField("照片", max_length=60, blank=True)
    portrait_words = models.CharField("照片说明", max_length=100, blank=True)

    objects = DirectoryQuerySet["Leader"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领导"
        indexes = [models.Index(fields=["site", "position", "id"], name="directory_leader_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of the leader."""
        return f"leader:{self.pk}"


class Institution(DirectoryRow):
    """An office that the host of a site consists of, or that it oversees (机构)."""

    name = models.CharField("名称", max_length=60)
    former_names = models.CharField("曾用名", max_length=200, blank=True)
    kind = models.CharField("类别", max_length=20, choices=InstitutionKind.choices())
    duties = models.TextField("主要职能", blank=True)
    head = models.CharField("负责人", max_length=60, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    phone = models.CharField("办公电话", max_length=100, blank=True)

    objects = DirectoryQuerySet["Institution"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        indexes = [
            models.Index(fields=["site", "position", "id"], name="directory_institution_order")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of the institution."""
        return f"institution:{self.pk}"


class PublicContact(DirectoryRow):
    """A public post and how it is reached (通讯录): an office's telephone, never a person's."""

    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    post = models.CharField("岗位", max_length=60)
    phone = models.CharField("办公电话", max_length=100)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    note = models.CharField("办理事项", max_length=200, blank=True)

    objects = DirectoryQuerySet["PublicContact"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开岗位"
        indexes = [models.Index(fields=["site", "position", "id"], name="directory_contact_order")]

    def __str__(self) -> str:
        return self.post

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of the contact."""
        return f"contact:{self.pk}"


class SiteStatement(models.Model):
    """What a site says of itself (站内说明), where the office wrote something of its own."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=20, choices=StatementKind.choices())
    text = models.TextField("正文", blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("修改时间")

    objects = DirectoryQuerySet["SiteStatement"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站内说明"
        constraints = [
            models.UniqueConstraint(fields=["site", "kind"], name="directory_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.kind}"
