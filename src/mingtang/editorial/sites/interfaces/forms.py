"""Forms of sites and columns. The field names are those that the actions' reasons name."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from mingtang.editorial.sites.enums import (
    ColumnSupply,
    ColumnType,
    Presentation,
    SiteKind,
    SiteLanguage,
    SiteState,
)
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.policies.life import Consent, Declaration, LifeApproval
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm, MomentField

_BETWEEN = re.compile(r"[\s、，,；;]+")
Groups = Sequence[tuple[str, Sequence[str]]]
ALL = ("", "全部")
COLUMN_UNKNOWN = "本网站没有栏目“%(typed)s”，请从提示中选取；其他网站的栏目不能选用。"
CHOOSE = ("", "请选择")

register_chooser(
    Chooser(
        "site",
        GovSite.objects.visible_to,
        "code",
        ("name", "code", "domain"),
        lambda site: f"{site.name}（{site.code}）",
    )
)


register_chooser(
    Chooser(
        "site_column",
        lambda person, at: Column.objects.visible_to(person, at).open().select_related("site"),
        "id",
        ("name", "path", "site__name"),
        lambda column: f"{column.site.name} · {column.name}（{column.pk}）",
        order="path",
    )
)


class SiteFilter(FilterForm):
    """Sites of one kind, in one state."""

    kind = forms.ChoiceField(label="网站类型", required=False, choices=[ALL, *SiteKind.choices()])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *SiteState.choices()])

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        chosen = {name: self.cleaned_data[name] for name in ("kind", "state")}
        return rows.filter(**{name: value for name, value in chosen.items() if value})


class DutyFilter(FilterForm):
    """Columns of one site, kept by one unit."""

    site = SearchOfVisible("site", label="网站", required=False)
    unit = SearchOfVisible("unit", label="责任单位", required=False)
    supply = forms.ChoiceField(
        label="保障方式", required=False, choices=[ALL, *ColumnSupply.choices()]
    )

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        site, unit = self.cleaned_data["site"], self.cleaned_data["unit"]
        rows = rows.filter(site=site) if site else rows
        if self.cleaned_data["supply"]:
            rows = rows.filter(supply=self.cleaned_data["supply"])
        return rows.filter(responsible_unit=unit) if unit else rows


class SiteForm(DeskForm):
    """What is known of a site and may be changed."""

    groups: ClassVar[Groups] = (
        ("网站", ("name", "domain", "chinese_domain", "description", "keywords", "position")),
        ("单位", ("unit", "operating_unit", "builders")),
        ("标识与备案", ("identity_code", "icp", "police_record", "organ_badge_url")),
        ("联系方式", ("contact", "phone", "email", "address")),
    )
    name = forms.CharField(label="网站名称", max_length=60)
    domain = forms.CharField(
        label="域名", max_length=120, help_text="例如 www.mingzhou.gov.cn，不带 http://。"
    )
    chinese_domain = forms.CharField(label="中文域名", max_length=60, required=False)
    unit = SearchOfVisible("unit", label="主办单位")
    operating_unit = SearchOfVisible(
        "unit", label="承办单位", required=False, help_text="不填则由主办单位承办。"
    )
    builders = forms.CharField(
        label="协办（共建）单位",
        required=False,
        max_length=400,
        help_text="填单位名称，多个用顿号分开。",
    )
    identity_code = forms.CharField(
        label="网站标识码", max_length=20, required=False, help_text="10位，由省里赋码。"
    )
    icp = forms.CharField(label="ICP备案编号", max_length=40, required=False)
    police_record = forms.CharField(label="公安备案号", max_length=40, required=False)
    organ_badge_url = forms.URLField(
        label="党政机关网站标识链接", required=False, assume_scheme="https"
    )
    contact = forms.CharField(label="联系人", max_length=40, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.EmailField(label="联系邮箱", required=False)
    address = forms.CharField(label="联系地址", max_length=120, required=False)
    description = forms.CharField(label="网站简介", max_length=300, required=False)
    keywords = forms.CharField(label="关键词", max_length=200, required=False)
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=99999, initial=0, help_text="小的在前。"
    )

    def clean_builders(self) -> tuple[str, ...]:
        """Return the codes of the units that were named."""
        return codes_of_units(self.cleaned_data["builders"], self.person, self.at)


class PlanSiteForm(SiteForm):
    """What a new site needs before it can be opened."""

    groups: ClassVar[Groups] = (("类型", ("kind", "parent", "language", "code")), *SiteForm.groups)
    kind = forms.ChoiceField(label="网站类型", choices=[CHOOSE, *SiteKind.choices()])
    parent = SearchOfVisible(
        "site", label="主站", required=False, help_text="子网站和专题网站必填。"
    )
    language = forms.ChoiceField(label="语种", choices=SiteLanguage.choices())
    code = forms.CharField(
        label="网站代码", max_length=40, help_text="小写字母、数字和连字符；设定后不能修改。"
    )


class ApprovalForm(DeskForm):
    """Who agreed to a step in the life of a site."""

    approved_by = forms.CharField(label="批准机关（人）", max_length=80)
    approved_on = DayField(label="批准日期")
    document = forms.CharField(label="批准文件", max_length=120, required=False)
    reason = forms.CharField(label="事由", max_length=300, required=False)

    def approval(self) -> LifeApproval:
        """Return what was filled in as the action wants it."""
        values = self.cleaned_data
        return LifeApproval(
            approved_by=values["approved_by"],
            approved_on=values["approved_on"],
            document=values["document"],
            reason=values["reason"],
        )


class ChangeSiteForm(SiteForm):
    """Changes of a site; some need an approval."""

    groups: ClassVar[Groups] = (
        *SiteForm.groups,
        (
            "批准（变更名称、域名或主办单位时填写）",
            ("approved_by", "approved_on", "document", "reason"),
        ),
    )
    approved_by = forms.CharField(label="批准机关（人）", max_length=80, required=False)
    approved_on = DayField(label="批准日期", required=False)
    document = forms.CharField(label="批准文件", max_length=120, required=False)
    reason = forms.CharField(label="事由", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where an approval is named."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("approved_by") and not values.get("approved_on"):
            self.add_error("approved_on", "请填写批准日期。")
        return values

    def approval(self) -> LifeApproval | None:
        """Return the approval, if one was filled in."""
        values = self.cleaned_data
        if not values["approved_by"]:
            return None
        names = ("approved_by", "approved_on", "document", "reason")
        return LifeApproval(**{name: values[name] for name in names})


class OpenSiteForm(ApprovalForm):
    """Put a site online; asks also for the consents that the regulation wants."""

    qualification_due_on = DayField(label="下次资质复核日期", required=False)

    def __init__(
        self,
        *args: Any,
        needed: Sequence[Consent] = (),
        declarations: Sequence[Declaration] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed = tuple(needed)
        if declarations:
            self.fields["declared"] = forms.MultipleChoiceField(
                label="确认",
                required=False,
                choices=[(one.name, one.label) for one in declarations],
                widget=forms.CheckboxSelectMultiple,
                help_text=f"逐项核实后勾选，依据{declarations[0].citation}；不符合的不能开办。",
            )
        for one in self.needed:
            self.fields[f"consent_{one.name}"] = DayField(
                label=f"{one.label}（日期）", required=False, help_text=f"依据{one.citation}。"
            )

    def consents(self) -> dict[str, LifeApproval]:
        """Return who agreed, and when, by the names of the regulation."""
        days = {one: self.cleaned_data[f"consent_{one.name}"] for one in self.needed}
        return {one.name: LifeApproval(one.label, day) for one, day in days.items() if day}


class RecheckSiteForm(ApprovalForm):
    """The qualification was checked again."""

    due_on = DayField(label="下次资质复核日期", required=False)


class SuspendSiteForm(ApprovalForm):
    """Take a site offline for a time."""

    until = MomentField(label="计划恢复时间")
    notice = forms.CharField(
        label="停用公告",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="向公众说明原因和恢复时间。",
    )


class AnnounceClosingForm(ApprovalForm):
    """Tell readers that a site will be closed."""

    closing_on = DayField(label="计划关停日期")
    notice = forms.CharField(
        label="关停公告",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="向公众说明关停原因、时间和内容去向；关停前一直显示在本网站每个页面上方。",
    )
    successor_url = forms.URLField(
        label="内容并入的网址", assume_scheme="https", help_text="读者从公告直接前往。"
    )


class CloseSiteForm(ApprovalForm):
    """Close a site for good."""

    notice = forms.CharField(
        label="停用公告",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="向公众说明关停原因和内容去向。",
    )
    successor_url = forms.URLField(label="内容并入的网址", required=False, assume_scheme="https")


class ColumnForm(DeskForm):
    """What is known of a column and may be changed."""

    groups: ClassVar[Groups] = (
        (
            "栏目",
            (
                *("column_type", "content_class", "description", "keywords", "purpose"),
                *("presentation", "position"),
            ),
        ),
        ("责任", ("responsible_unit", "responsible_person", "update_cycle")),
        ("内容保障", ("supply", "column_builders", "link_url")),
    )
    column_type = forms.ChoiceField(label="栏目类别", choices=[CHOOSE, *ColumnType.choices()])
    content_class = forms.ChoiceField(
        label="内容类别", required=False, help_text="决定默认要过哪些审核关；不定则由稿件自己定。"
    )
    description = forms.CharField(
        label="栏目描述",
        max_length=300,
        help_text="设置目的和主要内容，例如“发布市政府及各部门的通知公告”。写入网页标签，供检索。",
    )
    keywords = forms.CharField(
        label="栏目关键词", max_length=200, help_text="用逗号分开，例如“通知,公告”。"
    )
    purpose = forms.CharField(label="栏目用途", max_length=300, required=False)
    presentation = forms.ChoiceField(
        label="列表样式",
        choices=Presentation.choices(),
        initial=Presentation.TITLES.value,
        required=False,
        help_text="图片、视频列表用稿件正文中的第一张图片，没有图片的只列标题。",
    )
    responsible_unit = SearchOfVisible(
        "unit", label="责任单位", required=False, help_text="不填则由网站主办单位负责。"
    )
    responsible_person = SearchOfVisible("person", label="责任人", required=False)
    update_cycle = forms.CharField(
        label="更新周期",
        max_length=40,
        required=False,
        help_text="例如：2周、1个月、5个工作日；不要求定期更新的不填。",
    )
    supply = forms.ChoiceField(
        label="保障方式",
        choices=ColumnSupply.choices(),
        initial=ColumnSupply.SUBMISSION.value,
        required=False,
    )
    column_builders = forms.CharField(
        label="共建单位",
        required=False,
        max_length=400,
        help_text="填单位名称，多个用顿号分开；“栏目共建”必填。",
    )
    link_url = forms.URLField(
        label="链接地址",
        required=False,
        assume_scheme="https",
        help_text="“网站链接”必填：读者点栏目直接到县、部门网站的相应栏目。",
    )
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=99999, initial=0, help_text="小的在前。"
    )

    def clean_column_builders(self) -> tuple[str, ...]:
        """Return the codes of the units that were named."""
        return codes_of_units(self.cleaned_data["column_builders"], self.person, self.at)

    def __init__(self, *args: Any, classes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["content_class"]
        field.choices = [("", "由稿件定"), *classes.items()]


class NewColumnForm(ColumnForm):
    """What a new column needs."""

    groups: ClassVar[Groups] = (
        ("名称与位置", ("name", "code", "slug", "parent")),
        *ColumnForm.groups,
    )
    name = forms.CharField(label="栏目名称", max_length=40)
    code = forms.CharField(
        label="栏目代码", max_length=60, help_text="小写字母、数字和连字符；设定后不能修改。"
    )
    slug = forms.CharField(
        label="路径名", max_length=60, required=False, help_text="网址中的一段；不填则用代码。"
    )
    parent = SearchOfVisible(
        "site_column", label="上级栏目", required=False, help_text="不填则为一级栏目。"
    )

    def __init__(self, *args: Any, site: GovSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_column(self, "parent", site)


class RenameColumnForm(DeskForm):
    """Another name or address part of a column."""

    name = forms.CharField(label="栏目名称", max_length=40)
    slug = forms.CharField(label="路径名", max_length=60, required=False, help_text="不填则不变。")


class MoveColumnForm(DeskForm):
    """Another place for a column, in the same site."""

    parent = SearchOfVisible(
        "site_column", label="新的上级栏目", required=False, help_text="不填则为一级栏目。"
    )
    position = forms.IntegerField(label="排序", min_value=0, max_value=99999, required=False)

    def __init__(self, *args: Any, site: GovSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_column(self, "parent", site)


class MergeColumnForm(DeskForm):
    """The column that takes over."""

    into = SearchOfVisible("site_column", label="并入栏目")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, site: GovSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_column(self, "into", site)


def choose_column(form: forms.BaseForm, name: str, site: GovSite) -> None:
    """Let a field search among the open columns of one site: some sites have thousands."""
    field: Any = form.fields[name]
    field.among = Q(site=site)
    field.widget.attrs["placeholder"] = "输入栏目名称或路径查找"
    field.error_messages["unknown"] = COLUMN_UNKNOWN


def codes_of_units(text: str, person: Any, at: Any) -> tuple[str, ...]:
    """Return the codes of units named in a text, by full name, short name or code, in its order.

    :raises ValidationError: a name is of no unit that the person may see, or of several.
    """
    names = list(dict.fromkeys(_BETWEEN.split(text.strip()))) if text.strip() else []
    rows = Unit.objects.visible_to(person, at).active()
    rows = rows.filter(Q(name__in=names) | Q(short_name__in=names) | Q(code__in=names))
    found: dict[str, set[str]] = {}
    for code, *others in rows.values_list("code", "name", "short_name"):
        for name in (code, *others):
            found.setdefault(name, set()).add(code)
    wrong = [name for name in names if len(found.get(name, ())) != 1]
    if wrong:
        raise forms.ValidationError(f"没有唯一确定这些单位，请填全称：{'、'.join(wrong)}。")
    return tuple(dict.fromkeys(next(iter(found[name])) for name in names))
