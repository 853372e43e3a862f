"""Screens of articles: list, page, form, earlier texts."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html

from mingtang.editorial.content.actions import (
    cancel_correction,
    correct_article,
    create_article,
    discard_article,
    revise_article,
    save_article,
)
from mingtang.editorial.content.actions.articles import may_edit, may_hold
from mingtang.editorial.content.actions.fields import stored, tidied
from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.interfaces.awaited import Awaiting, awaited_part
from mingtang.editorial.content.interfaces.conflicts import MergeArticle, is_conflict
from mingtang.editorial.content.interfaces.forms import EDIT, ArticleFilter
from mingtang.editorial.content.interfaces.panels import (
    Occasion,
    buttons_of,
    panels_of,
    writing_parts,
)
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Release
from mingtang.editorial.content.policies.states import (
    EDITABLE_BY_DESK,
    EDITABLE_BY_UNIT,
    may_cancel_correction,
    may_move,
)
from mingtang.editorial.content.queries import extras_of, remarks_on, steps_of, visible_documents
from mingtang.ground.foundation.decisions import Decision, Refused
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.media import may_use_media
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    BlockFormScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Scoped,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

TONES = {
    ArticleState.PUBLISHED: "good",
    ArticleState.PASSED: "good",
    ArticleState.RETURNED: "warn",
    ArticleState.TAKEN_DOWN: "bad",
    ArticleState.DISCARDED: "plain",
    ArticleState.DRAFT: "plain",
}
LIST = (("稿件", "content:list"),)
_SHOWN_APART = {"kind", "title", "summary", "keywords"}


def state_tag(article: Article) -> str:
    """Return the state of an article as a small label."""
    stage = tag(article.stage_label, TONES.get(ArticleState(article.state), "wait"))
    if not article.is_correcting:
        return stage
    return format_html("{} {}", tag(article.state_label, "good"), stage)


def article_url(article_id: int) -> str:
    """Return the address of an article's page."""
    return reverse("content:show", args=[article_id])


def _public_fact(article: Article, name: str) -> Fact:
    field: Any = Article._meta.get_field(name)
    shown = getattr(article, f"get_{name}_display", None)  # a field with choices
    return Fact(field.verbose_name, shown() if shown else getattr(article, name))


