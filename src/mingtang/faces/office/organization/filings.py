"""Screens of filings of changed contacts (变更报备, LA-20) and of trainings (业务培训, XN-22)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.faces.office.organization.registers import RegisterList
from mingtang.institution.obligations.queries.lists import countdowns, waiting_of_units
from mingtang.institution.organization.actions.filings import RIGHT, file_contacts, record_training
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.enums import FilingWay, Post
from mingtang.institution.organization.filing_rules import contact_receivers, contacts_in_words
from mingtang.institution.organization.models import ContactFiling, Person, TrainingSession, Unit
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm
from mingtang.workbench.backoffice.screens import ActionForm, ActionScreen, HeaderButton
from mingtang.workbench.backoffice.start import StartPanel, Waiting, register_start_panel
from mingtang.workbench.backoffice.tables import TableColumn

FILINGS = ("变更报备", "organization:filings")
TRAININGS = ("业务培训", "organization:trainings")
RULES = "contacts."  # how the duties to file are named in every pack
MOST = 20


class OfUnitFilter(FilterForm):
    """Rows of one unit."""

    unit = SearchOfVisible("unit", label="单位", required=False)

    def narrow(self, rows: Any) -> Any:
        unit = self.cleaned_data["unit"]
        return rows.filter(unit=unit) if unit else rows


class FilingList(RegisterList):
    """What was filed with whom, the newest first."""

    title = FILINGS[0]
    lead = (
        "信息员、联络员变更后，须在制度规定的期限内向规定的单位报备。每次报备留存当时的人员名单。"
    )
    model = ContactFiling
    order = ("-pk",)
    search_fields = ("told", "receiver_label")
    search_label = "人员或接收单位"
    filter_class = OfUnitFilter
    empty_text = "还没有报备记录。人员变更后，点“报备变更”登记。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit", "filed_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("单位", "unit.name", kind="main"),
            TableColumn("接收单位", "receiver_label"),
            TableColumn("报备内容", "told"),
            TableColumn("方式", lambda row: FilingWay(row.way).label),
            TableColumn("说明", "note"),
            TableColumn("报备人", "filed_by.name"),
            TableColumn("报备时间", "filed_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.may(RIGHT, unit=self.person.unit.code):
            return ()
        url = reverse("organization:file-contacts", args=[self.person.unit.code])
        return (HeaderButton("报备变更", url, icon="plus", primary=True),)


class FilingForm(DeskForm):
    """With whom, how."""

    receivers = forms.MultipleChoiceField(
        label="接收单位",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个接收单位。"},
    )
    way = forms.ChoiceField(label="报备方式", choices=FilingWay.choices())
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, receivers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["receivers"]
        field.choices = list(receivers.items())


class FileContacts(ActionScreen):
    """File who the contacts of a unit are now."""

    title = "报备变更"
    right = RIGHT
    model = Unit
    lookup = "code"
    parents = (FILINGS,)
    form_class = FilingForm
    submit_label = "确定报备"
    success_message = "已登记报备，相应时限已办结。"

    def get_lead(self) -> str:
        return f"{self.object.name}现任：{contacts_in_words(self.object, self.at)}。"

    def get_form_kwargs(self) -> dict[str, Any]:
        receivers = contact_receivers(self.object.code, self.at)
        return super().get_form_kwargs() | {"receivers": receivers}

    def get_initial(self) -> dict[str, Any]:
        return {"receivers": list(contact_receivers(self.object.code, self.at))}

    def act(self, form: Any) -> Any:
        values = form.cleaned_data
        return file_contacts(
            actor=self.person,
            at=self.at,
            unit_id=self.object.pk,
            receivers=values["receivers"],
            way=FilingWay(values["way"]),
            note=values["note"],
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("organization:filings")


class TrainingList(RegisterList):
    """Trainings held, the newest first."""

    title = TRAININGS[0]
    lead = "各单位组织的网站、新媒体业务培训；每年应组织的次数由制度规定，登记后自动计入。"
    model = TrainingSession
    order = ("-held_on", "-pk")
    search_fields = ("topic", "place")
    search_label = "培训内容或地点"
    filter_class = OfUnitFilter
    empty_text = "还没有登记培训。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit", "recorded_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("培训内容", "topic", kind="main"),
            TableColumn("组织单位", "unit.name"),
            TableColumn("培训日期", "held_on"),
            TableColumn("地点", "place"),
            TableColumn("参加人数", "attendance", kind="number"),
            TableColumn("登记人", "recorded_by.name"),
            TableColumn("登记时间", "recorded_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.holds(RIGHT):
            return ()
        url = reverse("organization:record-training")
        return (HeaderButton("登记培训", url, icon="plus", primary=True),)


class TrainingForm(DeskForm):
    """What was taught, when, to how many."""

    unit = SearchOfVisible("unit", label="组织单位")
    topic = forms.CharField(label="培训内容", max_length=120)
    held_on = DayField(label="培训日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    attendance = forms.IntegerField(label="参加人数", min_value=1, max_value=100000)


class RecordTraining(ActionForm):
    """Record a training."""

    title = "登记培训"
    right = RIGHT
    parents = (TRAININGS,)
    form_class = TrainingForm
    submit_label = "登记"
    success_message = "培训已登记。"

    def get_initial(self) -> dict[str, Any]:
        held = {grant.unit_id for grant in self.powers.grants}
        return {"unit": Unit.objects.filter(pk__in=held).order_by("pk").first()}

    def act(self, form: Any) -> TrainingSession:
        values = dict(form.cleaned_data)
        values["unit_id"] = values.pop("unit").pk
        return record_training(actor=self.person, at=self.at, **values)

    def get_success_url(self, result: Any) -> str:
        return reverse("organization:trainings")


def filings_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the changes of contacts that a unit of the person has still to file."""
    scope = powers.units_where(RIGHT)
    codes = sorted({grant.unit_code for grant in powers.grants if scope.covers(grant.unit_code)})
    return [waiting_of_units(codes).filter(rule_id__startswith=RULES)]


def filings_waiting(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
    """Yield the changes of contacts that a unit of the person has still to file."""
    rows = list(filings_rows(person, powers, at)[0][:MOST])
    for row, shown in zip(rows, countdowns(rows, at), strict=True):
        yield Waiting(
            title=shown.label,
            url=reverse("organization:file-contacts", args=[row.unit_key]),
            kind="报备",
            due_at=shown.due_at,
            clause=shown.citation,
            provisional=shown.provisional,
        )


register_start_panel(
    (Post.INFORMATION_OFFICER, Post.LIAISON_OFFICER, Post.DESK),
    StartPanel("filings", "变更报备", order=45, waiting=filings_waiting, rows=filings_rows),
)
