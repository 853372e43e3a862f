"""One's own notices: the list, one notice, what is unread, and by which ways one is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.notices.actions import choose_channels, mark_all_read, mark_read
from mingtang.institution.notices.enums import NoticeChannel
from mingtang.institution.notices.kinds import DIGEST, all_kinds, notice_kind
from mingtang.institution.notices.models import ChannelChoice, Notice
from mingtang.institution.notices.queries import reachable_by, unread_count, working_ways
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    BatchAct,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.subjects import subjects
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html

CHOSEN_WAYS = (NoticeChannel.MAIL, NoticeChannel.SMS)
PARENTS = (("我的通知", "notices:list"),)


def notice_url(notice: Notice) -> str:
    """Return the address of a notice."""
    return reverse("notices:show", args=[notice.pk])


class NoticeFilter(FilterForm):
    """Notices that are unread, or of one kind."""

    unread = forms.BooleanField(label="只看未读", required=False)
    kind = forms.ChoiceField(label="类别", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in all_kinds()]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        kind = self.cleaned_data["kind"]
        rows = rows.filter(kind=kind) if kind else rows
        return rows.filter(read_at=None) if self.cleaned_data["unread"] else rows


class ReadTicked(BatchAct):
    """Mark the ticked notices as read."""

    name = "read"
    label = "所选标为已读"
    done = "已标为已读"

    def may_begin(self, row: Notice) -> Decision:
        return no("notices.read_before", "这条通知已经读过。") if row.is_read else YES

    def do(self, *, actor: Person, at: datetime, row: Notice, values: dict[str, Any]) -> None:
        mark_read(actor=actor, at=at, notice_id=row.pk)


class Notices(ListScreen):
    """What a person was told, the newest first."""

    title = "我的通知"
    lead = "轮到您办理的、您提交的有了结果的、快到期和已超期的事项。保留半年。"
    template_name = "office/notices/list.html"
    model = Notice
    order = ("-pk",)
    filter_class = NoticeFilter
    empty_text = "还没有通知。有事项轮到您办理或者快到期时，会在这里提醒您。"
    batch_acts = (ReadTicked,)

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("通知设置", reverse("notices:settings"), "cog"),)

    def get_columns(self) -> Sequence[TableColumn]:
        things = subjects((row.subject for row in self.page.rows), self.person, self.at)
        return (
            TableColumn("内容", "sentence", link=notice_url, kind="main"),
            TableColumn("事项", lambda row: things[row.subject].title if row.subject else ""),
            TableColumn("类别", lambda row: notice_kind(row.kind).label),
            TableColumn("时间", "told_at", kind="moment"),
            TableColumn("状态", lambda row: tag("已读") if row.is_read else tag("未读", "wait")),
        )

    def get_row_tone(self, row: Notice) -> str:
        return "muted" if row.is_read else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = max((row.pk for row in self.page.rows), default=0)
        has_unread = unread_count(self.person, 1) > 0
        return super().get_context_data(newest=newest if has_unread else 0, **kwargs)


class NoticeScreen(DetailScreen):
    """One notice; to open it is to read it."""

    model = Notice
    parents = PARENTS
    with_history = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark_read(actor=self.person, at=self.at, notice_id=self.object.pk)
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return notice_kind(self.object.kind).label

    def get_facts(self) -> Sequence[Fact]:
        notice: Notice = self.object
        facts = [Fact("内容", notice.sentence)]
        if notice.subject:
            thing = subjects([notice.subject], self.person, self.at)[notice.subject]
            facts.append(Fact("事项", thing.title, url=thing.url))
        if notice.due_at:
            facts.append(Fact("期限", countdown_html(notice.due_at, self.at)))
        if notice.citation:
            facts.append(Fact("依据", notice.citation))
        facts.append(Fact("时间", notice.told_at))
        return facts

    def get_buttons(self) -> Sequence[HeaderButton]:
        key = self.object.subject
        thing = subjects([key], self.person, self.at)[key] if key else None
        if thing is None or not thing.url:
            return ()
        return (HeaderButton("去办理", thing.url, primary=True),)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the list showed when the button was pressed, and what is older."""
    text = request.POST.get("up_to", "")
    if not (text.isascii() and text.isdecimal()) or int(text[:20]) > LARGEST_KEY:
        raise Http404
    number = mark_all_read(actor=_person(request), at=moment(), up_to=int(text))
    messages.success(request, f"已将 {number} 条通知标为已读。")
    return redirect("notices:list")


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


class SettingsForm(DeskForm):
    """A box for each kind of notice and each way."""

    def __init__(
        self, *args: Any, chosen: Mapping[tuple[str, NoticeChannel], bool], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for (code, way), is_on in chosen.items():
            label = (
                f"{notice_kind(code).label}：{way.label}" if code != DIGEST.code else DIGEST.label
            )
            self.fields[field_name(code, way)] = forms.BooleanField(
                label=label, required=False, initial=is_on
            )


def field_name(code: str, way: NoticeChannel) -> str:
    """Return the name of the box for a kind and a way."""
    return f"{code}-{way}"


class Settings(ActionForm):
    """By which ways outside the office one is told of what."""

    title = "通知设置"
    lead = "通知总是显示在工作台。这里选择哪些还要发邮件、发短信。夜间和休息日不发，紧急时限除外。"
    template_name = "office/notices/settings.html"
    parents = PARENTS
    form_class = SettingsForm
    success_message = "通知设置已保存。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"chosen": self.chosen()}

    def chosen(self) -> dict[tuple[str, NoticeChannel], bool]:
        """Return each kind and way with what holds for this person now."""
        rows = ChannelChoice.objects.filter(person=self.person)
        stored = {(row.kind, row.channel): row.is_on for row in rows}
        pairs = [(kind, way) for kind in all_kinds() for way in CHOSEN_WAYS]
        pairs.append((DIGEST, NoticeChannel.MAIL))
        return {
            (kind.code, way): stored.get((kind.code, way), way in kind.channels)
            for kind, way in pairs
        }

    def act(self, form: Any) -> None:
        chosen = {
            (code, way): form.cleaned_data[field_name(code, way)] for code, way in self.chosen()
        }
        choose_channels(actor=self.person, at=self.at, chosen=chosen)

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:settings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        lines = [
            (kind, [form[field_name(kind.code, way)] for way in CHOSEN_WAYS])
            for kind in all_kinds()
        ]
        digest = form[field_name(DIGEST.code, NoticeChannel.MAIL)]
        return super().get_context_data(
            ways=CHOSEN_WAYS, lines=lines, digest=digest, missing=self._missing(), **kwargs
        )

    def _missing(self) -> list[str]:
        """Say why something chosen here would not arrive."""
        words = []
        for way, place in ((NoticeChannel.MAIL, "电子邮箱"), (NoticeChannel.SMS, "手机号")):
            if way not in working_ways():
                words.append(f"平台还没有配置{way.label}服务，现在不会发{way.label}。")
            elif way not in reachable_by(self.person):
                words.append(f"您还没有登记{place}，收不到{way.label}。请在“我的账号”中填写。")
        return words
