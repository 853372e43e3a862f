"""The form in which an article is written."""

from datetime import date
from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from mingtang.editorial.content.actions.fields import (
    FIELD_NAMES,
    EditorialFields,
    wanted_columns_of,
)
from mingtang.editorial.content.body import blocks_of
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.interfaces.columns import (
    ColumnChoices,
    OtherColumn,
    column_choices,
)
from mingtang.editorial.content.interfaces.declared import DeclaredValues
from mingtang.editorial.content.interfaces.relations import RelationsField
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.queries import (
    content_classes,
    extra_fields,
    extra_fields_of,
    first_portal,
    interpretation_forms,
    plan_fields,
    visible_documents,
)
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Unit
from mingtang.institution.organization.scopes import UnitScope
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import VersionField
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.screens import BlockForm

NEAR_SITES = 50
OFFICIAL = (
    ArticleKind.POLICY.value,
    ArticleKind.INTERPRETATION.value,
)  # they show facts of a document

register_chooser(
    Chooser(
        "document",
        visible_documents,
        "id",
        ("title", "document_number"),
        lambda article: f"{article.title} {article.document_number}".strip() + f"（{article.pk}）",
        order="-id",
    )
)


class ArticleForm(BlockForm):
    """Editorial fields; unit and receiving site can be chosen only while the article is new."""

    version = VersionField()
    wanted_columns = forms.TypedMultipleChoiceField(
        label="拟发栏目",
        required=False,
        coerce=int,
        widget=ColumnChoices,
        help_text="您建议发布到哪些栏目，由编辑部决定。",
    )
    other_column = OtherColumn()
    relations = RelationsField(
        label="与其他文件的关系",
        help_text="本文件废止、修改了哪些文件，依据哪些文件制定。发布后，被废止、修改的文件自动标明。",
    )
    extras = DeclaredValues(
        label="自定义字段", help_text="所选类型和栏目自己的字段；改选栏目后，先保存再填写。"
    )
    interpretation_plan = DeclaredValues(
        label="解读方案", help_text="重要政策的解读方案随草案一并报送，由领导和编辑部一并审查。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        article: Article = self.instance
        self.is_new = article.pk is None
        self.initial["wanted_columns"] = wanted_columns_of(article)
        units = authority.units_where(self.for_user, "content.write", moment())
        if self.is_new:
            own = Unit.objects.filter(units.as_q("id"), is_active=True).order_by("code")
            self.fields["unit"].queryset = own
            self.initial["unit"] = self.for_user.unit_id
            self.fields["site"].queryset = GovSite.objects.filter(state="open")
            for name in ("unit", "site"):  # shown twice: as a field and to the script
                self.fields[name].choices = list(self.fields[name].choices)
            self.initial["site"] = getattr(first_portal(), "pk", None)
            kind = ArticleKind.INTERPRETATION if article.interprets_id else ArticleKind.NEWS
            self.initial["kind"] = kind.value
        else:
            self.fields["unit"].disabled = self.fields["site"].disabled = True
            self.fields["unit"].queryset = Unit.objects.filter(pk=article.unit_id)
            self.fields["site"].queryset = GovSite.objects.filter(pk=article.site_id)
            self.fields["version"].initial = article.version
        self._offer_columns(units)
        self.fields["content_class"] = forms.ChoiceField(
            label="内容类别",
            choices=list(_classes(article, self.for_user)),
            help_text="决定要经过哪些审核关口。",
        )
        self._choose_document(article.interprets)
        self._offer_interpretation(article)
        self.fields["relations"].bind(self.for_user, moment())
        self._offer_extras(article)

    def _offer_columns(self, units: UnitScope) -> None:
        """Offer the columns of one's own sites and of the receiving one first."""
        own = GovSite.objects.filter(units.as_q("unit_id"), state="open")
        receiving = self.instance.site_id or self.initial.get("site")
        chosen = [*self.initial["wanted_columns"], *self.data_of("wanted_columns")]
        choices, has_more = column_choices(
            near={*own.values_list("pk", flat=True)[:NEAR_SITES], receiving}, chosen=chosen
        )
        self.fields["wanted_columns"].choices = choices
        if has_more:
            self.fields["other_column"].bind(self.for_user, moment())
        else:
            del self.fields["other_column"]

    def data_of(self, name: str) -> list[str]:
        """Return what was sent for a field with several values."""
        return self.data.getlist(name) if self.is_bound else []

    def clean(self) -> Any:
        """Count the column that was searched for among the wanted ones."""
        values = super().clean()
        other = values.get("other_column")
        if other is not None and other.pk not in values.get("wanted_columns", ()):
            values["wanted_columns"] = [*values.get("wanted_columns", ()), other.pk]
        return values

    def _choose_document(self, chosen: Article | None) -> None:
        field = SearchOfVisible("document", label="所解读的文件", required=False)
        field.widget.attrs["placeholder"] = "输入标题或文号查找"
        field.bind(self.for_user, moment())
        field.chosen = self.initial["interprets"] = chosen
        self.fields["interprets"] = field

    def _offer_extras(self, article: Article) -> None:
        """Ask the fields of the kind and the columns that are chosen now."""
        columns = self.data_of("wanted_columns") or self.initial["wanted_columns"]
        wanted = {int(one) for one in columns if str(one).isdecimal() and len(str(one)) < 19}
        kind = self.data.get("kind") or self.initial.get("kind") or article.kind
        fields = {one.name: one for one in extra_fields_of(article)} if article.pk else {}
        site_id = article.site_id or self.initial.get("site") or 0
        fields |= {one.name: one for one in extra_fields(site_id, kind=kind, column_ids=wanted)}
        if fields:
            self.fields["extras"].declare(tuple(fields.values()), article.extras)
        else:
            del self.fields["extras"]

    def _offer_interpretation(self, article: Article) -> None:
        """Ask what the rules of the writing unit ask about interpretations."""
        unit, at = (article.unit if article.pk else self.for_user.unit).code, moment()
        asked = plan_fields(unit, at=at)
        if asked:
            self.fields["interpretation_plan"].declare(asked, article.interpretation_plan)
        else:
            del self.fields["interpretation_plan"]
        forms_known = interpretation_forms(unit, at=at)
        kept = [article.interpretation_form] if article.interpretation_form else []
        words = dict.fromkeys([*forms_known, *kept])
        self.fields["interpretation_form"] = forms.ChoiceField(
            label="解读形式",
            required=False,
            choices=[("", "未填写"), *((one, one) for one in words)],
        )

    def editorial_fields(self) -> EditorialFields:
        """Return what was typed, as the actions take it."""
        values = {
            name: self.cleaned_data.get(name) for name in FIELD_NAMES if name in self.cleaned_data
        }
        values["interprets_id"] = getattr(self.cleaned_data.get("interprets"), "pk", None)
        values["body"] = blocks_of(self.cleaned_data["body"])
        values.setdefault("interpretation_plan", self.instance.interpretation_plan)
        values.setdefault("extras", self.instance.extras)
        values["kind"] = ArticleKind(self.cleaned_data["kind"])
        return EditorialFields(**values)


def _classes(article: Article, person: Any) -> list[tuple[str, str]]:
    site = article.site if article.pk else first_portal()
    if site is None:
        return [("ordinary", "一般信息")]
    return list(content_classes(site.operating_unit.code, at=moment()).items())


EDIT = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("content_class")]),
                FieldRowPanel([FieldPanel("unit"), FieldPanel("site")]),
                FieldRowPanel(
                    [FieldPanel("happened_on"), FieldPanel("is_urgent"), FieldPanel("is_important")]
                ),
            ],
            heading="标题、类型和去向",
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("wanted_columns"), FieldPanel("other_column")], heading="拟发栏目"
        ),
        MultiFieldPanel(
            [
                FieldPanel("document_number", help_text="例如：明政办〔2026〕12号"),
                FieldPanel(
                    "index_number",
                    help_text="留空，首次发布时按规则自动编定；编定后不再改变。",
                ),
                FieldPanel("issuing_office"),
                FieldPanel("document_date"),
                FieldPanel("topic_class"),
                FieldPanel("legal_level"),
                FieldPanel("force"),
                FieldPanel("lapses_on"),
                FieldPanel("relations"),
            ],
            heading="公文信息（政策文件、政策解读填写）",
            classname="collapsed",
            attrs={"data-mt-kinds": " ".join(OFFICIAL)},
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "policy_area", help_text="涉及经济发展、社会民生的政策，解读要与文件同时发布。"
                ),
                FieldPanel(
                    "is_key_policy",
                    help_text="由起草单位标明，编辑部可以改定；重要政策要附解读方案。",
                ),
                FieldPanel("interpretation_plan"),
            ],
            heading="解读安排（政策文件填写）",
            attrs={"data-mt-kinds": ArticleKind.POLICY.value},
        ),
        MultiFieldPanel(
            [FieldPanel("interprets"), FieldPanel("interpretation_form")],
            heading="解读的文件（政策解读填写）",
            attrs={"data-mt-kinds": ArticleKind.INTERPRETATION.value},
        ),
        MultiFieldPanel([FieldPanel("extras")], heading="栏目和类型的字段"),
        MultiFieldPanel(
            [
                FieldPanel("subtitle"),
                FieldRowPanel([FieldPanel("source"), FieldPanel("author"), FieldPanel("editor")]),
                FieldPanel("summary"),
                FieldPanel("keywords"),
                FieldPanel(
                    "first_released_on",
                    help_text="从原网站迁来的稿件，填写当时的发布日期；本站发布时作为发布日期的建议。",
                ),
            ],
            heading="副标题、来源、摘要等",
            classname="collapsed",
        ),
    ],
    base_form_class=ArticleForm,
).bind_to_model(Article)


class ArticleFilter(FilterForm):
    """Narrows the list of articles."""

    state = forms.ChoiceField(label="状态", required=False)
    kind = forms.ChoiceField(label="类型", required=False)
    since = forms.DateField(
        label="起始日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state, kind = Article._meta.get_field("state"), Article._meta.get_field("kind")
        self.fields["state"].choices = [("", "全部"), *state.choices]  # type: ignore[attr-defined,misc]
        self.fields["kind"].choices = [("", "全部"), *kind.choices]  # type: ignore[attr-defined,misc]

    def narrow(self, rows: Any) -> Any:
        """Apply the questions that were asked."""
        if self.cleaned_data["state"]:
            rows = rows.filter(state=self.cleaned_data["state"])
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind=self.cleaned_data["kind"])
        since: date | None = self.cleaned_data["since"]
        return rows.filter(created_at__date__gte=since) if since else rows
