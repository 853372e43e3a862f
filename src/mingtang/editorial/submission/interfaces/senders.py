"""Screens of reporting systems: who may send, how it is read, what came and what was refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.urls import reverse

from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.submission.actions import (
    Receipt,
    SenderTerms,
    SenderToken,
    change_sender,
    drop_item,
    end_sender,
    register_sender,
    renew_sender_token,
    retry_item,
)
from mingtang.editorial.submission.enums import ReceivedState
from mingtang.editorial.submission.models import SENDERS, ReceivedItem, SendingSystem
from mingtang.editorial.submission.policies.mapping import DEFAULT_MAPPING, FIELDS, NEEDED
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Tab,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

LIST = (("报送系统", "submission:senders"),)
ITEMS = (*LIST, ("收到的稿件", "submission:received"))
ADDRESS = "/api/v1/submissions"
_PAGES = (("系统", "submission:senders"), ("收到的稿件", "submission:received"))
_TONES = {ReceivedState.TAKEN: "good", ReceivedState.REFUSED: "warn"}


def sender_url(pk: int) -> str:
    """Return the address of one system."""
    return reverse("submission:sender", args=[pk])


class _SenderPages(ListScreen):
    """What the two lists share."""

    is_exported = False
    right = SENDERS

    def get_tabs(self) -> Sequence[Tab]:
        urls = ((label, reverse(name)) for label, name in _PAGES)
        return [Tab(label, url, url == self.request.path) for label, url in urls]


class SenderList(_SenderPages):
    """The systems that may send to one's desks."""

    title = "报送系统"
    lead = "县（区）和部门沿用的报送系统，经接口把稿件送到编辑部；稿件照常先由本单位审签。"
    model = SendingSystem
    order = ("name", "pk")
    search_fields = ("name", "site__name")
    search_label = "系统名称"
    empty_text = "还没有登记报送系统。对方系统要经接口送稿的，先在这里登记并签发令牌。"

    def visible_rows(self) -> Any:
        refused = Count("items", Q(items__state=ReceivedState.REFUSED.value))
        return super().visible_rows().select_related("site").annotate(refused=refused)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("系统名称", "name", link=lambda r: sender_url(r.pk), kind="main"),
            TableColumn("送到", "site.name"),
            TableColumn("最近收到", "last_received_at", kind="moment"),
            TableColumn("未接收", "refused", kind="number"),
            TableColumn("令牌签发时间", "token_issued_at", kind="moment"),
            TableColumn("状态", _state),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        url = reverse("submission:new-sender")
        return (HeaderButton("登记报送系统", url, icon="plus", primary=True),)


def _state(row: SendingSystem) -> str:
    return tag("已停用", "plain") if row.ended_at else tag("在用", "good")


