"""Office screens of letters: mailboxes, letters that came another way, and whom to call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.letters.actions import (
    REGISTER,
    LetterSent,
    register_letter,
    save_mailbox,
    tell_sender,
)
from mingtang.service.letters.enums import LetterCategory, MailboxKind, ProgressChannel, RealName
from mingtang.service.letters.models import MANAGE, LetterDetails, Mailbox
from mingtang.service.letters.policies import MailboxFacts
from mingtang.service.letters.queries import channels_at_desks, to_tell
from mingtang.service.responses.queries.policies import policy_online
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, MomentField
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.casework.actions.opening import Sender
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.enums import SignInNeed

CHANNELS = (
    CaseChannel.FORUM,
    CaseChannel.HOTLINE,
    CaseChannel.PHONE,
    CaseChannel.PAPER,
    CaseChannel.OTHER,
)
MAILBOXES = ("信箱", "letters:mailboxes")


class MailboxList(ListScreen):
    """The mailboxes of the sites that a person looks after."""

    title = "信箱"
    lead = "各网站的市长信箱、部门信箱、咨询投诉信箱。停用的信箱不接收来信，也不在网站上显示。"
    right = MANAGE
    model = Mailbox
    order = ("site_id", "position", "pk")
    search_fields = ("name", "code", "site__name")
    search_label = "信箱或网站"
    empty_text = "还没有信箱。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("新建信箱", reverse("letters:new-mailbox"), primary=True),)

    def get_columns(self) -> Sequence[TableColumn]:
        units = names_of_units(row.unit for row in self.page.rows if row.unit)
        return (
            TableColumn(
                "信箱", "name", link=lambda row: reverse("letters:mailbox", args=[row.pk]), kind="main"
            ),
            TableColumn("网站", "site.name"),
            TableColumn("种类", "get_kind_display", kind="short"),
            TableColumn("办理单位", lambda row: units.get(row.unit, "由网站主办单位转办")),
            TableColumn("实名要求", "get_real_name_display"),
            TableColumn("登录要求", "get_sign_in_display", kind="short"),
            TableColumn(
                "状态", lambda row: tag("接收来信", "good") if row.is_open else tag("停用", "plain")
            ),
        )  # fmt: skip


class MailboxForm(DeskForm):
    """What is said of a mailbox."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("信箱", ("name", "code", "kind", "holder", "intro")),
        ("受理", ("categories", "real_name", "sign_in", "unit", "is_open", "position")),
    )
    name = forms.CharField(label="名称", max_length=40, help_text="例如：市长信箱")
    code = forms.CharField(label="代码", max_length=39, help_text="例如：mayor")
    kind = forms.ChoiceField(label="种类", choices=MailboxKind.choices())
    holder = forms.CharField(
        label="谁的信箱", max_length=40, required=False, help_text="领导信箱必填，例如：市长"
    )
    intro = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明这个信箱管什么，显示在网站上",
    )
    categories = forms.MultipleChoiceField(
        label="受理类别", choices=LetterCategory.choices(), widget=forms.CheckboxSelectMultiple
    )
    real_name = forms.ChoiceField(label="实名要求", choices=RealName.choices())
    sign_in = forms.ChoiceField(
        label="登录要求",
        required=False,
        choices=SignInNeed.choices(),
        initial=SignInNeed.NONE.value,
        help_text="登录的来信人姓名由登录服务核验；举报等需要匿名的信箱，请选不用登录",
    )
    unit = SearchOfVisible(
        "case-unit",
        label="办理单位",
        required=False,
        help_text="来信直接派给这个单位；不填的，由网站主办单位转办",
    )
    is_open = forms.BooleanField(label="接收来信", required=False)
    position = forms.IntegerField(label="次序", min_value=0, max_value=999, initial=0)

    def facts(self) -> MailboxFacts:
        """Return what was filled in."""
        typed = self.cleaned_data
        return MailboxFacts(
            code=typed["code"],
            name=typed["name"],
            kind=MailboxKind(typed["kind"]),
            holder=typed["holder"],
            intro=typed["intro"],
            unit=typed["unit"].code if typed["unit"] else "",
            categories=tuple(map(LetterCategory, typed["categories"])),
            real_name=RealName(typed["real_name"]),
            sign_in=SignInNeed(typed["sign_in"] or SignInNeed.NONE),
            is_open=typed["is_open"],
            position=typed["position"],
        )


