"""Screens of publishing: put online, take offline, see where it stands, preview."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mingtang.editorial.content.body import blocks_of
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.interfaces.articles import (
    ArticleAction,
    article_crumbs,
    article_url,
)
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Release
from mingtang.editorial.content.policies.declared import facts_shown
from mingtang.editorial.content.queries import extra_fields_of
from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.editorial.pages.models import PublishedSite, SiteLook
from mingtang.editorial.publishing.actions.articles import (
    hold_refused,
    may_publish,
    publish_article,
    take_down_article,
)
from mingtang.editorial.publishing.actions.previews import note_preview
from mingtang.editorial.publishing.engine.preview import preview_page
from mingtang.editorial.publishing.interfaces.companions import together_words
from mingtang.editorial.publishing.policies.releases import is_online
from mingtang.editorial.publishing.reader.tables import ReleaseRow
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.policies.looks import style_of
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision, NotVisible, Refused
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.forms import DayField, DeskForm
from mingtang.workbench.backoffice.screens import (
    ConfirmScreen,
    DetailScreen,
    Screen,
    Tab,
)
from mingtang.workbench.backoffice.start import Waiting

PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; frame-ancestors 'self'; "
    "sandbox allow-same-origin"
)


class PublishForm(DeskForm):
    """The release date of a text that was online elsewhere before; empty means now."""

    released_on = DayField(
        label="发布日期",
        required=False,
        help_text="建议沿用在原网站的发布日期；留空为今天。",
    )
    reason = forms.CharField(label="依据", required=False, max_length=500)


class PublishArticle(ArticleAction, ConfirmScreen):
    """Put the reviewed text online."""

    title = "发布"
    submit_label = "发布"
    success_message = "已发布，页面正在上线。"
    verb = ArticleVerb.PUBLISH

    def may_begin(self) -> Decision:
        """Answer as the action will, but for the files, which it opens."""
        return may_publish(self.object, self.person, self.at)

    @property
    def may_backdate(self) -> bool:
        """Whether the date of the first release elsewhere is proposed to this person."""
        may = authority.may(
            self.person, "publishing.backdate", site=self.object.site.code, at=self.at
        )
        return bool(may) and self.object.first_released_on is not None

    @property
    def form_class(self) -> type[DeskForm]:  # type: ignore[override]
        """Return a form with the date only where one is proposed."""
        return PublishForm if self.may_backdate else DeskForm

    def get_initial(self) -> dict[str, Any]:
        """Propose the date of the first release elsewhere."""
        if not self.may_backdate:
            return {}
        return {"released_on": self.object.first_released_on, "reason": "沿用原网站的发布日期"}

    def get_consequences(self) -> Sequence[str]:
        """Say where it will be seen, and under which date."""
        places = [*places_of(self.object), *together_words(self.object, self.person, self.at)]
        first = self.object.first_released_on
        if first is not None and not self.may_backdate:
            places.append(
                f"原发布日期是 {first}；您没有“更改发布日期”的权限，页面上的发布日期将是今天。"
                "要沿用原日期，请由有这项权限的人员发布。"
            )
        return places

    def refused(self, form: Any, refused: Refused) -> HttpResponseBase:
        """Note that the text waits for its files, which the rolled back act could not."""
        hold_refused(
            actor=self.person, at=self.at, article_id=self.object.pk, reasons=refused.reasons
        )
        return super().refused(form, refused)

    def act(self, form: Any) -> Any:
        """Publish it."""
        day = form.cleaned_data.get("released_on")
        return publish_article(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            released_at=datetime.combine(day, time(0), tzinfo=BEIJING) if day else None,
            reason=form.cleaned_data.get("reason", "") if day else "",
        )


def places_of(article: Article) -> list[str]:
    """Say in which columns an article will be seen."""
    places = article.placements.filter(state="accepted").select_related("site", "column")
    names = [f"{place.site.name} · {place.column.name}" for place in places]
    if not names:
        return ["还没有推送到任何栏目，不能发布。"]
    return [f"将在这些栏目显示：{'；'.join(names)}。"]


class TakeDownForm(DeskForm):
    """Why it is taken down, for the record and for readers."""

    reason_code = forms.ChoiceField(label="下线原因", choices=TakeDownReason.choices())
    reason = forms.CharField(
        label="内部说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    public_reason = forms.CharField(
        label="对外说明（可不填）",
        required=False,
        max_length=200,
        help_text="填写后，原网址显示“内容已下线”和这段说明。",
    )


class TakeDownArticle(ArticleAction):
    """Take an article offline everywhere."""

    title = "下线"
    verb = ArticleVerb.TAKE_DOWN
    lead = (
        "页面、列表、订阅、网站地图和只有本稿使用的附件会一并撤下；选“涉密”的，历次版本也会清除。"
    )
    form_class = TakeDownForm
    submit_label = "下线"
    success_message = "已下线。系统会访问原网址，核实确已撤下。"
    is_grave = True

    def may_begin(self) -> Decision:
        """Answer whether this person may, and it is online."""
        right = self.powers.may("publishing.take_down", site=self.object.site.code)
        return right & may_begin_take_down(self.object)

    def act(self, form: Any) -> Any:
        """Take it down."""
        return take_down_article(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


def may_begin_take_down(article: Article) -> Decision:
    """Answer whether there is something online to be taken down."""
    return is_online(is_live=Release.objects.filter(pk=article.pk, is_live=True).exists())


class PreviewScreen(DetailScreen):
    """An article as it will look on its site."""

    model = Article
    template_name = "publishing/preview.html"
    with_history = False

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"预览：{self.object.title}"

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    @property
    def is_phone(self) -> bool:
        """Whether it is shown as wide as a phone."""
        return self.request.GET.get("width") == "phone"

    def get_tabs(self) -> Sequence[Tab]:
        """Return the widths to look at it in."""
        here = reverse("publishing:preview", args=[self.object.pk])
        return (
            Tab("电脑", here, not self.is_phone),
            Tab("手机", f"{here}?width=phone", self.is_phone),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how wide it is shown."""
        return super().get_context_data(is_phone=self.is_phone, **kwargs)


