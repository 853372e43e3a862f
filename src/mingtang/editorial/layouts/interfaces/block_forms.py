"""The form of one block, made from the fields that its type declares."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.editorial.layouts.policies.block_values import LONGEST_TITLE, WIDTHS
from mingtang.editorial.themes.blocks import BlockField, BlockType, ValueKind
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.forms import DayField, DeskForm, VersionField, tidy_texts
from mingtang.workbench.backoffice.media import choosable

SPARE_ROWS = 3  # empty ones below those that are filled
_WIDTH_WORDS = {4: "三分之一", 6: "一半", 8: "三分之二", 12: "整行"}
WIDTH_CHOICES = [(width, f"{_WIDTH_WORDS[width]}（{width} 格）") for width in WIDTHS]
_MODELS = {ValueKind.PICTURE: get_image_model, ValueKind.FILE: get_document_model}
Choices = Sequence[tuple[int, str]]


def _pictures(person: Person, at: datetime) -> Any:
    return choosable(get_image_model(), person, at)


def _files(person: Person, at: datetime) -> Any:
    return choosable(get_document_model(), person, at)


def _titled(row: Any) -> str:
    return f"{row.title}（{row.pk}）"


register_chooser(Chooser("picture", _pictures, "id", ("title",), _titled, order="-created_at"))
register_chooser(Chooser("file", _files, "id", ("title",), _titled, order="-created_at"))


class BlockEditForm(DeskForm):
    """Heading, width and the fields of a type; what was typed becomes `value`.

    Rows and columns are fields of their own, numbered; those left empty are no rows.
    """

    def __init__(
        self,
        *args: Any,
        kind: BlockType,
        columns: Choices,
        block: Mapping[str, Any] | None = None,
        version: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.columns = kind, columns
        found = block or {}
        self.value = found.get("value")
        self.groups = [("版式", ["title", "width"])]  # type: ignore[misc]
        self.fields["title"] = forms.CharField(
            label="标题",
            required=False,
            max_length=LONGEST_TITLE,
            initial=found.get("title", ""),
            help_text="显示在这一块的上方；不需要标题的留空。",
        )
        self.fields["width"] = forms.TypedChoiceField(
            label="宽度",
            choices=WIDTH_CHOICES,
            coerce=int,
            initial=found.get("width", kind.width),
        )
        self.fields["version"] = VersionField(initial=version)
        self._add_fields()
        tidy_texts(self)
        for field in self.fields.values():
            if isinstance(field, SearchOfVisible):
                field.bind(self.person, self.at)

    def _add_fields(self) -> None:
        plain = self.kind.plain_field
        if plain is not None:
            self.groups.append(("内容", list(self._add(plain, "value", self.value))))  # type: ignore[attr-defined]
            return
        values = self.value if isinstance(self.value, Mapping) else {}
        single: list[str] = []
        if any(field.kind is not ValueKind.ROWS for field in self.kind.fields):
            self.groups.append(("内容", single))  # type: ignore[attr-defined]
        for field in self.kind.fields:
            had = values.get(field.name, field.start)
            if field.kind is ValueKind.ROWS:
                self._add_rows(field, had or [])
            else:
                single += self._add(field, field.name, had)

    def _add_rows(self, field: BlockField, rows: Sequence[Mapping[str, Any]]) -> None:
        count = min(field.most, max(len(rows) + SPARE_ROWS, field.least))
        if self.is_bound:
            count = field.most
        for number in range(1, count + 1):
            row = rows[number - 1] if number <= len(rows) else {}
            names = [
                name
                for one in field.fields
                for name in self._add(
                    one, f"{field.name}_{number}_{one.name}", row.get(one.name), is_loose=True
                )
            ]
            self.groups.append((f"{field.label} {number}", names))  # type: ignore[attr-defined]

    def _add(
        self, field: BlockField, name: str, value: Any, *, is_loose: bool = False
    ) -> Iterator[str]:
        options: dict[str, Any] = {
            "label": field.label,
            "help_text": field.help,
            "required": False,  # what lacks is told by the action, for all blocks alike
        }
        if field.kind is ValueKind.COLUMNS:
            yield from self._add_columns(field, name, value or (), options)
            return
        if field.kind in _MODELS:
            made = SearchOfVisible(_CHOOSERS[field.kind], **options)
            made.chosen = value = _MODELS[field.kind]()._default_manager.filter(pk=value).first()
        else:
            made = _MAKERS.get(field.kind, _line)(field, options)
        made.initial = _plain_lines(value) if field.kind is ValueKind.RICH else value
        self.fields[name] = made
        yield name

    def _add_columns(
        self, field: BlockField, name: str, value: Sequence[int], options: dict[str, Any]
    ) -> Iterator[str]:
        choices = [("", "不选"), *self.columns]
        for number in range(1, field.most + 1):
            label = field.label if field.most == 1 else f"{field.label} {number}"
            made = forms.TypedChoiceField(
                **{**options, "label": label, "help_text": field.help if number == 1 else ""},
                choices=choices,
                coerce=int,
                empty_value=None,
                initial=value[number - 1] if number <= len(value) else "",
            )
            self.fields[f"{name}_{number}"] = made
            yield f"{name}_{number}"

    def block(self) -> dict[str, Any]:
        """Return the block as the action takes it."""
        data = self.cleaned_data
        plain = self.kind.plain_field
        value = (
            self._read(plain, "value")
            if plain
            else {field.name: self._read(field, field.name) for field in self.kind.fields}
        )
        return {
            "type": self.kind.name,
            "title": data["title"],
            "width": data["width"],
            "value": value,
        }

    def _read(self, field: BlockField, name: str) -> Any:
        data = self.cleaned_data
        if field.kind is ValueKind.COLUMNS:
            chosen = (data.get(f"{name}_{number}") for number in range(1, field.most + 1))
            return list(dict.fromkeys(pk for pk in chosen if pk))
        if field.kind is ValueKind.ROWS:
            rows = (
                {one.name: self._read(one, f"{name}_{number}_{one.name}") for one in field.fields}
                for number in range(1, field.most + 1)
            )
            return [row for row in rows if any(_is_filled(one) for one in row.values())]
        value = data.get(name)
        if field.kind in _MODELS:
            return value.pk if value is not None else None
        return value


def _is_filled(value: Any) -> bool:
    return has_words(value) if isinstance(value, str) else bool(value)


def _plain_lines(value: Any) -> str:
    """Return a text of plain paragraphs as lines; one with more in it stays as it is."""
    text = str(value or "")
    bare = text.replace("<p>", "").replace("</p>", "\n").strip()
    return text if "<" in bare else bare.replace("&amp;", "&")


def _line(field: BlockField, options: dict[str, Any]) -> Any:
    return forms.CharField(**options, max_length=field.most or None)


def _text(field: BlockField, options: dict[str, Any]) -> Any:
    box = forms.Textarea(attrs={"rows": 6})
    return forms.CharField(**options, max_length=field.most or None, widget=box)


def _number(field: BlockField, options: dict[str, Any]) -> Any:
    return forms.IntegerField(**options)


def _choice(field: BlockField, options: dict[str, Any]) -> Any:
    return forms.ChoiceField(**options, choices=field.choices)


def _switch(field: BlockField, options: dict[str, Any]) -> Any:
    return forms.BooleanField(**options)


def _day(field: BlockField, options: dict[str, Any]) -> Any:
    return DayField(**options)


_CHOOSERS = {ValueKind.PICTURE: "picture", ValueKind.FILE: "file"}
_MAKERS = {
    ValueKind.TEXT: _text,
    ValueKind.RICH: _text,
    ValueKind.NUMBER: _number,
    ValueKind.CHOICE: _choice,
    ValueKind.SWITCH: _switch,
    ValueKind.DAY: _day,
}
