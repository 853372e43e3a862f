"""Screens of weather feeds: the list with the last reading, and the forms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.weather.actions import set_weather
from mingtang.editorial.weather.models import MANAGE, WeatherFeed
from mingtang.editorial.weather.policies import MOST_HOURS, FeedFields
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

ROOT = ("天气", "weather:list")
_NAMES = ("place", "url", "words_key", "temperature_key", "time_key", "hours", "is_on")


def _state(row: WeatherFeed) -> str:
    if not row.is_on:
        return tag("已停用", "plain")
    if row.error:
        return tag(row.error, "warn")
    return tag("正常", "good") if row.shown else tag("还没有取到", "wait")


class WeatherFeeds(ListScreen):
    """The feeds of the sites that a person manages."""

    title = ROOT[0]
    lead = "网站页面顶部显示的天气，每 20 分钟从数据地址取一次；超过有效时间的数据不显示。"
    right = MANAGE
    model = WeatherFeed
    order = ("site__name", "pk")
    search_fields = ("site__name", "place")
    empty_text = "还没有网站设置天气来源。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "网站",
                "site.name",
                link=lambda row: reverse("weather:change", args=[row.pk]),
                kind="main",
            ),
            TableColumn("现在显示", lambda row: row.shown or "不显示"),
            TableColumn("状态", _state),
            TableColumn("观测时间", "observed_at", kind="moment"),
            TableColumn("最近取数时间", "tried_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        new = reverse("weather:new")
        return (HeaderButton("设置天气来源", new, icon="plus", primary=True),)


def _sites(person: Person, at: datetime) -> Any:
    return GovSite.objects.filter(authority.sites_where(person, MANAGE, at).as_q("code"))


class ChangeFeedForm(DeskForm):
    """The address of the data, and the keys to read from it."""

    place = forms.CharField(label="地名", max_length=20, help_text="显示在天气前面，如“明州”。")
    url = forms.CharField(
        label="数据地址", max_length=500, help_text="气象部门或服务商提供的 JSON 数据地址。"
    )
    words_key = forms.CharField(
        label="天气字段", max_length=100, help_text="如 now.text；层次之间用点，列表第一项写 0。"
    )
    temperature_key = forms.CharField(
        label="气温字段", max_length=100, help_text="摄氏度，如 now.temp。"
    )
    time_key = forms.CharField(
        label="时间字段",
        max_length=100,
        help_text="观测时间，如 now.obsTime；没有时区的按北京时间。",
    )
    hours = forms.IntegerField(
        label="有效时间（小时）", min_value=1, max_value=MOST_HOURS, initial=3,
        help_text="超过这个时间的数据不再显示。",
    )  # fmt: skip
    is_on = forms.BooleanField(label="启用", required=False, initial=True)

    def feed(self) -> FeedFields:
        """Return the cleaned data as the action takes it."""
        return FeedFields(**{name: self.cleaned_data[name] for name in _NAMES})


class NewFeedForm(ChangeFeedForm):
    """The same with the site."""

    site = ChoiceOfVisible(rows=_sites, label="网站")
    field_order = ("site",)


class NewFeed(ActionForm):
    """Set the feed of a site."""

    title = "设置天气来源"
    right = MANAGE
    parents = (ROOT,)
    form_class = NewFeedForm
    success_message = "已设置，几分钟内取数。"

    def act(self, form: Any) -> WeatherFeed:
        site = form.cleaned_data["site"]
        return set_weather(actor=self.person, at=self.at, site_id=site.pk, fields=form.feed())

    def get_success_url(self, result: WeatherFeed) -> str:
        return reverse("weather:list")


class ChangeFeed(ActionScreen):
    """Change the feed of a site, or switch it off."""

    title = "修改天气来源"
    model = WeatherFeed
    parents = (ROOT,)
    form_class = ChangeFeedForm
    success_message = "已修改，几分钟内重新取数。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def may_begin(self) -> Decision:
        return self.powers.may(MANAGE, site=self.object.site.code)

    def get_lead(self) -> str:
        return str(self.object.site.name)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in _NAMES}

    def act(self, form: Any) -> WeatherFeed:
        return set_weather(
            actor=self.person, at=self.at, site_id=self.object.site_id, fields=form.feed()
        )

    def get_success_url(self, result: WeatherFeed) -> str:
        return reverse("weather:list")
