"""Notices, the dispatches that carry them outside, what people chose, robots of groups."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.policies import duty_day
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.scopes import sight_of
from mingtang.spine.vault.fields import EncryptedTextField

MANAGE = "notices.manage"
DUTY = "notices.duty"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, read as adjectives."""

    def visible_to(self, person: Person, at: datetime) -> "NoticeQuerySet":
        """Return one's own notices; nobody sees those of others."""
        return self.filter(person=person)

    def unread(self) -> "NoticeQuerySet":
        """Those that their person has not read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing a person is told (通知), in one sentence; the list in the office shows it.

    `sentence` names no title and no citizen: it leaves the house by mail and text message. `subject`
    is the opaque key of the thing, which the office turns into its title and address for those who may
    see it. `key` is what it was told for: nobody is told the same thing twice.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField("事项", max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    sentence = models.CharField("内容", max_length=300)
    citation = models.CharField("依据", max_length=300, blank=True)
    due_at = models.DateTimeField("期限", null=True)
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notices_notice_told_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_notice_newest"),
            models.Index(
                fields=["person", "id"],
                condition=Q(read_at=None),
                name="notices_notice_unread",
            ),
            models.Index(fields=["told_at"], name="notices_notice_age"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_read(self) -> bool:
        """Whether the person has read it."""
        return self.read_at is not None


class RobotQuerySet(models.QuerySet["Robot"]):
    """Robots, read as adjectives."""

    def visible_to(self, person: Person, at: datetime) -> "RobotQuerySet":
        """Those of units whose robots the person looks after."""
        return self.filter(sight_of(person, at).units_where(MANAGE).as_q("unit"))


class Robot(models.Model):
    """A robot of a work group (群机器人): notices about the work of a unit are posted there.

    The address holds the key that lets anyone post; it is sealed and never shown again.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("名称", max_length=40)
    platform = models.CharField("平台", max_length=20, choices=RobotPlatform.choices())
    address = EncryptedTextField("机器人地址", purpose="notices.robot")
    secret = EncryptedTextField("加签密钥", blank=True, default="", purpose="notices.robot")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("添加时间")

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="notices_robot_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Dispatches, read as adjectives."""

    def due(self, at: datetime) -> "DispatchQuerySet":
        """Those that can be sent now, the longest due first."""
        return self.filter(state=DispatchState.WAITING, due_at__lte=at).order_by("due_at", "pk")

    def visible_to(self, person: Person, at: datetime) -> "DispatchQuerySet":
        """Those to people and groups of units whose notices the person looks after."""
        scope = sight_of(person, at).units_where(MANAGE)
        return self.filter(scope.as_q("person__unit") | scope.as_q("robot__unit"))


class Dispatch(models.Model):
    """One message outside the office (发送): to a person by mail or text message, or to a group.

    While a worker sends it, `due_at` is its lease: a worker that dies leaves it due again. A digest
    has no notice; it is written when it is sent. `target` and `key` say what is sent to whom, once.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="dispatches")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="+")
    channel = models.CharField("方式", max_length=10, choices=NoticeChannel.choices())
    target = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    state = models.CharField(
        "状态", max_length=10, choices=DispatchState.choices(), default=DispatchState.WAITING
    )
    due_at = models.DateTimeField("发送时间")
    tries = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("原因", max_length=200, blank=True)
    ended_at = models.DateTimeField("完成时间", null=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知发送"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "target", "key"], name="notices_dispatch_once"
            ),
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(robot=None), name="notices_dispatch_has_one_target"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="notices_dispatch_due",
            ),
            models.Index(
                fields=["-ended_at"], condition=Q(state="failed"), name="notices_dispatch_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.target} {self.key}"

    @property
    def unit_code(self) -> str:
        """The code of the unit whose person or group it goes to."""
        receiver = self.robot or self.person
        return receiver.unit.code if receiver else ""


class ChannelChoice(models.Model):
    """What a person chose for a kind of notice and a channel (通知设置)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=NoticeChannel.choices())
    is_on = models.BooleanField()

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "channel"], name="notices_channelchoice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.channel}"


class DutyTurnQuerySet(models.QuerySet["DutyTurn"]):
    """Turns of duty, read as adjectives."""

    def visible_to(self, person: Person, at: datetime) -> "DutyTurnQuerySet":
        """Those of units whose roster the person reads."""
        return self.filter(sight_of(person, at).units_where(DUTY).as_q("unit"))

    def now(self, at: datetime) -> "DutyTurnQuerySet":
        """Those that run at a moment."""
        return self.filter(day=duty_day(at))


class DutyTurn(models.Model):
    """A person on duty for a day and the night after it (值班); urgent notices at night go to them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    day = models.DateField("日期")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="值班人")
    phone = models.CharField("值班电话", max_length=40)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间")

    objects = DutyTurnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "person"], name="notices_duty_once")
        ]
        indexes = [models.Index(fields=["day"], name="notices_duty_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.person.name}"
