"""Publish and take down at a set minute (定时发布、定时下线), and cancel it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mingtang.editorial.content.enums import ArticleVerb
from mingtang.editorial.content.interfaces.articles import (
    ArticleAction,
    article_crumbs,
    article_url,
)
from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.actions.schedules import (
    cancel_schedule,
    schedule_publish,
    schedule_take_down,
)
from mingtang.editorial.publishing.enums import ScheduleVerb
from mingtang.editorial.publishing.interfaces.companions import together_words
from mingtang.editorial.publishing.interfaces.screens import (
    TakeDownForm,
    may_begin_take_down,
    places_of,
)
from mingtang.editorial.publishing.models import Schedule
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.forms import DeskForm, MomentField
from mingtang.workbench.backoffice.screens import ConfirmScreen, Crumb

HOUR = timedelta(hours=1)
WHEN = "北京时间，精确到分钟，一年之内。"


def _moment(result: Schedule) -> str:
    return f"{result.due_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


class AtForm(DeskForm):
    """When it is to happen."""

    due_at = MomentField(label="时间", help_text=WHEN)


class TakeDownAtForm(TakeDownForm):
    """When it is to be taken down, and why."""

    due_at = MomentField(label="时间", help_text=WHEN)
    field_order = ("due_at", "reason_code", "reason", "public_reason")


class ScheduleScreen(ArticleAction, ConfirmScreen):
    """Something that is to happen to an article at a minute."""

    submit_label = "安排"

    def get_lead(self) -> str:
        """Say which article it is."""
        return str(self.object.title)

    def get_initial(self) -> dict[str, Any]:
        """Propose the next full hour."""
        hour = (self.at.astimezone(BEIJING) + HOUR).replace(minute=0, second=0, microsecond=0)
        return {"due_at": hour.replace(tzinfo=None)}


class PublishAt(ScheduleScreen):
    """Publish the reviewed text at a set minute."""

    title = "定时发布"
    verb = ArticleVerb.PUBLISH
    needs = "publishing.publish"
    form_class = AtForm

    def get_consequences(self) -> Sequence[str]:
        """Say where it will be seen, and what is asked again then."""
        return [
            *places_of(self.object),
            *together_words(self.object, self.person, self.at),
            "到时会再核对一次权限、审核和栏目；不符合的不会发布，并在稿件页面说明原因。",
            "已经安排过定时发布的，改为这个时间。",
        ]

    def get_success_message(self, result: Schedule) -> str:
        """Say when."""
        return f"已安排，将在 {_moment(result)} 发布。"

    def act(self, form: Any) -> Schedule:
        """Schedule it."""
        return schedule_publish(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class TakeDownAt(ScheduleScreen):
    """Take an article offline at a set minute."""

    title = "定时下线"
    verb = ArticleVerb.TAKE_DOWN
    form_class = TakeDownAtForm

    def may_begin(self) -> Decision:
        """Answer whether this person may, and it is online."""
        right = self.powers.may("publishing.take_down", site=self.object.site.code)
        return right & may_begin_take_down(self.object)

    def get_initial(self) -> dict[str, Any]:
        """Most that is taken down at a set minute has run out."""
        return super().get_initial() | {"reason_code": "outdated"}

    def get_consequences(self) -> Sequence[str]:
        """Say what follows."""
        return [
            "到时页面、列表、订阅、网站地图和只有本稿使用的附件一并撤下，并访问原网址核实。",
            "已经安排过定时下线的，改为这个时间。",
        ]

    def get_success_message(self, result: Schedule) -> str:
        """Say when."""
        return f"已安排，将在 {_moment(result)} 下线。"

    def act(self, form: Any) -> Schedule:
        """Schedule it."""
        return schedule_take_down(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CancelSchedule(ConfirmScreen):
    """Cancel what was to happen at a minute."""

    model = Schedule
    submit_label = "取消定时"
    success_message = "定时已取消。"

    def visible_rows(self) -> Any:
        """Return the schedules of visible articles."""
        articles: Any = Article.objects.visible_to(self.person, at=self.at)
        rows = Schedule.objects.filter(article__in=articles.values("pk"))
        return rows.select_related("article")

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"取消{ScheduleVerb(self.object.verb).label}"

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object.article)

    def get_lead(self) -> str:
        """Say which article it is about."""
        return str(self.object.article.title)

    def get_consequences(self) -> Sequence[str]:
        """Say what will not happen."""
        verb = ScheduleVerb(self.object.verb).label
        return [f"{_moment(self.object)} 的{verb}不再执行；稿件现在的状态不变。"]

    def act(self, form: Any) -> Schedule:
        """Cancel it."""
        return cancel_schedule(actor=self.person, at=self.at, schedule_id=self.object.pk)

    def get_success_url(self, result: Schedule) -> str:
        """Return the address of the article."""
        return article_url(result.article_id)
