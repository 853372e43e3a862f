"""Screens of emergency series: what there is, one with its texts, and what is done with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.series.actions.series import (
    RELEASE,
    WRITE,
    close_series,
    open_series,
    release_entry,
    withdraw_entry,
    write_entry,
)
from mingtang.editorial.series.enums import EntryState, SeriesState, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, SeriesEntry
from mingtang.editorial.series.policies import may_close, may_release, may_write
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Screen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("应急专题", "series:list")
_TONES = {EntryState.WAITING: "warn", EntryState.RELEASED: "good", EntryState.WITHDRAWN: "plain"}


_RIGHTS = (WRITE, RELEASE, "series.alert_all", "series.mourn", "series.mourn_all")


class SeriesRoom(Screen):
    """A screen for those who have any right of this room."""

    def admit(self) -> None:
        """Admit people who write or decide on some site."""
        super().admit()
        if not any(self.powers.holds(right) for right in _RIGHTS):
            raise NotVisible


def series_url(row: EmergencySeries) -> str:
    """Return the address of the screen of a series."""
    return reverse("series:series", args=[row.pk])


def state_tag(row: EmergencySeries) -> str:
    """Return the state as a small label."""
    return tag(SeriesState(row.state).label, "good" if row.state == SeriesState.OPEN else "plain")


class SeriesList(SeriesRoom, ListScreen):
    """Emergency series of the sites on which a person writes or decides."""

    title = ROOT[0]
    lead = "突发事件先发布已核实的基本情况，再按时间连续发布最新进展；每条内容由另一位负责人审定后上线。"
    model = EmergencySeries
    order = ("-changed_at", "-pk")
    search_fields = ("title", "site__name")
    empty_text = "还没有应急专题。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "title", link=series_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("状态", state_tag),
            TableColumn("公众看到的", lambda row: "已上线" if row.released_at else "还没有上线"),
            TableColumn("更新时间", "changed_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        notices = HeaderButton("全站提示", reverse("series:notices"))
        if not self.powers.holds(WRITE):
            return (notices,)
        new = HeaderButton("开设应急专题", reverse("series:new"), icon="plus", primary=True)
        return (new, notices)


def _written(person: Person, at: datetime) -> Any:
    return GovSite.objects.filter(authority.sites_where(person, WRITE, at).as_q("code"))


def _topics(person: Person, at: datetime) -> Any:
    rows = SiteLayout.objects.filter(kind="topic", live__isnull=False)
    return rows.filter(authority.sites_where(person, WRITE, at).as_q("site__code"))


class NewSeriesForm(DeskForm):
    """Where, what it is called, and the facts known so far."""

    site = ChoiceOfVisible(rows=_written, label="网站")
    title = forms.CharField(label="名称", max_length=60, help_text="如“台风海葵防御应对”。")
    code = forms.CharField(
        label="地址", max_length=40, help_text="小写字母、数字和连字符，如 typhoon-2026。"
    )
    facts = forms.CharField(
        label="基本情况",
        widget=forms.Textarea,
        max_length=5000,
        help_text="只写已经核实的：何时、何地、发生了什么、正在怎样处置。每段一行。",
    )
    topic = ChoiceOfVisible(rows=_topics, label="相关专题页", required=False, empty_label="没有")


class NewSeries(ActionForm):
    """Open a series with its facts."""

    title = "开设应急专题"
    right = WRITE
    parents = (ROOT,)
    form_class = NewSeriesForm
    submit_label = "开设"
    success_message = "已开设，公众还看不到。请另一位负责人审定发布基本情况。"

    def act(self, form: Any) -> EmergencySeries:
        data = dict(form.cleaned_data)
        site, topic = data.pop("site"), data.pop("topic")
        topic_id = topic.pk if topic else None
        return open_series(
            actor=self.person, at=self.at, site_id=site.pk, topic_id=topic_id, **data
        )

    def get_success_url(self, result: EmergencySeries) -> str:
        return series_url(result)


class SeriesScreen(DetailScreen):
    """One series: its state and its texts, the newest first."""

    model = EmergencySeries
    parents = (ROOT,)
    template_name = "series/series.html"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "topic", "opened_by")

    def _may(self, right: str) -> bool:
        return bool(self.powers.may(right, site=self.object.site.code))

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: EmergencySeries = self.object
        url = f"https://{row.site.domain}{row.link}" if row.released_at else ""
        return (
            Fact("网站", row.site.name),
            Fact("状态", state_tag(row)),
            Fact("公众看到的", "已上线" if row.released_at else "还没有上线", url=url),
            Fact("相关专题页", row.topic.title if row.topic else "没有"),
            Fact("开设人", row.opened_by.name),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: EmergencySeries = self.object
        if row.state != SeriesState.OPEN:
            return ()
        verbs = (
            ("update", "写最新进展", self._may(WRITE)),
            ("facts", "更新基本情况", self._may(WRITE)),
            ("notice-new", "启用紧急提示", bool(row.released_at) and self._may(RELEASE)),
            ("close", "结束专题", self._may(RELEASE)),
        )
        shown = [(name, label) for name, label, is_shown in verbs if is_shown]
        return [
            HeaderButton(label, self._address(name), primary=place == 0)
            for place, (name, label) in enumerate(shown)
        ]

    def _address(self, name: str) -> str:
        if name == "notice-new":
            return f"{reverse('series:notice-new')}?series={self.object.pk}"
        return reverse(f"series:{name}", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object.entries.select_related("written_by", "released_by").order_by("-pk"))
        return super().get_context_data(entries=Table(self._columns(), rows), **kwargs)

    def _columns(self) -> tuple[TableColumn, ...]:
        def state(row: SeriesEntry) -> str:
            return tag(EntryState(row.state).label, _TONES[EntryState(row.state)])

        return (
            TableColumn("内容", "text", kind="main"),
            TableColumn("类型", lambda row: SeriesTextKind(row.kind).label),
            TableColumn("状态", state),
            TableColumn("起草", "written_by.name"),
            TableColumn("发布时间", "released_at", kind="moment"),
            TableColumn("操作", self._verbs),
        )

    def _verbs(self, row: SeriesEntry) -> str:
        waits, is_online = row.state == EntryState.WAITING, row.state == EntryState.RELEASED
        verbs = []
        if waits and self._may(RELEASE) and row.written_by_id != self.person.pk:
            verbs.append(("审定发布", reverse("series:entry-release", args=[row.pk])))
        is_facts = row.kind == SeriesTextKind.FACTS  # what readers see of them is replaced
        if (waits and self._may(WRITE)) or (is_online and not is_facts and self._may(RELEASE)):
            verbs.append(("撤回", reverse("series:entry-withdraw", args=[row.pk])))
        return cells.buttons(verbs)


class SeriesAction(ActionScreen):
    """Something done with one series."""

    model = EmergencySeries
    parents = (ROOT,)
    right_here = WRITE

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.title, series_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return series_url(self.object)

    def may_begin(self) -> Decision:
        may = self.powers.may(self.right_here, site=self.object.site.code)
        return may & self.may_now(SeriesState(self.object.state))

    def may_now(self, state: SeriesState) -> Decision:
        """Answer whether the state of the series allows it."""
        return may_write(state, "…")


class SeriesTextForm(DeskForm):
    """A text, a paragraph a line."""

    text = forms.CharField(
        label="内容", widget=forms.Textarea, max_length=5000, help_text="每段一行，只写已经核实的。"
    )


class WriteUpdate(SeriesAction):
    """Write what is new."""

    title = "写最新进展"
    lead = "由另一位负责人审定后上线，时间是审定发布的时间。"
    form_class = SeriesTextForm
    success_message = "已写好，等待另一位负责人审定发布。"
    kind = SeriesTextKind.UPDATE

    def act(self, form: Any) -> SeriesEntry:
        return write_entry(
            actor=self.person, at=self.at, series_id=self.object.pk, kind=self.kind,
            text=form.cleaned_data["text"],
        )  # fmt: skip


class WriteFacts(WriteUpdate):
    """Write newer facts, which take the place of those online."""

    title = "更新基本情况"
    lead = "审定发布后替换公众现在看到的基本情况。"
    kind = SeriesTextKind.FACTS


class CloseSeries(SeriesAction, ConfirmScreen):
    """End a series."""

    title = submit_label = "结束专题"
    right_here = RELEASE
    success_message = "已结束。"

    def may_now(self, state: SeriesState) -> Decision:
        return may_close(state)

    def get_consequences(self) -> Sequence[str]:
        return ("页面保留并注明已结束，不能再增加内容。", "由它引出的紧急提示同时解除。")

    def act(self, form: Any) -> EmergencySeries:
        return close_series(actor=self.person, at=self.at, series_id=self.object.pk)


class EntryAction(ActionScreen):
    """Something done with one text of a series."""

    model = SeriesEntry
    parents = (ROOT,)

    def visible_rows(self) -> Any:
        visible = EmergencySeries.objects.visible_to(self.person, at=self.at)
        rows = SeriesEntry.objects.filter(series__in=visible)
        return rows.select_related("series__site", "written_by")

    @cached_property
    def series(self) -> EmergencySeries:
        """The series of the text."""
        found: EmergencySeries = self.object.series
        return found

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.series.title, series_url(self.series)), here]

    def get_success_url(self, result: Any) -> str:
        return series_url(self.series)


class ReleaseEntry(EntryAction, ConfirmScreen):
    """Put a text online."""

    title = submit_label = "审定发布"
    success_message = "已发布，几秒后上线。"

    def may_begin(self) -> Decision:
        may = self.powers.may(RELEASE, site=self.series.site.code)
        wrote = self.object.written_by_id == self.person.pk
        state, series = EntryState(self.object.state), SeriesState(self.series.state)
        return may & may_release(state, series, wrote=wrote)

    def get_consequences(self) -> Sequence[str]:
        return (self.object.text, "公众几秒后就能看到，时间是现在。")

    def act(self, form: Any) -> SeriesEntry:
        return release_entry(actor=self.person, at=self.at, entry_id=self.object.pk)


class WithdrawEntry(EntryAction):
    """Take a text back."""

    title = submit_label = "撤回"
    form_class = ReasonForm
    success_message = "已撤回。"

    def may_begin(self) -> Decision:
        is_online = self.object.state == EntryState.RELEASED
        return self.powers.may(RELEASE if is_online else WRITE, site=self.series.site.code)

    def act(self, form: Any) -> SeriesEntry:
        reason = form.cleaned_data["reason"]
        return withdraw_entry(actor=self.person, at=self.at, entry_id=self.object.pk, reason=reason)