class ArticleList(ListScreen):
    """All articles that a person may see."""

    title = "稿件"
    lead = "本单位写的稿件，以及送到您所在编辑部的稿件。"
    right = "content.read"
    model = Article
    order = ("-pk",)
    sorts = {"changed": ("changed_at", "pk")}
    documents = ARTICLE
    search_label = "标题、文号或正文"
    filter_class = ArticleFilter
    empty_text = "还没有稿件。点“写稿件”开始第一篇。"

    def visible_rows(self) -> Any:
        """Return the rows with what the table shows of them."""
        rows = super().visible_rows().select_related("unit", "site", "release")
        return rows.defer("body", "release__body")

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn("标题", "title", link=lambda a: article_url(a.pk), kind="main"),
            TableColumn("类型", "kind_label"),
            TableColumn("报送单位", lambda a: a.unit.short_name or a.unit.name),
            TableColumn("报送到", "site.name"),
            TableColumn("状态", state_tag),
            TableColumn("待谁办理", Awaiting(self.page.rows, self.at, lambda a: a).cell),
            TableColumn("最后修改", "changed_at", kind="moment", sort="changed"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to write one to those who may."""
        if not self.powers.holds("content.write"):
            return ()
        return (
            HeaderButton("从 Word 导入", reverse("content:from-word"), icon="doc-full"),
            HeaderButton("从模板新建", reverse("content:templates"), icon="copy"),
            HeaderButton("写稿件", reverse("content:create"), icon="plus", primary=True),
        )


class ArticleScreen(DetailScreen):
    """One article: what it is, where it stands, what can be done with it now."""

    model = Article
    parents = LIST
    template_name = "content/article.html"

    def visible_rows(self) -> Any:
        """Return the rows with what the page shows of them."""
        related = ("unit", "site", "revision", "created_by", "release")
        return super().visible_rows().select_related(*related)

    def get_facts(self) -> Sequence[Fact]:
        """Return what the article is."""
        article: Article = self.object
        facts = [
            Fact("状态", state_tag(article)),
            Fact("待谁办理", awaited_part(article, self.person, self.at)),
            Fact("类型", article.kind_label),
            Fact("报送单位", article.unit.name),
            Fact("报送到", article.site.name),
            *(_public_fact(article, name) for name in PUBLIC_FIELDS if name not in _SHOWN_APART),
            Fact("重大信息", "是，需主要领导签发" if article.is_important else ""),
            Fact("政策领域", article.get_policy_area_display()),
            *(Fact(label, value) for label, value in extras_of(article)),
            Fact("重要政策", "是，须附解读方案" if article.is_key_policy else ""),
            Fact(
                "版本",
                f"第 {article.version} 版",
                url=reverse("content:revisions", args=[article.pk]),
            ),
            Fact("最后修改", article.changed_at),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_subject(self) -> str:
        """Return the key of the article's events."""
        return str(self.object.subject)

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Return what can be done with the article now."""
        return buttons_of(self.occasion)

    @property
    def occasion(self) -> Occasion:
        """Who looks at the article, and when."""
        return Occasion(self.object, self.person, self.powers, self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the sections of all rooms to the template."""
        return super().get_context_data(
            panels=panels_of(self.occasion),
            steps=steps_of(self.object),
            remarks=remarks_on(self.object),
            **kwargs,
        )


class WritingScreen(BlockFormScreen):
    """A form in which an article is written, with what other rooms put beside it."""

    edit_handler = EDIT
    template_name = "content/write.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the parts of other rooms."""
        return super().get_context_data(writing_parts=writing_parts(), **kwargs)


class CreateArticle(WritingScreen):
    """Write a new article for one's unit."""

    title = "写稿件"
    right = "content.write"
    parents = LIST
    submit_label = "保存草稿"
    success_message = "草稿已保存。核对无误后点“报送”，交本单位领导审签。"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to begin with a template."""
        return (HeaderButton("从模板新建", reverse("content:templates"), icon="copy"),)

    def get_instance(self) -> Article:
        """Return an empty article with a first paragraph to write into."""
        article = Article(source=self.person.unit.name, author=self.person.name)
        article.body.append(("text", ""))
        article.interprets = self._document()
        return article

    def _document(self) -> Article | None:
        """Return the policy document that the address names, for an interpretation of it."""
        asked = self.request.GET.get("interprets", "")
        if not asked.isdecimal() or len(asked) > 18:
            return None
        return visible_documents(self.person, self.at).filter(pk=int(asked)).first()

    def act(self, form: Any) -> Article:
        """Start the article."""
        may_use_media(self.person, form.cleaned_data["body"]).require()
        return create_article(
            actor=self.person,
            at=self.at,
            unit=form.cleaned_data["unit"],
            site=form.cleaned_data["site"],
            fields=form.editorial_fields(),
        )

    def get_success_url(self, result: Any) -> str:
        """Return the address of the new article."""
        return article_url(result.pk)


class EditArticle(Scoped, WritingScreen):
    """Change the working copy of an article; every save is a version."""

    model = Article
    submit_label = "保存"
    template_name = "content/edit.html"

    def admit(self) -> None:
        """Let in anyone who may change the words now; of what is sent the action decides, and keeps it."""
        super().admit()
        if self.request.method == "POST":
            self.object  # noqa: B018 - raises NotVisible
        else:
            may_edit(self.person, self.object, at=self.at).require()

    def visible_rows(self) -> Any:
        """Return the rows with what the form needs."""
        return super().visible_rows().select_related("unit", "site__operating_unit")

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"修改：{self.object.title}"

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    def get_lead(self) -> str:
        """Say why it came back, for as long as it is being corrected."""
        article: Article = self.object
        if article.state != ArticleState.RETURNED:
            return super().get_lead()
        last = steps_of(article).filter(verb=ArticleVerb.RETURN.value).last()
        reason = str(last.reason or "") if last else ""
        return f"退回理由：{reason}" if reason else super().get_lead()

    def get_instance(self) -> Article:
        """Return the working copy."""
        article: Article = self.object
        return article

    def act(self, form: Any) -> Article:
        """Keep a version."""
        before = Article.objects.get(pk=self.object.pk).body
        may_use_media(self.person, form.cleaned_data["body"], before).require()
        return save_article(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            version=form.cleaned_data["version"] or 0,
            fields=form.editorial_fields(),
        )

    def refused(self, form: Any, refused: Refused) -> HttpResponseBase:
        """Show both texts where another save came first; the others reasons stand in the form."""
        if not is_conflict(refused):
            return super().refused(form, refused)
        screen = MergeArticle()
        screen.setup(self.request, pk=self.object.pk)
        mine = stored(tidied(form.editorial_fields()))
        return screen.begin(mine, form.cleaned_data["version"] or 0)

    def get_success_url(self, result: Any) -> str:
        """Return the address of the article."""
        return article_url(result.pk)


def article_crumbs(crumbs: list[Any], article: Article) -> list[Any]:
    """Return a way that leads over the list of articles and the page of one."""
    return [
        crumbs[0],
        Crumb("稿件", reverse("content:list")),
        Crumb(article.title, article_url(article.pk)),
        crumbs[-1],
    ]


class ActionOnArticle(ActionScreen):
    """A form about an article that leads back to its page."""

    model = Article

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    def get_success_url(self, result: Any) -> str:
        """Return the address of the article."""
        return article_url(self.object.pk)


class ArticleAction(ActionOnArticle):
    """A verb on an article that asks for a reason."""

    form_class: ClassVar[type[BaseForm]] = ReasonForm
    verb: ClassVar[ArticleVerb]
    needs: ClassVar[str]  # the right that the verb asks, in the article's unit or on its site
    is_of_unit: ClassVar[bool] = False

    def may_begin(self) -> Decision:
        """Answer whether the person has the right, and the article stands where the verb starts."""
        article: Article = self.object
        place = {"unit": article.unit.code} if self.is_of_unit else {"site": article.site.code}
        right = self.powers.may(self.needs, **place)
        return right & may_move(ArticleState(article.state), self.verb)


class DiscardArticle(ArticleAction):
    """Give up a draft."""

    title = "作废草稿"
    verb = ArticleVerb.DISCARD
    needs, is_of_unit = "content.write", True
    lead = "作废后不能修改或报送；历次版本都保留，需要时可以恢复成草稿。"
    submit_label = "作废"
    success_message = "草稿已作废。"
    is_grave = True

    def act(self, form: Any) -> Article:
        """Discard it."""
        return discard_article(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class ReviseArticle(ArticleAction):
    """Open a published article for its unit."""

    title = "修改已发布的稿件"
    verb = ArticleVerb.REVISE
    needs, is_of_unit = "content.write", True
    lead = "网站上的内容暂不变动；修改后要重新报送、审核，发布时替换。"
    submit_label = "开始修改"
    success_message = "可以修改了。网站上的内容在重新发布之前不变。"

    def act(self, form: Any) -> Article:
        """Open it."""
        return revise_article(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CorrectArticle(ArticleAction):
    """Open a published article for the desk."""

    title = "更正"
    verb = ArticleVerb.CORRECT
    needs = "content.edit"
    lead = "由编辑部直接更正；更正后的内容要重新通过全部审核关口才会替换网站上的内容。"
    submit_label = "开始更正"
    success_message = "可以更正了。网站上的内容在重新发布之前不变。"

    def act(self, form: Any) -> Article:
        """Open it."""
        return correct_article(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CancelCorrection(ArticleAction):
    """Give up the changes to what is online."""

    title = "取消更正"
    verb = ArticleVerb.CANCEL_CORRECTION
    lead = "稿件恢复为网站上的内容；改动的版本仍然保留备查。"
    submit_label = "取消更正"
    success_message = "已取消更正，稿件恢复为网站上的内容。"
    is_grave = True

    def may_begin(self) -> Decision:
        """Answer whether there is something online to go back to."""
        is_live = Release.objects.filter(pk=self.object.pk, is_live=True).exists()
        decision = may_hold(self.person, self.object, at=self.at)
        decision &= may_move(ArticleState(self.object.state), self.verb)
        return decision & may_cancel_correction(is_live=is_live)

    def act(self, form: Any) -> Article:
        """Cancel it."""
        return cancel_correction(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class RevisionList(DetailScreen):
    """All saved texts of an article."""

    model = Article
    template_name = "content/revisions.html"
    with_history = False

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"历次版本：{self.object.title}"

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the newest hundred versions."""
        revisions = self.object.revisions.select_related("saved_by").order_by("-number")[:100]
        return super().get_context_data(revisions=revisions, **kwargs)


def content_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Return the buttons of this room for an article's page."""
    article, powers = occasion.article, occasion.powers
    state = ArticleState(article.state)
    of_unit = powers.may("content.write", unit=article.unit.code)
    of_desk = powers.may("content.edit", site=article.site.code)
    buttons = []
    if (state in EDITABLE_BY_UNIT and of_unit) or (state in EDITABLE_BY_DESK and of_desk):
        buttons.append(
            HeaderButton("修改", reverse("content:edit", args=[article.pk]), icon="edit")
        )
    if state is ArticleState.DISCARDED and of_unit:
        buttons.append(
            HeaderButton("恢复草稿", reverse("content:restore", args=[article.pk]), icon="rotate")
        )
    if of_unit:
        buttons.append(
            HeaderButton("复制为新稿", reverse("content:copy", args=[article.pk]), icon="copy")
        )
    if of_unit or of_desk:
        buttons.append(
            HeaderButton(
                "存为模板",
                reverse("content:store-template", args=[article.pk]),
                icon="clipboard-list",
            )
        )
    if state in EDITABLE_BY_UNIT and of_unit:
        buttons.append(
            HeaderButton("作废", reverse("content:discard", args=[article.pk]), icon="bin")
        )
    if state in {ArticleState.PUBLISHED, ArticleState.TAKEN_DOWN} and of_unit:
        buttons.append(
            HeaderButton("修改再报", reverse("content:revise", args=[article.pk]), icon="edit")
        )
    may_cancel = of_unit if state in EDITABLE_BY_UNIT else of_desk
    if article.is_correcting and may_cancel and may_move(state, ArticleVerb.CANCEL_CORRECTION):
        url = reverse("content:cancel-correction", args=[article.pk])
        buttons.append(HeaderButton("取消更正", url, icon="rotate"))
    if state in {ArticleState.PUBLISHED, ArticleState.PASSED} and of_desk:
        buttons.append(
            HeaderButton("更正", reverse("content:correct", args=[article.pk]), icon="edit")
        )
    return buttons
