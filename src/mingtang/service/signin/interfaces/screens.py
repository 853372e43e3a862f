"""Office screens of sign-in services: the list, the form, the test."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.service.signin.actions import record_test, save_service
from mingtang.service.signin.clients import examine
from mingtang.service.signin.interfaces.trips import client_of, return_url_of
from mingtang.service.signin.models import MANAGE, SignInService
from mingtang.service.signin.policies import USUAL_SCOPES, ServiceFacts
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

ROOT = ("公众登录", "signin:list")
NOT_TESTED = "还没有测试"


def _state(row: SignInService) -> str:
    if not row.is_on:
        return tag("已停用", "plain")
    if row.tested_at is None:
        return tag(NOT_TESTED, "wait")
    return tag("测试没有通过", "warn") if row.problem else tag("正常", "good")


def _sites(row: SignInService) -> str:
    names = row.sites.order_by("site__name").values_list("site__name", flat=True)
    return "、".join(names) or "没有"


class SignInServices(ListScreen):
    """The services by which citizens sign in."""

    title = ROOT[0]
    lead = (
        "公众在网站上写信时，用市统一身份认证平台登录，姓名由平台核验。"
        "哪个信箱要登录，在“信箱”里选。"
    )
    right = MANAGE
    model = SignInService
    order = ("name", "pk")
    empty_text = "还没有登录服务，公众写信时自己填写姓名。"
    is_exported = False

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "服务",
                "name",
                link=lambda row: reverse("signin:change", args=[row.pk]),
                kind="main",
            ),
            TableColumn("服务地址", "issuer"),
            TableColumn("网站", _sites),
            TableColumn("状态", _state),
            TableColumn("测试结果", "problem"),
            TableColumn("最近测试", "tested_at", kind="moment"),
            TableColumn(
                "办理",
                lambda row: "测试",
                link=lambda row: reverse("signin:test", args=[row.pk]),
                kind="short",
            ),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        new = reverse("signin:new")
        return (HeaderButton("添加登录服务", new, icon="plus", primary=True),)


class ServiceForm(DeskForm):
    """What the other side issued, and on which sites it is used."""

    groups = (
        ("服务", ("name", "issuer", "client_id", "client_secret", "scopes")),
        ("使用", ("sites", "phone", "is_on")),
    )
    name = forms.CharField(
        label="服务名称", max_length=40, help_text="显示在登录按钮上，如“市统一身份认证平台”。"
    )
    issuer = forms.CharField(
        label="服务地址",
        max_length=300,
        help_text="服务方提供的 OpenID Connect 地址（issuer），以 https:// 开头。",
    )
    client_id = forms.CharField(
        label="应用编号", max_length=200, help_text="服务方发给本平台的 client_id。"
    )
    client_secret = forms.CharField(
        label="应用密钥",
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="服务方发给本平台的 client_secret，加密保存，不再显示。修改时留空的，保持原来的不变。",
    )
    scopes = forms.CharField(
        label="申请的信息",
        max_length=200,
        initial=USUAL_SCOPES,
        help_text="向服务申请的权限，空格隔开；姓名是 profile，手机号是 phone。",
    )
    sites = forms.MultipleChoiceField(
        label="网站", required=False, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(
        label="咨询电话",
        max_length=40,
        required=False,
        help_text="不能登录时告诉公众，如 12345。不填的，显示 12345 热线。",
    )
    is_on = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = GovSite.objects.order_by("name").values_list("code", "name")
        field = self.fields["sites"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(rows)

    def facts(self) -> ServiceFacts:
        """Return what was filled in."""
        typed = self.cleaned_data
        return ServiceFacts(**{**typed, "sites": tuple(typed["sites"])})


class NewService(ActionForm):
    """Add a service."""

    title = "添加登录服务"
    right = MANAGE
    parents = (ROOT,)
    form_class = ServiceForm
    stores_drafts = False
    success_message = "已保存，请测试一次。"

    def act(self, form: Any) -> SignInService:
        return save_service(actor=self.person, at=self.at, facts=form.facts())

    def get_success_url(self, result: SignInService) -> str:
        return reverse("signin:test", args=[result.pk])


class ChangeService(ActionScreen):
    """Change a service, or switch it off."""

    title = "修改登录服务"
    model = SignInService
    right = MANAGE
    parents = (ROOT,)
    form_class = ServiceForm
    stores_drafts = False
    success_message = "已保存，请再测试一次。"

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        names = ("name", "issuer", "client_id", "scopes", "phone", "is_on")
        sites = list(row.sites.values_list("site__code", flat=True))
        return {name: getattr(row, name) for name in names} | {"sites": sites}

    def act(self, form: Any) -> SignInService:
        return save_service(
            actor=self.person, at=self.at, facts=form.facts(), service_id=self.object.pk
        )

    def get_success_url(self, result: SignInService) -> str:
        return reverse("signin:test", args=[result.pk])


class TestService(ConfirmScreen):
    """Try a service, and say what is wrong."""

    title = "测试登录服务"
    model = SignInService
    right = MANAGE
    parents = (ROOT,)
    submit_label = "开始测试"
    problem = ""

    def get_lead(self) -> str:
        row = self.object
        if row.tested_at is None:
            return f"{row.name}：{NOT_TESTED}。"
        return f"{row.name}：{row.problem or '最近一次测试通过'}。"

    def get_consequences(self) -> Sequence[str]:
        found = self.object.sites.select_related("site").order_by("site__name")
        urls = "、".join(return_url_of(one.site.domain) for one in found)
        return (
            "平台读取服务的配置和公钥，并核对应用编号和密钥，最多用半分钟。不需要登录，也不影响公众。",
            f"请服务方登记这些返回地址：{urls or '（先选择网站）'}。",
        )

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        """Ask the service before anything is locked, then store what came of it."""
        row = SignInService.objects.visible_to(self.person, at=self.at).filter(pk=self.object.pk)
        if not row.exists():
            raise NotVisible
        site = self.object.sites.select_related("site").first()
        domain = site.site.domain if site else settings.ALLOWED_HOSTS[0]
        self.problem = examine(client_of(self.object), return_url_of(domain))
        return super().do(form, key)

    def act(self, form: Any) -> SignInService:
        return record_test(
            actor=self.person, at=self.at, service_id=self.object.pk, problem=self.problem
        )

    def get_success_message(self, result: SignInService) -> str:
        if result.problem:
            messages.warning(self.request, f"测试没有通过：{result.problem}。")
            return "测试结果已记录。"
        return "测试通过：服务可以连上，配置、公钥、应用编号和密钥都正确。"

    def get_success_url(self, result: SignInService) -> str:
        return reverse("signin:list")
