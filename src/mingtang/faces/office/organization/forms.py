"""Forms of units, people and posts. The field names are those that the actions' reasons name."""

from datetime import datetime
from typing import Any

from django import forms

from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm, MomentField

YES_NO = (("", "全部"), ("yes", "在用"), ("no", "已停用"))


class UnitFilter(FilterForm):
    """Units of one kind, in use or closed."""

    kind = forms.ChoiceField(
        label="单位类别", required=False, choices=[("", "全部"), *UnitKind.choices()]
    )
    active = forms.ChoiceField(label="状态", required=False, choices=YES_NO)

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        kind, active = self.cleaned_data["kind"], self.cleaned_data["active"]
        rows = rows.filter(kind=kind) if kind else rows
        return rows.filter(is_active=active == "yes") if active else rows


class PersonFilter(FilterForm):
    """People of one unit, in one post, in use or not."""

    unit = SearchOfVisible("unit", label="所在单位", required=False)
    post = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Post.choices()])
    active = forms.ChoiceField(label="账号状态", required=False, choices=YES_NO)

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        unit, post = self.cleaned_data["unit"], self.cleaned_data["post"]
        active = self.cleaned_data["active"]
        rows = rows.filter(unit=unit) if unit else rows
        rows = rows.filter(is_active=active == "yes") if active else rows
        if post:
            rows = rows.filter(pk__in=_holders(Post(post), self.at))
        return rows


def _holders(post: Post, at: datetime) -> Any:
    from mingtang.institution.organization.models import PostHolding  # needs set-up

    return PostHolding.objects.in_force(at).of_post(post).values("person")


class NewUnitForm(DeskForm):
    """What a new unit needs."""

    groups = (
        ("单位", ("name", "short_name", "code", "kind", "parent")),
        ("联系与排序", ("phone", "position")),
    )
    name = forms.CharField(label="单位名称", max_length=100, help_text="用规范全称。")
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="不填则用全称，例如“市教育局”。"
    )
    code = forms.CharField(
        label="单位代码",
        max_length=40,
        help_text="小写字母开头，只用小写字母、数字和连字符，例如 edu；设定后不能修改。",
    )
    kind = forms.ChoiceField(label="单位类别", choices=[("", "请选择"), *UnitKind.choices()])
    parent = SearchOfVisible("unit", label="上级单位")
    phone = forms.CharField(label="办公电话", max_length=40, required=False)
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=99999, initial=0, help_text="小的在前。"
    )


class UnitForm(DeskForm):
    """What of a unit can be changed without ceremony."""

    short_name = forms.CharField(label="简称", max_length=40)
    english_name = forms.CharField(
        label="英文名称", max_length=160, required=False, help_text="外文版网站上显示；没有可不填。"
    )
    organ_code = forms.RegexField(
        r"^[0-9A-Z]{18}$",
        label="统一社会信用代码",
        required=False,
        help_text="十八位；政策文件的索引号以它开头。没有填写的，不自动编定索引号。",
        error_messages={"invalid": "统一社会信用代码是十八位数字和大写字母，请核对。"},
    )
    phone = forms.CharField(label="办公电话", max_length=40, required=False)
    content_office = forms.CharField(
        label="内容保障机构",
        max_length=80,
        required=False,
        help_text="具体负责网站内容保障的内设机构，例如“办公室”。",
    )
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=99999, help_text="小的在前。"
    )


class RenameUnitForm(DeskForm):
    """Another name for a unit."""

    name = forms.CharField(label="新名称", max_length=100, help_text="用规范全称。")
    short_name = forms.CharField(
        label="新简称", max_length=40, required=False, help_text="不填则用全称。"
    )


class MoveUnitForm(DeskForm):
    """Another unit above a unit."""

    parent = SearchOfVisible("unit", label="新的上级单位")


class MergeUnitForm(DeskForm):
    """The unit that takes over."""

    into = SearchOfVisible("unit", label="并入单位")
    reason = forms.CharField(
        label="依据和原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PersonForm(DeskForm):
    """The particulars of a person."""

    name = forms.CharField(label="姓名", max_length=40)
    unit = SearchOfVisible("unit", label="所在单位")
    job_title = forms.CharField(label="职务", max_length=60, required=False)
    office_phone = forms.CharField(
        label="办公电话", max_length=40, required=False, help_text="通讯录中完整显示。"
    )
    phone = forms.CharField(
        label="手机号", max_length=20, required=False, help_text="加密保存，名单中只显示首尾几位。"
    )
    email = forms.EmailField(label="电子邮箱", required=False)


class NewPersonForm(PersonForm):
    """A new person and the first password."""

    username = forms.CharField(
        label="用户名", max_length=60, help_text="登录时用；设定后不能修改，例如 zhangsan。"
    )
    password = forms.CharField(
        label="初始密码",
        max_length=128,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="本人首次登录时须改掉；不填则暂时不能登录。",
    )
    field_order = (
        "name", "unit", "job_title", "username", "password", "office_phone", "phone", "email",
    )  # fmt: skip


class NewPasswordForm(DeskForm):
    """A new password for someone else."""

    password = forms.CharField(
        label="新密码",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="本人下次登录时须改掉。",
    )


class PostForm(DeskForm):
    """A post for a person."""

    groups = (
        ("岗位", ("post", "unit", "site", "duties")),
        ("任期", ("valid_from", "valid_to")),
    )
    post = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *Post.choices()])
    unit = SearchOfVisible(
        "unit", label="任职单位", help_text="该岗位为哪个单位办事，例如编辑部为全市办事就选市政府。"
    )
    site = forms.CharField(
        label="网站代码",
        max_length=40,
        required=False,
        help_text="只有网站编辑等按网站任职的岗位填写。",
    )
    duties = forms.CharField(
        label="分工", max_length=200, required=False, help_text="外包人员须写明服务内容。"
    )
    valid_from = MomentField(label="开始时间", required=False, help_text="不填则从现在开始。")
    valid_to = MomentField(
        label="结束时间", required=False, help_text="不填则没有期限；外包人员必填。"
    )


class EndPostForm(DeskForm):
    """When and why a post ends."""

    ends_at = MomentField(label="免职时间", required=False, help_text="不填则立即免去。")
    reason = forms.CharField(label="原因", max_length=500, required=False)


class DelegationForm(DeskForm):
    """Who stands in, from when to when."""

    to_person = SearchOfVisible(
        "person", label="代行人", help_text="本单位或直接上下级单位的人员。"
    )
    valid_from = MomentField(label="开始时间")
    valid_to = MomentField(label="结束时间")
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：出差、休假、借调期间。")