class ReceivedFilter(FilterForm):
    """Narrows what came by what became of it."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ReceivedState.choices()]
    )

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class ReceivedList(_SenderPages):
    """What the systems sent, the newest first."""

    title = "收到的稿件"
    lead = "未接收的写明原因；改好字段对应或登记好单位、信息员之后，可以重新办理。"
    model = ReceivedItem
    order = ("-pk",)
    filter_class = ReceivedFilter
    search_fields = ("title", "number", "unit_name")
    search_label = "标题、编号或单位"
    empty_text = "还没有收到稿件。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("sender", "submission")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("标题", str, link=_item_url, kind="main"),
            TableColumn("对方单位", "unit_name"),
            TableColumn("系统", "sender.name"),
            TableColumn("对方编号", "number"),
            TableColumn("收到时间", "received_at", kind="moment"),
            TableColumn("状态", _item_state),
            TableColumn("未接收的原因", "refusal"),
        )


def _item_url(row: ReceivedItem) -> str:
    return reverse("submission:received-item", args=[row.pk])


def _item_state(row: ReceivedItem) -> str:
    return tag(row.state_label, _TONES.get(ReceivedState(row.state), "plain"))


class SenderTermsForm(DeskForm):
    """Where each field is found in the documents of the other system."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("对方数据中的字段名", tuple(FIELDS)),
        ("单位和数量", ("units", "per_minute")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in FIELDS.items():
            self.fields[key] = forms.CharField(
                label=label, max_length=200, required=key in NEEDED, help_text=_HELP.get(key, "")
            )
        self.fields["units"] = forms.CharField(
            label="单位对应",
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text="每行一个，如“1023=市教育局”：左边是对方的单位代码或名称，右边是本平台的单位名称、"
            "简称或代码。名称相同的不用写。",
        )
        self.fields["per_minute"] = forms.IntegerField(
            label="每分钟最多接收（件）", min_value=1, max_value=600, initial=60
        )

    def clean_units(self) -> dict[str, str]:
        """Return the pairs of the lines."""
        pairs = {}
        for line in filter(None, (one.strip() for one in self.cleaned_data["units"].splitlines())):
            left, sign, right = line.replace("＝", "=").partition("=")
            if not (sign and left.strip() and right.strip()):
                raise forms.ValidationError(f"“{line[:40]}”应写成“对方单位=本平台单位”。")
            pairs[left.strip()] = right.strip()
        return pairs

    @property
    def terms(self) -> SenderTerms:
        """Return what was filled in."""
        values = self.cleaned_data
        mapping = {key: values[key] for key in FIELDS if values.get(key)}
        return SenderTerms(mapping, values["units"], values["per_minute"])


_HELP = {
    "number": "对方系统给每件稿件的编号，同一编号只收一次。分层的字段用点连接，如 data.id。",
    "body": "纯文字或网页格式都可以；内嵌的图片一并收入。",
    "content_class": "代码或名称，须在该单位的应报送信息清单中。",
    "column": "送到的网站上的栏目代码或名称。",
    "author": "与该单位某位信息员同名的，以这位信息员的名义报送；否则以该单位第一位信息员的名义。",
}


def _sites(person: Person, at: datetime) -> Any:
    return GovSite.objects.filter(authority.sites_where(person, SENDERS, at).as_q("code"))


class NewSenderForm(SenderTermsForm):
    """The same with the site and the name."""

    site = ChoiceOfVisible(rows=_sites, label="送到网站")
    name = forms.CharField(label="系统名称", max_length=60, help_text="如“白石县信息报送系统”。")
    groups = (("报送系统", ("site", "name")), *SenderTermsForm.groups)


class _ShowsToken:
    """Shows the new token once, on the page that answers."""

    shown: SenderToken | None = None

    def do(self: Any, form: Any, key: FormKey) -> HttpResponseBase:
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            self.shown = self.act(form)
            note_outcome(key=key, outcome=sender_url(self.shown.sender.pk))
        response: HttpResponseBase = self.show(self.make_form())
        return response

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        shown: SenderToken | None = self.shown
        if shown is not None:
            address = self.request.build_absolute_uri(ADDRESS)
            kwargs["facts"] = [Fact("令牌", shown.text), Fact("送稿地址", address)]
            kwargs["done_url"] = sender_url(shown.sender.pk)
        context: dict[str, Any] = super().get_context_data(shown=shown, **kwargs)  # type: ignore[misc] # a mixin
        return context


class RegisterSender(_ShowsToken, ActionForm):
    """Let a system send, and show its token."""

    template_name = "submission/token.html"
    title = "登记报送系统"
    lead = "字段名请向对方系统的维护人员了解；以后可以修改。保存后显示令牌，只显示一次。"
    right = SENDERS
    parents = LIST
    form_class = NewSenderForm
    submit_label = "登记并签发令牌"

    def get_initial(self) -> dict[str, Any]:
        return dict(DEFAULT_MAPPING)

    def act(self, form: Any) -> SenderToken:
        values = form.cleaned_data
        return register_sender(
            actor=self.person,
            at=self.at,
            site=values["site"],
            name=values["name"],
            terms=form.terms,
        )


class SenderScreen(DetailScreen):
    """One system: where it sends, how it is read, what can be done with it."""

    model = SendingSystem
    parents = LIST

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "registered_by")

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: SendingSystem = self.object
        refused = row.items.filter(state=ReceivedState.REFUSED.value).count()
        received = reverse("submission:received")
        return [
            Fact("状态", _state(row)),
            Fact("送到", row.site.name),
            Fact("送稿地址", self.request.build_absolute_uri(ADDRESS)),
            Fact("令牌签发时间", row.token_issued_at),
            Fact("最近收到", row.last_received_at or "还没有收到"),
            Fact("未接收", f"{refused} 件", f"{received}?state=refused"),
            Fact("每分钟最多接收", f"{row.per_minute} 件"),
            *(Fact(FIELDS[key], row.mapping[key]) for key in FIELDS if row.mapping.get(key)),
            Fact("单位对应", "；".join(f"{a}={b}" for a, b in row.units.items()) or "按名称"),
        ]

    def get_buttons(self) -> Sequence[HeaderButton]:
        if self.object.ended_at is not None:
            return ()
        pairs = (
            ("修改字段对应", "change-sender"),
            ("重新签发令牌", "renew-token"),
            ("停用", "end-sender"),
        )
        return [
            HeaderButton(label, reverse(f"submission:{name}", args=[self.object.pk]))
            for label, name in pairs
        ]