def mailbox_sites(person: Person, at: datetime) -> QuerySet[GovSite]:
    """Return the sites whose mailboxes a person manages."""
    return GovSite.objects.filter(authority.sites_where(person, MANAGE, at).as_q("code"))


class NewMailboxForm(MailboxForm):
    """Of which site, and what is said of it."""

    groups = (("网站", ("site",)), *MailboxForm.groups)
    site = ChoiceOfVisible(rows=mailbox_sites, label="网站")


class NewMailbox(ActionForm):
    """Add a mailbox to a site."""

    title = "新建信箱"
    lead = "保存后马上显示在网站的“网上信箱”页面。"
    right = MANAGE
    parents = (MAILBOXES,)
    form_class = NewMailboxForm
    success_message = "已保存，网站的“网上信箱”页面随后更新。"

    def get_initial(self) -> dict[str, Any]:
        everything = [one.value for one in LetterCategory]
        return {
            "is_open": True,
            "categories": everything,
            "real_name": RealName.OPTIONAL.value,
            "sign_in": SignInNeed.NONE.value,
        }

    def act(self, form: Any) -> Mailbox:
        site = form.cleaned_data["site"].code
        return save_mailbox(actor=self.person, at=self.at, site=site, facts=form.facts())

    def get_success_url(self, result: Mailbox) -> str:
        return reverse("letters:mailboxes")


class EditMailbox(ActionScreen):
    """Change a mailbox."""

    model = Mailbox
    parents = (MAILBOXES,)
    form_class = MailboxForm
    success_message = "已保存，网站的“网上信箱”页面随后更新。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_title(self) -> str:
        return f"{self.object.name}（{self.object.site.name}）"

    def get_initial(self) -> dict[str, Any]:
        values = vars(self.object.facts())
        unit = Unit.objects.filter(code=self.object.unit).first() if self.object.unit else None
        return {**values, "unit": unit, "categories": self.object.categories.split()}

    def act(self, form: Any) -> Mailbox:
        return save_mailbox(
            actor=self.person,
            at=self.at,
            site=self.object.site.code,
            facts=form.facts(),
            mailbox_id=self.object.pk,
        )

    def get_success_url(self, result: Mailbox) -> str:
        return reverse("letters:mailboxes")


