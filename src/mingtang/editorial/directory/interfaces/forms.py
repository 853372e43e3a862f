"""Forms of the directory: what an office fills in about a leader, an institution, a contact, a statement."""

from datetime import datetime
from typing import Any

from django import forms

from mingtang.editorial.directory.enums import InstitutionKind
from mingtang.editorial.directory.models import Institution
from mingtang.editorial.directory.policies.entries import LONGEST_TEXT
from mingtang.editorial.directory.policies.texts import LONGEST_STATEMENT
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, VersionField

_PHONE_HELP = "只填办公电话，不要填手机号码；几个号码之间用顿号隔开。"


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EntryForm(DeskForm):
    """What every entry has beside what is said of it."""

    position = forms.IntegerField(
        label="排序",
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text="数字小的在前；相同的按登记先后。",
    )
    is_shown = forms.BooleanField(
        label="在网站上公开",
        required=False,
        initial=True,
        help_text="取消后，几秒内从网站上撤下；资料留在这里，可以随时恢复。",
    )
    version = VersionField()


class LeaderForm(EntryForm):
    """A leader."""

    groups = (
        ("基本情况", ("name", "post", "portrait", "portrait_words")),
        ("分管工作和简历", ("duties", "resume")),
        ("公开", ("position", "is_shown")),
    )
    name = forms.CharField(label="姓名", max_length=30)
    post = forms.CharField(label="职务", max_length=100)
    portrait = SearchOfVisible(
        "picture",
        label="照片",
        required=False,
        help_text="先上传到本单位素材库；竖版、3比4最合适。",
    )
    portrait_words = forms.CharField(
        label="照片说明",
        required=False,
        max_length=100,
        help_text="如“某某某近照”，读屏软件会朗读。",
    )
    duties = _text("分管工作", 5, "每段一行。")
    resume = _text("简历", 8, "每段一行。不要写身份证号、住址、手机等个人信息。")


class InstitutionForm(EntryForm):
    """An institution."""

    groups = (
        ("基本情况", ("name", "former_names", "kind", "head", "duties")),
        ("联系", ("phone", "address", "office_hours")),
        ("公开", ("position", "is_shown")),
    )
    name = forms.CharField(label="名称", max_length=60)
    former_names = forms.CharField(
        label="曾用名",
        required=False,
        max_length=200,
        help_text="机构更名后填写原来的名称和简称，用顿号隔开；市民按旧名称也能搜到。",
    )
    kind = forms.ChoiceField(label="类别", choices=InstitutionKind.choices(), initial="office")
    head = forms.CharField(label="负责人", required=False, max_length=60)
    duties = _text("主要职能", 8, "每段一行；“一、”开头的短行显示为小标题。")
    phone = forms.CharField(label="办公电话", required=False, max_length=100, help_text=_PHONE_HELP)
    address = forms.CharField(label="地址", required=False, max_length=200)
    office_hours = forms.CharField(
        label="办公时间",
        required=False,
        max_length=200,
        help_text="如“工作日 8:30—12:00，14:30—17:30”。",
    )


def _institutions(person: Person, at: datetime) -> Any:
    return Institution.objects.visible_to(person, at=at)


class ContactForm(EntryForm):
    """A public post of the contact book."""

    groups = (
        ("岗位", ("post", "institution", "note")),
        ("联系", ("phone", "email", "office_hours")),
        ("公开", ("position", "is_shown")),
    )
    post = forms.CharField(
        label="岗位或窗口", max_length=60, help_text="如“办公室值班”，不写个人姓名。"
    )
    institution = ChoiceOfVisible(rows=_institutions, label="所属机构", required=False)
    note = forms.CharField(label="办理事项", required=False, max_length=200)
    phone = forms.CharField(label="办公电话", max_length=100, help_text=_PHONE_HELP)
    email = forms.EmailField(label="电子邮箱", required=False, max_length=100)
    office_hours = forms.CharField(label="办公时间", required=False, max_length=200)

    def __init__(self, *args: Any, site_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["institution"]
        field.queryset = field.queryset.filter(site_id=site_id).order_by("position", "pk")


class StatementForm(DeskForm):
    """What a site says of itself."""

    text = forms.CharField(
        label="正文",
        required=False,
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=(
            "每段一行；“一、”开头的短行显示为小标题。【网站名称】【主办单位】【承办单位】【域名】【联系人】"
            "【电话】【邮箱】【地址】会换成网站资料中的内容，资料改了页面自动更新。"
        ),
    )
    version = VersionField()
