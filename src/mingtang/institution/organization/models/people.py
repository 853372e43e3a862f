"""People (人员): the user model of the platform from its first migration."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models

from mingtang.ground.foundation.masking import mask_email
from mingtang.institution.organization.models.units import Unit
from mingtang.institution.organization.policies.people import USERNAME_PATTERN, masked_phone
from mingtang.institution.organization.scopes import sight_of
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_email, as_phone, blind_indexes

CONTACT = "person.contact"


class PersonQuerySet(models.QuerySet["Person"]):
    """People, read as adjectives. They are added by `actions.add_person` alone."""

    def get_by_natural_key(self, username: str) -> "Person":
        """Return the person of a user name, as Django's sign-in asks for."""
        return self.get(username=username)

    def active(self) -> "PersonQuerySet":
        """People who may sign in: not deactivated, their unit not closed."""
        return self.filter(is_active=True, unit__is_active=True)

    def reached_by(self, text: str) -> "PersonQuerySet":
        """People whose telephone number or mail address is exactly this one, however it is written."""
        return self.filter(
            models.Q(phone_index__in=blind_indexes(CONTACT, as_phone(text)))
            | models.Q(email_index__in=blind_indexes(CONTACT, as_email(text)))
        )

    def visible_to(self, person: "Person", at: datetime) -> "PersonQuerySet":
        """Oneself, the colleagues of the own unit, and what `organization.read` opens."""
        sight = sight_of(person, at)
        if not sight.is_active:
            return self.none()
        scope = sight.units_where("organization.read")
        return (
            self if scope.all else self.filter(scope.as_q("unit") | models.Q(unit=person.unit_id))
        )


class Person(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """Someone who signs in (人员). What they may do comes from posts, never from Django's flags."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[RegexValidator(USERNAME_PATTERN, "用户名只能用字母、数字和 . _ -，以字母开头")],
    )
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="所在单位")
    job_title = models.CharField("职务", max_length=60, blank=True, default="")
    office_phone = models.CharField("办公电话", max_length=40, blank=True, default="")
    phone = EncryptedTextField("手机号", blank=True, default="", purpose=CONTACT)
    email = EncryptedTextField("电子邮箱", blank=True, default="", purpose=CONTACT)
    phone_index = BlindIndexField(source="phone", normal="phone")
    email_index = BlindIndexField(source="email", normal="email")
    is_active = models.BooleanField("在用", default=True)
    is_staff = models.BooleanField("可进入后台", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间", null=True, blank=True)
    added_at = models.DateTimeField("建立时间")
    deactivated_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "unit"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("username",)
        indexes = [models.Index(fields=["unit", "username"], name="organization_person_by_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def person_key(self) -> str:
        """The opaque key of this person in events."""
        return f"person:{self.pk}"

    @property
    def masked_phone(self) -> str:
        """The phone number with its middle hidden, as lists show it (138****5678)."""
        return masked_phone(self.phone)

    @property
    def masked_email(self) -> str:
        """The mail address as lists show it (z***@example.cn)."""
        return mask_email(self.email)

    @property
    def first_name(self) -> str:
        """The Chinese name, which Wagtail's sidebar looks for here."""
        return self.name

    def get_full_name(self) -> str:
        """Return the Chinese name, for Wagtail's shell."""
        return self.name

    def get_short_name(self) -> str:
        """Return the Chinese name, for Wagtail's shell."""
        return self.name
