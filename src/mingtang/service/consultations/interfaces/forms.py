"""Office forms of consultations."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from mingtang.editorial.sites.models import GovSite
from mingtang.service.consultations.enums import Adoption, OpinionChannel, OpinionShowing
from mingtang.service.consultations.policies import ConsultationText, points_of
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, MomentField, VersionField

_ENTERED = [OpinionChannel.MAIL, OpinionChannel.PHONE, OpinionChannel.LETTER]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConsultationForm(DeskForm):
    """What is put before the public."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("征求意见的内容", ("title", "background", "draft", "file")),
        ("时间", ("opens_at", "days", "short_reason")),
        ("提意见的渠道（除网上表单外至少一种）", ("phone", "mail", "address")),
        ("意见公开", ("showing",)),
    )
    title = forms.CharField(
        label="名称",
        max_length=100,
        help_text="如“关于《明州市犬只管理办法（征求意见稿）》公开征求意见”",
    )
    background = forms.CharField(
        label="背景",
        widget=_area(6),
        max_length=20_000,
        help_text="为什么起草、依据是什么、主要内容有哪些。每段一行。",
    )
    draft = forms.CharField(
        label="征求意见稿正文",
        widget=_area(12),
        max_length=100_000,
        required=False,
        help_text="每段一行。以“第…条”开头的，群众可以逐条提意见。正文和文件至少有一样。",
    )
    file = SearchOfVisible("file", label="征求意见稿文件", required=False)
    opens_at = MomentField(
        label="开始时间", required=False, help_text="不填的，审签全部通过后立即开始"
    )
    days = forms.IntegerField(
        label="征集天数",
        min_value=1,
        max_value=365,
        help_text="开始的次日为第 1 天，最后一天 24 时截止",
    )
    short_reason = forms.CharField(
        label="期限较短的原因",
        widget=_area(2),
        max_length=500,
        required=False,
        help_text="少于规定天数的必须填写，会向公众公布",
    )
    phone = forms.CharField(
        label="电话", max_length=60, required=False, help_text="办公电话，会公布"
    )
    mail = forms.EmailField(label="电子邮箱", max_length=100, required=False)
    address = forms.CharField(label="通信地址", max_length=200, required=False)
    showing = forms.ChoiceField(
        label="怎样公开", choices=OpinionShowing.choices(), widget=forms.RadioSelect
    )

    def text(self) -> ConsultationText:
        """Return what was typed as the actions take it."""
        values = {name: self.cleaned_data[name] for name in ConsultationText.__dataclass_fields__}
        file = values["file"]
        values["file"] = f"document:{file.pk}" if file else ""
        return ConsultationText(**values | {"showing": OpinionShowing(values["showing"])})


class NewConsultationForm(ConsultationForm):
    """The same with the site and the unit."""

    groups = (("在哪里征集", ("site", "unit")), *ConsultationForm.groups)
    site = ChoiceOfVisible(rows=GovSite.objects.visible_to, label="网站")
    unit = SearchOfVisible("unit", label="组织单位")


class EditConsultationForm(ConsultationForm):
    """The same with the version that was read."""

    version = VersionField()


class OpinionEntryForm(DeskForm):
    """An opinion that came otherwise than by the site."""

    groups = (
        ("来源", ("channel", "received_at")),
        ("意见", ("point", "text")),
        ("提意见人（可不填）", ("name", "phone")),
    )
    channel = forms.ChoiceField(label="渠道", choices=[(one.value, one.label) for one in _ENTERED])
    received_at = MomentField(label="收到时间")
    point = forms.ChoiceField(label="针对哪一处", required=False)
    text = forms.CharField(label="意见", widget=_area(6), max_length=20_000)
    name = forms.CharField(label="姓名或单位", max_length=100, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)

    def __init__(self, *args: Any, draft: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["point"]
        choice.choices = [("", "全文"), *points_of(draft)]

    def values(self) -> Mapping[str, str]:
        """Return the words as the action takes them."""
        return {name: self.cleaned_data[name] for name in ("point", "text", "name", "phone")}


class ShowOpinionForm(DeskForm):
    """The words that readers see."""

    public_text = forms.CharField(
        label="公开的文字",
        widget=_area(8),
        max_length=20_000,
        help_text="已把电话、证件号码等改为星号。请再删去姓名、住址等能认出本人的内容，不改变意见原意。",
    )


class PointForm(DeskForm):
    """What opinions asked for, and what became of it."""

    about = forms.CharField(
        label="意见内容",
        widget=_area(4),
        max_length=5000,
        help_text="把内容相同的意见概括成一项，不写提意见人",
    )
    verdict = forms.ChoiceField(
        label="采纳情况", choices=Adoption.choices(), widget=forms.RadioSelect
    )
    because = forms.CharField(
        label="理由",
        widget=_area(4),
        max_length=5000,
        required=False,
        help_text="部分采纳、未采纳的必须填写",
    )


class ResultForm(DeskForm):
    """The result in words."""

    result = forms.CharField(
        label="总体说明",
        widget=_area(6),
        max_length=20_000,
        help_text="征集的起止时间、收到多少条意见、采纳多少、下一步安排。每段一行。",
    )
