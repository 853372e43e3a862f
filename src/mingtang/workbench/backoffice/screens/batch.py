"""Acts on many rows at once: each row by itself, with what became of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpRequest

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Refused
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.form_keys import FIELD, FormKey, read_form_key
from mingtang.workbench.backoffice.forms import DeskForm

LARGEST_BATCH = 100  # rows of one request, so that it ends within the time limit of a page
GONE = "已不在列表中，请刷新页面后再看。"
NOTHING_TICKED = "还没有勾选，请勾选要一并办理的事项。"


class RowOutcome(StrEnum):
    """What became of one row."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class BatchResult:
    """What became of one row of a batch, and why where it was not done."""

    pk: int
    title: str
    outcome: RowOutcome
    note: str = ""


def run_batch(
    rows: Iterable[Any],
    *,
    title: Callable[[Any], str],
    do: Callable[[Any], object],
    may: Callable[[Any], Decision] = lambda _row: YES,
) -> list[BatchResult]:
    """Do something with each row; a row that is refused holds up no other.

    `do` calls one action, which is a transaction of its own. Rows for which `may` answers no are
    skipped: their state has changed since they were shown, or they were never offered.
    """
    return [_one(row, title(row), do, may(row)) for row in rows]


def _one(row: Any, title: str, do: Callable[[Any], object], may: Decision) -> BatchResult:
    if not may:
        return BatchResult(row.pk, title, RowOutcome.SKIPPED, str(Refused(may.reasons)))
    try:
        do(row)
    except Refused as refused:
        return BatchResult(row.pk, title, RowOutcome.FAILED, str(refused))
    except NotVisible:
        return BatchResult(row.pk, title, RowOutcome.SKIPPED, GONE)
    return BatchResult(row.pk, title, RowOutcome.DONE)


class TickedRows(forms.MultipleChoiceField):
    """Keys of rows that were ticked; those that are gone are told one by one, not refused together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": NOTHING_TICKED}, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19

    def clean(self, value: Any) -> list[int]:
        keys = sorted({int(key) for key in super().clean(value)})
        if len(keys) > LARGEST_BATCH:
            raise forms.ValidationError(f"一次最多办理 {LARGEST_BATCH} 件，请分几次办理。")
        return keys


class BatchAct:
    """One thing that a list offers to do with the rows that are ticked.

    `name` is what the button posts, `done` the word for a row that was done. A form with further
    questions, such as a reason, is asked once for all rows.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    done: ClassVar[str]
    form_class: ClassVar[type[DeskForm]] = DeskForm
    is_grave: ClassVar[bool] = False

    def may_begin(self, row: Any) -> Decision:
        """Answer whether it can be done with a row in its present state; the action asks again."""
        return YES

    def do(self, *, actor: Person, at: datetime, row: Any, values: dict[str, Any]) -> object:
        """Call one action for one row."""
        raise NotImplementedError


@dataclass(frozen=True)
class OfferedAct:
    """An act with its form, as the list shows it."""

    act: BatchAct
    form: DeskForm


class ListBatch:
    """The acts below a list in one request: what is ticked, what was refused, what was done."""

    def __init__(
        self, acts: Sequence[type[BatchAct]], request: HttpRequest, person: Person, at: datetime
    ) -> None:
        self.request, self.person, self.at = request, person, at
        self.posted = request.POST.get("act", "")
        self.offers = [self._offer(act(), self.posted == act.name) for act in acts]
        self.errors: list[str] = []
        self.results: list[BatchResult] = []
        self.chosen: OfferedAct | None = None  # the act that this request posts
        self.ticked: set[int] = set()

    def _offer(self, act: BatchAct, is_posted: bool) -> OfferedAct:
        fields = self.request.POST if is_posted else None
        form = act.form_class(data=fields, prefix=act.name, person=self.person, at=self.at)
        return OfferedAct(act, form)

    def may_tick(self, row: Any) -> bool:
        """Tell whether a row gets a box: at least one act can be done with it."""
        return any(offer.act.may_begin(row) for offer in self.offers)

    def run(
        self, rows_of: Callable[[list[int]], Iterable[Any]], title: Callable[[Any], str]
    ) -> bool:
        """Do the posted act with the ticked rows; return false and collect `errors` if it cannot be.

        `rows_of` returns those of the ticked rows that the person still sees.

        :raises NotVisible: there is no such act here.
        :raises AlreadySpent: the same form was sent before.
        """
        self.chosen = next((one for one in self.offers if one.act.name == self.posted), None)
        if self.chosen is None:
            raise NotVisible(f"batch act {self.posted}")
        keys = self._read_ticks()
        key = self._read_key()
        if not self.chosen.form.is_valid() or self.errors or key is None:
            return False
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=self.request.path)
        act, values = self.chosen.act, self.chosen.form.cleaned_data
        self.results = run_batch(
            rows_of(keys),
            title=title,
            do=lambda row: act.do(actor=self.person, at=self.at, row=row, values=values),
            may=act.may_begin,
        )
        found = {result.pk for result in self.results}
        self.results += [
            BatchResult(pk, "", RowOutcome.SKIPPED, GONE) for pk in keys if pk not in found
        ]
        # What failed stays ticked, so that it can be run again at once.
        self.ticked = {one.pk for one in self.results if one.outcome is RowOutcome.FAILED}
        if not self.ticked:  # what was typed has done its work
            self.offers = [self._offer(offer.act, False) for offer in self.offers]
        return True

    def _read_ticks(self) -> list[int]:
        try:
            keys = TickedRows().clean(self.request.POST.getlist("items"))
        except forms.ValidationError as error:
            self.errors += error.messages
            keys = []
        self.ticked = set(keys)
        return keys

    def _read_key(self) -> FormKey | None:
        key = read_form_key(self.request.POST.get(FIELD, ""))
        if key is None or not key.belongs_to(self.person.pk, self.request.path):
            self.errors.append("页面放得太久，已经失效。勾选都在，请再提交一次。")
            return None
        return key
