"""One saved text of an article: what it says, what differs from another one, and a way back to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import zip_longest
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.actions.articles import may_edit
from mingtang.editorial.content.actions.fields import fields_from
from mingtang.editorial.content.interfaces.articles import article_crumbs, article_url
from mingtang.editorial.content.interfaces.conflicts import MODEL_FIELDS, shown_value
from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.content.policies.merging import BODY, Stretch, stretches
from mingtang.editorial.content.policies.wording import marked
from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.workbench.backoffice.media import let_view
from mingtang.workbench.backoffice.screens import (
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
)

_END = re.compile(r"</(?:p|h2|h3|li|blockquote)>\s*|<br\s*/?>")
_TAG = re.compile(r"<[^<>]*>")
MOST_OFFERED = 100  # versions to compare with, the newest first


def version_url(article_id: int, number: int) -> str:
    """Return the address of a version of an article."""
    return reverse("content:version", args=[article_id, number])


class OfVersion:
    """A screen about one version of a visible article that its address names."""

    object: Any
    kwargs: dict[str, Any]

    @cached_property
    def revision(self) -> Revision:
        """The version; the article decides who sees it."""
        return self.numbered(self.kwargs["number"])

    def numbered(self, number: int) -> Revision:
        """Return another version of the same article.

        :raises NotVisible: when there is none of that number.
        """
        rows = Revision.objects.select_related("saved_by")
        found = rows.filter(article=self.object, number=number).first()
        if found is None:
            raise NotVisible(f"version {number}")
        return found

    def get_crumbs(self) -> list[Any]:
        return article_crumbs(super().get_crumbs(), self.object)  # type: ignore[misc]


class VersionScreen(OfVersion, DetailScreen):
    """The text of a version beside that of another one, its changed words marked."""

    model = Article
    template_name = "content/version.html"
    with_history = False

    def get_title(self) -> str:
        return f"第 {self.revision.number} 版：{self.revision.data['title']}"  # type: ignore[index,call-overload]

    def get_facts(self) -> Sequence[Fact]:
        revision = self.revision
        facts = (
            Fact("保存人", revision.saved_by.name if revision.saved_by else "系统"),
            Fact("保存时间", revision.saved_at),
            Fact("说明", revision.note),
            Fact("按这一版办理", "；".join(self._signed())),
        )
        return [fact for fact in facts if fact.value]

    def _signed(self) -> Iterator[str]:
        """Yield who took a step on exactly this text, and when."""
        rows = self.object.statuses.filter(revision=self.revision).select_related("actor")
        for row in rows.order_by("pk"):
            who = row.actor.name if row.actor else "系统"
            yield f"{who} {row.verb_label}（{row.at:%Y-%m-%d}）"

    def get_buttons(self) -> Sequence[HeaderButton]:
        is_now = self.revision.number == self.object.version
        if is_now or not may_edit(self.person, self.object, at=self.at):
            return ()
        address = reverse("content:restore-version", args=[self.object.pk, self.revision.number])
        return (HeaderButton("恢复这一版", address, icon="rotate"),)

    @cached_property
    def other(self) -> Revision | None:
        """The version to compare with: the one asked for, else the one before."""
        asked = self.request.GET.get("with", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else self.revision.number - 1
        return self.numbered(number) if number > 0 else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new: Mapping[str, Any] = dict(self.revision.data)  # type: ignore[call-overload]
        old: Mapping[str, Any] = dict(self.other.data) if self.other else new  # type: ignore[call-overload]
        body: Any = Article._meta.get_field(BODY)
        let_view(self.request, [body.to_python(one.get(BODY, [])) for one in (old, new)])
        numbers = self.object.revisions.order_by("-number").values_list("number", flat=True)
        return super().get_context_data(
            other=self.other,
            numbers=[one for one in numbers[:MOST_OFFERED] if one != self.revision.number],
            lines=list(changed_fields(old, new)),
            places=[_place(one) for one in stretches([], old.get(BODY, []), new.get(BODY, []))],
            **kwargs,
        )


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield label and both wordings of each field but the body in which two versions differ."""
    for name in new:
        if name == BODY or old.get(name) == new[name]:
            continue
        field: Any = Article._meta.get_field(MODEL_FIELDS.get(name, name))
        before, after = marked(
            shown_value(name, field, old.get(name)), shown_value(name, field, new[name])
        )
        yield {"label": field.verbose_name, "old": before, "new": after}


def _place(stretch: Stretch) -> dict[str, Any]:
    """Return a stretch of the body: blocks that are alike, or pairs of which words are marked."""
    body: Any = Article._meta.get_field(BODY)
    if stretch.difference is None:
        return {"same": body.to_python(list(stretch.theirs))}
    pairs = zip_longest(stretch.mine, stretch.theirs)
    return {"pairs": [_pair(body, old, new) for old, new in pairs]}


def _pair(body: Any, old: Any, new: Any) -> dict[str, Any]:
    """Return both blocks of a place; of two texts the words, of anything else the block as it looks."""
    if old and new and old["type"] == new["type"] == "text":
        before, after = marked(_lines_of(old["value"]), _lines_of(new["value"]))
        return {"old_words": before, "new_words": after}
    return {
        "old": body.to_python([old])[0] if old else None,
        "new": body.to_python([new])[0] if new else None,
    }


def _lines_of(html: str) -> str:
    """Return the words of a text, a line for each paragraph, heading and item."""
    return unescape(_TAG.sub("", _END.sub("\n", html))).strip()


class RestoreVersion(OfVersion, ConfirmScreen):
    """Make an earlier text the newest version; the versions between stay."""

    model = Article
    submit_label = "恢复"
    success_message = "已恢复为所选的版本，之后的版本仍然保留。"

    def get_title(self) -> str:
        return f"恢复第 {self.revision.number} 版"

    def get_consequences(self) -> Sequence[str]:
        return (
            f"稿件的标题、正文和其他内容变为第 {self.revision.number} 版的内容，存成新的一版。",
            "现在的内容作为历次版本保留，可以再恢复回来。",
            "网站上的内容不变，要重新报送、审核、发布后才替换。",
        )

    def may_begin(self) -> Decision:
        decision = may_edit(self.person, self.object, at=self.at)
        if self.revision.number == self.object.version:
            decision &= no("content.version_is_newest", "这就是现在的内容，不需要恢复。")
        return decision

    def act(self, form: Any) -> Article:
        return save_article(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            version=self.object.version,
            fields=fields_from(self.revision.data),  # type: ignore[arg-type]
            note=f"恢复第 {self.revision.number} 版",
        )

    def get_success_url(self, result: Any) -> str:
        return article_url(self.object.pk)