class RegisterLetterForm(DeskForm):
    """A letter that came another way than by a site's own form."""

    groups = (
        ("来源", ("site", "channel", "received_at", "origin", "origin_url")),
        ("来信", ("category", "title", "text")),
        ("来信人（可不填）", ("name", "phone", "email", "address")),
        ("告知和公开", ("progress", "publish")),
    )
    site = ChoiceOfVisible(rows=GovSite.objects.visible_to, label="网站")
    channel = forms.ChoiceField(
        label="来信渠道", choices=[(one.value, one.label) for one in CHANNELS]
    )
    received_at = MomentField(label="收到时间", help_text="网帖写发帖时间；时限从这一刻起算")
    origin = forms.CharField(
        label="论坛或来源", max_length=60, required=False, help_text="例如：明州论坛“百姓问政”"
    )
    origin_url = forms.URLField(
        label="原帖网址", max_length=500, required=False, assume_scheme="https"
    )
    category = forms.ChoiceField(label="类别", choices=LetterCategory.choices())
    title = forms.CharField(label="标题", max_length=60)
    text = forms.CharField(label="内容", max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    name = forms.CharField(label="姓名或网名", max_length=40, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    address = forms.CharField(label="联系地址", max_length=200, required=False)
    progress = forms.ChoiceField(
        label="怎样告知进度",
        help_text="网上查询须有回执，只有网站来信有；电话来信一般选电话",
    )
    publish = forms.BooleanField(label="来信人同意公开", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = GovSite.objects.visible_to(self.person, at=self.at)
        ways = channels_at_desks(sites.select_related("unit", "operating_unit"), self.at)
        progress = cast("forms.ChoiceField", self.fields["progress"])
        progress.choices = [(one.value, one.label) for one in ways]


class RegisterLetter(ActionForm):
    """Enter a letter."""

    title = "登记来信"
    lead = "登记论坛上的问政网帖、12345 热线、电话、信函和来访。网站上的来信会自动进入办件。"
    right = REGISTER
    parents = (("办件", "casework:list"),)
    form_class = RegisterLetterForm
    submit_label = "登记"
    success_message = "已登记，请转办。"

    def get_initial(self) -> dict[str, Any]:
        return {"received_at": self.at}

    def act(self, form: Any) -> Case:
        typed = form.cleaned_data
        return register_letter(
            actor=self.person,
            at=self.at,
            sent=LetterSent(
                category=LetterCategory(typed["category"]),
                title=typed["title"],
                text=typed["text"],
                sender=Sender(*(typed[one] for one in ("name", "phone", "email", "address"))),
                may_publish=typed["publish"],
                progress=ProgressChannel(typed["progress"]),
                origin=typed["origin"],
                origin_url=typed["origin_url"],
            ),
            site=typed["site"].code,
            channel=CaseChannel(typed["channel"]),
            received_at=typed["received_at"],
        )

    def get_success_url(self, result: Case) -> str:
        return reverse("casework:case", args=[result.pk])


class TellingList(ListScreen):
    """Letters whose senders wait to be told by telephone or text message."""

    title = "待告知来信人"
    lead = "来信人选择用电话或短信了解进度。告知之后请点“登记告知”。"
    right = "casework.view"
    parents = (("办件", "casework:list"),)
    model = LetterDetails
    order = ("tell_at", "pk")
    empty_text = "现在没有需要电话或短信告知的来信。"
    is_exported = False

    def visible_rows(self) -> Any:
        return to_tell(self.person, at=self.at)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("编号", "case.number", kind="short"),
            TableColumn(
                "标题",
                "case.masked_title",
                link=lambda row: reverse("letters:tell", args=[row.case_id]),
                kind="main",
            ),
            TableColumn("方式", "get_progress_display", kind="short"),
            TableColumn("办件状态", "case.state_label"),
            TableColumn("待告知自", "tell_at", kind="moment"),
        )


class TellSender(ConfirmScreen, ActionScreen):
    """The slip for a telephone call or text message, and the note that it was done."""

    title = "登记告知"
    model = Case
    parents = (("办件", "casework:list"), ("待告知来信人", "letters:telling"))
    submit_label, success_message = "已经告知", "已登记，告知时间记入办理经过。"

    def visible_rows(self) -> Any:
        return super().visible_rows().filter(letter__isnull=False).select_related("letter")

    def get_lead(self) -> str:
        return f"{self.object.number}　{self.object.masked_title}"

    def get_consequences(self) -> Sequence[str]:
        case, row = self.object, self.object.letter
        return (
            f"请用{row.get_progress_display()}告诉来信人：您的来信现在“{case.state_label}”。"
            "详情可凭回执编号和查询码在网站查看。",
            "电话号码在办件页面的“查看完整信息”中，每次查看会留下记录。",
            "告知之后按“已经告知”。",
        )

    def act(self, form: Any) -> LetterDetails:
        return tell_sender(actor=self.person, at=self.at, case_id=self.object.pk)

    def get_success_url(self, result: LetterDetails) -> str:
        return reverse("letters:telling")


def letter_facts(case: Case) -> Sequence[Fact]:
    """Return what a letter says beside what every case has."""
    found = LetterDetails.objects.select_related("mailbox").filter(case=case).first()
    if found is None:
        return ()
    waits = found.tell_at is not None and found.progress in {"sms", "phone"}
    return (
        *_policy_fact(found, case.site),
        Fact("信箱", found.mailbox.name if found.mailbox else ""),
        Fact("实名认证", f"已实名认证（{found.verified_by}）" if found.verified_by else "没有"),
        Fact("同意公开", "是" if found.may_publish else "否"),
        Fact(
            "进度告知",
            f"{found.get_progress_display()}{'，待告知' if waits else ''}",
            url=reverse("letters:tell", args=[case.pk]) if waits else "",
        ),
        Fact("最近告知", found.told_at),
        Fact("来源", found.origin),
        Fact("原帖", found.origin_url, url=found.origin_url),
    )


def _policy_fact(found: LetterDetails, site: str) -> Sequence[Fact]:
    where = GovSite.objects.filter(code=site).first()
    if found.about is None or where is None:
        return ()
    about = policy_online(found.about, where.pk)
    if about is None:
        return (Fact("所问文件", "已撤下"),)
    return (Fact("所问文件", about.title, url=f"https://{where.domain}{about.link}"),)