class _OnSender(ActionScreen):
    """An act on one system."""

    model = SendingSystem
    parents = LIST

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def may_begin(self) -> Decision:
        if self.object.ended_at is None:
            return YES
        return no("submission.sender_ended", "这个报送系统已经停用，请重新登记。")

    def get_lead(self) -> str:
        return str(self.object.name)

    def get_cancel_url(self) -> str:
        return sender_url(self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return sender_url(self.object.pk)

    def arguments(self) -> dict[str, Any]:
        """Return what every action on a system wants."""
        return {"actor": self.person, "at": self.at, "sender_id": self.object.pk}


class ChangeSender(_OnSender):
    """Change the mapping."""

    title = "修改字段对应"
    form_class = SenderTermsForm
    success_message = "已修改。未接收的稿件可以重新办理。"

    def get_initial(self) -> dict[str, Any]:
        row: SendingSystem = self.object
        units = "\n".join(f"{left}={right}" for left, right in row.units.items())
        return {**row.mapping, "units": units, "per_minute": row.per_minute}

    def act(self, form: Any) -> SendingSystem:
        return change_sender(**self.arguments(), terms=form.terms)


class RenewToken(_ShowsToken, _OnSender, ConfirmScreen):
    """Issue a new token; the old one ends at once."""

    template_name = "submission/renew_token.html"
    title = "重新签发令牌"
    submit_label = "签发"

    def get_consequences(self) -> Sequence[str]:
        return ("原来的令牌立即失效，对方系统换上新令牌之前不能送稿。", "新令牌只显示一次。")

    def act(self, form: Any) -> SenderToken:
        return renew_sender_token(**self.arguments())


class EndSender(_OnSender, ConfirmScreen):
    """End a system."""

    title = "停用报送系统"
    submit_label = "停用"
    is_grave: ClassVar[bool] = True
    success_message = "已停用，令牌失效。"

    def get_consequences(self) -> Sequence[str]:
        return ("对方系统不能再送稿；已收到的稿件不受影响。", "停用后不能恢复，需要时重新登记。")

    def act(self, form: Any) -> SendingSystem:
        return end_sender(**self.arguments())


class ReceivedScreen(DetailScreen):
    """One document that came, and what can be done with it."""

    model = ReceivedItem
    parents = ITEMS

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("sender", "submission__article")

    def get_facts(self) -> Sequence[Fact]:
        item: ReceivedItem = self.object
        taken = item.submission
        facts = [
            Fact("状态", _item_state(item)),
            Fact("未接收的原因", item.refusal),
            Fact("标题", item.title),
            Fact("对方单位", item.unit_name),
            Fact("系统", item.sender.name, sender_url(item.sender_id)),
            Fact("对方编号", item.number),
            Fact("收到时间", item.received_at),
            Fact("最近办理时间", item.tried_at),
            Fact("说明", item.notes),
            Fact("稿件", taken.article.title if taken else "", _article_url(item)),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not is_waiting(self.object):
            return ()
        again = reverse("submission:retry-item", args=[self.object.pk])
        drop = reverse("submission:drop-item", args=[self.object.pk])
        return (HeaderButton("重新办理", again, primary=True), HeaderButton("不再办理", drop))


def _article_url(item: ReceivedItem) -> str:
    return article_url(item.submission.article_id) if item.submission else ""


def is_waiting(item: ReceivedItem) -> bool:
    """Tell whether a document waits for someone of the desk."""
    return item.state in {ReceivedState.REFUSED.value, ReceivedState.RECEIVED.value}


class _OnItem(ActionScreen):
    """An act on one document."""

    model = ReceivedItem
    parents = ITEMS

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("sender__site")

    def may_begin(self) -> Decision:
        if is_waiting(self.object):
            return YES
        return no("submission.sent_done", f"这件稿件“{self.object.state_label}”，不需要再办理。")

    def get_lead(self) -> str:
        return f"《{self.object}》（{self.object.unit_name or self.object.sender.name}）"

    def get_cancel_url(self) -> str:
        return _item_url(self.object)

    def get_success_url(self, result: Any) -> str:
        return _item_url(self.object)

    def arguments(self) -> dict[str, Any]:
        """Return what every action on a document wants."""
        return {"actor": self.person, "at": self.at, "item_id": self.object.pk}


class RetryItem(_OnItem, ConfirmScreen):
    """Read a refused document again."""

    title = "重新办理"
    submit_label = "重新办理"

    def get_consequences(self) -> Sequence[str]:
        return ("按现在的字段对应和单位登记重新读取；能接收的，提交该单位审签。",)

    def act(self, form: Any) -> Receipt:
        return retry_item(**self.arguments())

    def get_success_message(self, result: Receipt) -> str:
        return "仍未接收，原因见下。" if result.refusal else "已转入报送，等待该单位审签。"


class DropItem(_OnItem):
    """Give a document up."""

    title = "不再办理"
    form_class = ReasonForm
    submit_label = "不再办理"
    success_message = "已记录，收到的内容已删除。"

    def act(self, form: Any) -> ReceivedItem:
        return drop_item(**self.arguments(), **form.cleaned_data)
