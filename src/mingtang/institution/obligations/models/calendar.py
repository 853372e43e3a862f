"""The calendar that the office edits on top of the bundled one."""

from django.db import models


class CalendarNotice(models.Model):
    """One document that changed the calendar (放假调休文件). Never edited: a correction is a new one."""

    document = models.CharField("依据文件", max_length=200)
    completes_year = models.PositiveSmallIntegerField("补全年份", null=True, blank=True)
    recorded_by = models.CharField("登记人", max_length=200)
    known_since = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假调休文件"
        ordering = ("known_since", "id")

    def __str__(self) -> str:
        return self.document


class CalendarDay(models.Model):
    """One day that a notice makes a rest day or a working day (日历调整).

    Of several rows for one day the one known last holds; `superseded_at` says since when another
    one does. The rows stay, so that a past day replays as it was known then.
    """

    notice = models.ForeignKey(CalendarNotice, models.PROTECT, related_name="days")
    day = models.DateField("日期")
    is_working = models.BooleanField("上班")
    name = models.CharField("节日名称", max_length=40, blank=True)
    known_since = models.DateTimeField("登记时间")
    superseded_at = models.DateTimeField("被替代时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历调整"
        ordering = ("day", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(superseded_at=None),
                name="obligations_calendarday_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["notice", "day"], name="obligations_calendarday_once_per_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working else '放假'}"


class CalendarEdition(models.Model):
    """A state of knowledge of the calendar, bundled and own days together (日历版本).

    A live obligation remembers by which edition its due moment was worked out; another one means
    that it is to be worked out again. `waiting` and `done` show how far that has come.
    """

    digest = models.CharField(max_length=16, unique=True)
    noted_at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历版本"

    def __str__(self) -> str:
        return f"{self.digest}（{self.done}/{self.waiting}）"
