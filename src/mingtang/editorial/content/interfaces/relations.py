"""The part of a form where a document says which others it amends, repeals or rests on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse_lazy

from mingtang.editorial.content.enums import ArticleKind, RelationKind
from mingtang.editorial.content.models import Release
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import Chooser, ForPerson, chooser, register_chooser

ONLINE = "online_document"
BLANK_ROWS, MOST_ROWS = 2, 20

register_chooser(
    Chooser(
        ONLINE,
        lambda person, at: Release.objects.filter(is_live=True, kind=ArticleKind.POLICY.value),
        "article",
        ("title", "document_number"),
        lambda row: f"{row.title} {row.document_number}".strip() + f"（{row.article_id}）",
        order="-released_at",
    )
)


class RelationInputs(forms.Widget):
    """Rows of a kind and a document, two empty ones at the end; a saved form has two more."""

    template_name = "content/widgets/relations.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = list(value or ())[:MOST_ROWS]
        rows += [("", "")] * min(BLANK_ROWS, MOST_ROWS - len(rows))
        context["widget"] |= {
            "rows": [(f"{name}-{number}", *row) for number, row in enumerate(rows)],
            "kinds": RelationKind.choices(),
            "search": str(reverse_lazy("desk:choose", args=[ONLINE])),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        """Return the rows in which a document was typed."""
        pairs = [
            (str(data.get(f"{name}-{n}-kind", "")), str(data.get(f"{name}-{n}-document", "")))
            for n in range(MOST_ROWS)
        ]
        return [(kind, one_line(words)) for kind, words in pairs if words.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether nothing of it was sent."""
        return f"{name}-0-document" not in data

    def id_for_label(self, id_: str) -> str:
        """Return nothing: every input has a label of its own."""
        return ""


class RelationsField(forms.Field, ForPerson):
    """The relations of a document, as revisions store them. What is not online stays as words."""

    widget = RelationInputs

    def __init__(self, **kwargs: Any) -> None:
        self.person: Person | None = None
        self.at: datetime | None = None
        super().__init__(required=False, **kwargs)

    def bind(self, person: Person, at: datetime) -> None:
        """Say who searches."""
        self.person, self.at = person, at

    def prepare_value(self, value: Any) -> Any:
        """Write stored relations as rows: the kind, and the document in words with its key."""
        if not value or isinstance(value[0], tuple):
            return value or []
        ids = [one["document"] for one in value if one["document"]]
        rows = Release.objects.in_bulk(ids)
        return [(one["kind"], self._words(one, rows)) for one in value]

    @staticmethod
    def _words(one: Mapping[str, Any], rows: Mapping[int, Release]) -> str:
        row = rows.get(one["document"])
        return chooser(ONLINE).describe(row) if row else str(one["words"])

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the relations, each once.

        :raises ValidationError: a row without its kind, or words that mean several documents.
        """
        found: list[dict[str, Any]] = []
        for kind, words in value or ():
            one = self._read(kind, words)
            if one not in found:
                found.append(one)
        return found

    def _read(self, kind: str, words: str) -> dict[str, Any]:
        if kind not in {str(one) for one in RelationKind}:
            raise forms.ValidationError(f"请选择与“{words}”是什么关系：修改、废止或依据。")
        assert self.person is not None  # the form binds
        assert self.at is not None
        rows: Sequence[Release] = chooser(ONLINE).read(words, self.person, self.at)
        if len(rows) > 1:
            raise forms.ValidationError(f"有多份文件叫“{words}”，请从提示中选取。")
        document = rows[0].article_id if rows else 0
        return {"kind": kind, "document": document, "words": "" if rows else words[:200]}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another relation was typed."""
        return list(self.prepare_value(initial) or []) != list(data or [])


def relation_words(relations: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each relation in words: `废止：《…》`, and that a document is not online."""
    rows = Release.objects.filter(is_live=True).in_bulk([one["document"] for one in relations])
    return [_in_words(one, rows.get(one["document"])) for one in relations]


def _in_words(one: Mapping[str, Any], row: Release | None) -> str:
    label = RelationKind(one["kind"]).label
    if row is not None:
        return f"{label}：《{row.title}》{row.document_number}"
    return f"{label}：“{one['words'] or one['document']}”不在网上，请核对文号"