class PreviewPage(DetailScreen):
    """The page itself, for the frame of the preview screen."""

    model = Article

    def visible_rows(self) -> Any:
        """Return the rows with what the page names."""
        return super().visible_rows().select_related("unit", "site")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it; no script runs in it and nothing of it leads elsewhere."""
        article: Article = self.object
        note_preview(actor=self.person, at=self.at, article=article)
        content = preview_page(_preview_of(article, self.at), _first_column(article))
        response = HttpResponse(office_style(content, article.site_id))
        response["Content-Security-Policy"] = PREVIEW_POLICY
        return xframe_options_sameorigin(lambda _: response)(request)


def office_style(content: bytes, site_id: int) -> bytes:
    """Return a page that takes its style from the office, where it is previewed."""
    style = reverse("publishing:style", args=[site_id]).encode()
    content = content.replace(b'<link rel="stylesheet" href="/tokens.css">', b"")
    return content.replace(b'href="/style.css"', b'href="' + style + b'"')


class SiteStyle(Screen):
    """The style sheet of a site with its colours, for previews in the office."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        site = GovSite.objects.filter(pk=kwargs["site_pk"]).first()
        if site is None:
            raise NotVisible
        state = PublishedSite.objects.filter(pk=site.pk).first()
        found = theme(state.theme, state.theme_version) if state else theme(site.theme)
        look = SiteLook.objects.filter(pk=site.pk).first()
        colours = style_of(look.tokens if look else {}).encode()
        return HttpResponse(
            (found.style() or b"") + colours, content_type="text/css; charset=utf-8"
        )


def _preview_of(article: Article, at: Any) -> ReleaseRow:
    return ReleaseRow(
        id=article.pk,
        home_site_id=article.site_id,
        unit_name=article.unit.name,
        body=blocks_of(article.body),
        interprets_id=article.interprets_id,
        extra_facts=facts_shown(extra_fields_of(article), article.extras),
        released_at=at,
        changed_at=at,
        **{name: getattr(article, name) for name in PUBLIC_FIELDS},
    )


def _first_column(article: Article) -> int | None:
    placed = article.placements.filter(site_id=article.site_id).order_by("pk")
    found = placed.values_list("column_id", flat=True).first()
    if found is None:
        wanted = article.wanted_columns.filter(site_id=article.site_id).order_by("pk")
        found = wanted.values_list("pk", flat=True).first()
    return found


def publish_rows(powers: Powers) -> QuerySet[Article]:
    """Return the articles that passed their gates on sites where a person puts online."""
    sites = powers.sites_where("publishing.publish").as_q("site__code")
    return Article.objects.filter(sites, state=ArticleState.PASSED.value)


def publish_waiting(person: Person, powers: Powers, at: Any) -> list[Waiting]:
    """Return what has passed review and waits to be put online."""
    rows = list(publish_rows(powers).defer("body").order_by("pk")[:50])
    clocks = pressing_clocks(row.subject for row in rows)
    items = []
    for row in rows:
        clock = clocks.get(row.subject)
        items.append(
            Waiting(
                row.title,
                article_url(row.pk),
                "发布",
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                provisional=bool(clock and clock.provisional),
            )
        )
    return items
