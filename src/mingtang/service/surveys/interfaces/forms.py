"""Office forms of surveys."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from mingtang.editorial.sites.models import GovSite
from mingtang.service.surveys.enums import (
    OnceRule,
    ResultShowing,
    SurveyKind,
    SurveyQuestionKind,
)
from mingtang.service.surveys.policies import MOST_SECTIONS, QuestionText, SurveyText
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, MomentField, VersionField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SurveyForm(DeskForm):
    """The text of a survey and the rules for its answers."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("内容", ("title", "purpose", "is_short", "sections", "phone")),
        ("图片（分享到微信时显示）", ("picture", "picture_words")),
        ("时间", ("opens_at", "days", "quota")),
        ("答题规则和结果公开", ("once", "showing")),
    )
    title = forms.CharField(label="名称", max_length=60, help_text="如“公交线路优化调查”")
    purpose = forms.CharField(
        label="目的",
        widget=_area(5),
        max_length=5000,
        help_text="为什么调查、结果用来做什么。每段一行，公布在网页和问卷开头。",
    )
    is_short = forms.BooleanField(
        label="微调查",
        required=False,
        help_text="最多 5 题、一页，适合在微信中打开；评议不能选",
    )
    sections = forms.CharField(
        label="分页标题",
        widget=_area(3),
        max_length=500,
        required=False,
        help_text="每页一行，可以不填。题目放在第几页，在题目中填写。",
    )
    phone = forms.CharField(
        label="咨询电话", max_length=60, required=False, help_text="办公电话，会公布"
    )
    picture = SearchOfVisible("picture", label="图片", required=False)
    picture_words = forms.CharField(
        label="图片说明",
        max_length=100,
        required=False,
        help_text="选了图片的必须填写，给看不见图片的人听",
    )
    opens_at = MomentField(
        label="开始时间", required=False, help_text="不填的，审签全部通过后立即开始"
    )
    days = forms.IntegerField(
        label="天数",
        min_value=1,
        max_value=365,
        help_text="开始的次日为第 1 天，最后一天 24 时截止",
    )
    quota = forms.IntegerField(
        label="答卷上限",
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text="满这么多份自动截止；不填的不限",
    )
    once = forms.ChoiceField(
        label="一个人答几份",
        choices=OnceRule.choices(),
        widget=forms.RadioSelect,
        help_text="同一单位、同一小区的人可能共用一个网络地址，选“一天一份”会拦住其中一些人",
    )
    showing = forms.ChoiceField(
        label="结果公开", choices=ResultShowing.choices(), widget=forms.RadioSelect
    )

    def text(self, kind: SurveyKind) -> SurveyText:
        """Return the cleaned data as the actions take it."""
        names = set(SurveyText.__dataclass_fields__) - {"kind"}
        values = {name: self.cleaned_data[name] for name in names}
        picture = values["picture"]
        values["picture"] = f"image:{picture.pk}" if picture else ""
        values |= {"once": OnceRule(values["once"]), "showing": ResultShowing(values["showing"])}
        return SurveyText(kind=kind, **values)


class NewSurveyForm(SurveyForm):
    """The same with the site, the unit and the kind."""

    groups = (("在哪里开展", ("site", "unit", "kind")), *SurveyForm.groups)
    site = ChoiceOfVisible(rows=GovSite.objects.visible_to, label="网站")
    unit = SearchOfVisible("unit", label="组织单位")
    kind = forms.ChoiceField(
        label="类型",
        choices=SurveyKind.choices(),
        widget=forms.RadioSelect,
        help_text="评议是请群众给选定的单位逐项打分；保存以后不能改类型",
    )


class EditSurveyForm(SurveyForm):
    """The same with the version that was opened for editing."""

    version = VersionField()


class QuestionForm(DeskForm):
    """A question."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("题目", ("kind", "label", "help", "is_required", "choices", "most")),
        ("位置", ("section", "position")),
        ("出现的条件（可不填）", ("depends_on", "depends_words")),
    )
    kind = forms.ChoiceField(
        label="题型",
        choices=SurveyQuestionKind.choices(),
        help_text="在评议中，评分题就是评议内容：对每个单位各打一次分",
    )
    label = forms.CharField(label="题目", max_length=200)
    help = forms.CharField(label="填写说明", max_length=200, required=False)
    is_required = forms.BooleanField(label="必答", required=False)
    choices = forms.CharField(
        label="选项",
        widget=_area(6),
        max_length=5000,
        required=False,
        help_text="单选题、多选题填写，每行一个。名额有限的在后面写竖线和人数，如“上午场｜50”，满额后不再显示。",
    )
    most = forms.IntegerField(
        label="最多选几项",
        min_value=0,
        max_value=30,
        required=False,
        help_text="多选题填写；不填的不限",
    )
    section = forms.IntegerField(
        label="第几页",
        min_value=1,
        max_value=MOST_SECTIONS,
        help_text="题目多的可以分几页；有条件的题要放在所依据的题后面的页",
    )
    position = forms.IntegerField(
        label="题号",
        min_value=1,
        max_value=100,
        required=False,
        help_text="插到这个题号的位置；不填的放在本页最后",
    )
    depends_on = forms.IntegerField(
        label="取决于第几题",
        min_value=1,
        max_value=100,
        required=False,
        help_text="只填单选题、多选题的题号",
    )
    depends_words = forms.CharField(
        label="选了哪些选项才出现",
        widget=_area(3),
        max_length=2000,
        required=False,
        help_text="照抄那道题的选项，每行一个；选了其中任何一个就出现",
    )

    def text(self) -> QuestionText:
        """Return the cleaned data as the action takes it."""
        values: dict[str, Any] = {
            name: self.cleaned_data[name] for name in QuestionText.__dataclass_fields__
        }
        values |= {"kind": SurveyQuestionKind(values["kind"]), "most": values["most"] or 0}
        return QuestionText(**values)


class SubjectForm(DeskForm):
    """A unit of an appraisal."""

    unit = SearchOfVisible("unit", label="单位")


class ShowWordsForm(DeskForm):
    """The public text of a written answer."""

    public_text = forms.CharField(
        label="公开的文字",
        widget=_area(6),
        max_length=5000,
        help_text="已把电话、证件号码等改为星号。请再删去姓名、住址等能认出本人的内容，不改变原意。",
    )


class SurveyResultForm(DeskForm):
    """The result in words."""

    result = forms.CharField(
        label="结果说明",
        widget=_area(6),
        max_length=20_000,
        help_text="有多少份答卷、主要结论、下一步怎样采用。每段一行，与各题的统计一起公布。",
    )
