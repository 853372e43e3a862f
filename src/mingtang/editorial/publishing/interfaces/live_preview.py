"""The page of an article as it is being written, without saving anything: for the pane beside the form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from mingtang.editorial.content.actions.articles import may_edit
from mingtang.editorial.content.body import blocks_of, clean_body, judge_body
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.interfaces.columns import open_columns
from mingtang.editorial.content.interfaces.forms import EDIT, ArticleForm
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Placement
from mingtang.editorial.content.policies.declared import facts_shown
from mingtang.editorial.pages.rendering import CannotRender
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.publishing.engine.preview import office_asset, preview_page
from mingtang.editorial.publishing.interfaces.screens import office_style
from mingtang.editorial.publishing.reader.tables import ReleaseRow
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.themes.blocks import block_type
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.media import may_use_media

# No script runs in the frame; without them it asks the office for none.
_SCRIPT = re.compile(r"<script [^>]*\bsrc=[^>]*></script>")
NO_TITLE = "（还没有填写标题）"


@dataclass(frozen=True)
class Typed:
    """What stands in the form now: the text as a release would hold it, and where it is to go."""

    row: ReleaseRow
    sites: Sequence[GovSite]
    columns: Sequence[Column]
    notes: list[str] = field(default_factory=list)

    def page(self, site_id: int) -> str:
        """Return the page on one of the sites, in the frame of its first column there."""
        column = next((one.pk for one in self.columns if one.site_id == site_id), None)
        content = preview_page(self.row, column, site_id)
        return _SCRIPT.sub("", office_style(content, site_id).decode())


@require_POST
def live_preview(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Return the page of what was typed, the sites it may be seen on, and what is not shown yet.

    Nothing is stored. The page stands inside the answer, so that it never is a document of the office.
    """
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    at = moment()
    article = _article_of(person, pk, at)
    try:
        typed = _typed(request, person, article, at)
        chosen = _chosen(request, typed.sites)
        page = typed.page(chosen.pk) if chosen else ""
    except Refused as refused:
        return _answer({"detail": str(refused)}, 422)
    except CannotRender as error:
        return _answer({"detail": f"现在不能显示预览：{error}"}, 422)
    except (KeyError, BadRequest):
        return _answer(
            {"detail": "提交的内容不完整，请刷新页面后再试；写好的内容已自动暂存。"}, 400
        )
    sites = [{"id": one.pk, "name": one.name} for one in typed.sites]
    return _answer(
        {"page": page, "site": chosen.pk if chosen else None, "sites": sites, "notes": typed.notes},
        200,
    )


def _article_of(person: Person, pk: int | None, at: datetime) -> Article:
    """Return the article that is being changed, or an empty one for those who may begin one."""
    if pk is None:
        if not authority.powers_of(person, at).holds("content.write"):
            raise Http404
        return Article(source=person.unit.name, author=person.name)
    rows = Article.objects.visible_to(person, at=at).select_related("unit", "site")
    article = get_object_or_404(rows, pk=pk)
    if not may_edit(person, article, at=at):
        raise Http404
    return article


def _typed(request: HttpRequest, person: Person, article: Article, at: datetime) -> Typed:
    before = article.body if article.pk else None
    form: Any = EDIT.get_form_class()(
        data=request.POST, files=request.FILES, instance=article, for_user=person
    )
    value = form.fields["body"].widget.value_from_datadict(form.data, form.files, "body")
    may_use_media(person, value, before).require()
    blocks = blocks_of(value)
    judge_body(blocks).require()
    body, notes = _shown(clean_body(blocks))
    site = _read(form, "site") or (article.site if article.pk else None)
    unit = _read(form, "unit") or (article.unit if article.pk else person.unit)
    columns = _columns(form, article)
    row = _row(form, article, body, site=site, unit=unit, at=at)
    return Typed(row, _sites(site, columns), columns, notes)


def _read(form: ArticleForm, name: str) -> Any:
    """Return the value of one field, None where it is not filled in as it should be."""
    found = form.fields[name]
    if found.disabled:
        return None
    typed = found.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    try:
        return found.clean(typed)
    except ValidationError:
        return typed[:200] if isinstance(typed, str) and name == "title" else None


def _extra_facts(form: ArticleForm) -> list[dict[str, str]]:
    found = form.fields.get("extras")
    return facts_shown(found.declared, _read(form, "extras") or {}) if found else []


def _row(
    form: ArticleForm,
    article: Article,
    body: list[dict[str, Any]],
    *,
    site: GovSite | None,
    unit: Unit,
    at: datetime,
) -> ReleaseRow:
    values = {
        name: _read(form, name) if name in form.fields else getattr(article, name)
        for name in PUBLIC_FIELDS
    }
    for name in PUBLIC_FIELDS:
        if values[name] is None and not Article._meta.get_field(name).null:
            values[name] = ""
    values["title"] = values["title"] or NO_TITLE
    values["kind"] = values["kind"] or ArticleKind.NEWS.value
    interprets = _read(form, "interprets")
    return ReleaseRow(
        id=article.pk or 0,
        home_site_id=site.pk if site else 0,
        unit_name=unit.name,
        body=body,
        interprets_id=interprets.pk if interprets else None,
        extra_facts=_extra_facts(form),
        released_at=at,
        changed_at=at,
        **values,
    )


def _columns(form: ArticleForm, article: Article) -> list[Column]:
    """Return where it is placed or wanted, by site and order; what is placed comes first."""
    sent = [one for one in form.data.getlist("wanted_columns") if one.isdecimal() and len(one) < 19]
    wanted = open_columns().filter(pk__in=[int(one) for one in sent[:300]])
    placed = Placement.objects.filter(article=article.pk).values("column")  # none of a new one
    first = open_columns().filter(pk__in=placed).order_by("pk")
    return [*first, *wanted.order_by("site__position", "site_id", "path")]


def _sites(home: GovSite | None, columns: Sequence[Column]) -> list[GovSite]:
    """Return each site that it goes to once, that it is sent to first."""
    found = {home.pk: home} if home else {}
    for column in columns:
        found.setdefault(column.site_id, column.site)
    return list(found.values())


def _chosen(request: HttpRequest, sites: Sequence[GovSite]) -> GovSite | None:
    if not sites:
        reason = Reason("publishing.no_site", "选好报送到哪个网站，就能看到预览。")
        raise Refused([reason])
    wanted = request.POST.get("preview-site", "")
    return next((one for one in sites if str(one.pk) == wanted), sites[0])


def _shown(blocks: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the blocks that a page can show, and what is said of those half filled in."""
    shown, notes = [], []
    for place, block in enumerate(blocks, 1):
        try:
            is_shown = bool(block_views([block], office_asset))
        except (ValueError, TypeError, KeyError, LookupError):
            is_shown = False
        if is_shown:
            shown.append(block)
        else:
            kind = block_type(block["type"])
            label = kind.label if kind else "内容"
            notes.append(f"正文第 {place} 块“{label}”还没有填好，暂不显示。")
    return shown, notes


def _answer(content: dict[str, Any], status: int) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
