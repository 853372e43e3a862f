"""Screens of people: the list, one person, and what can be done with the account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.organization import forms
from mingtang.faces.office.organization.access import sessions_table, tokens_table
from mingtang.faces.office.organization.units import person_url, state, unit_url
from mingtang.institution.organization.actions.passwords import set_password
from mingtang.institution.organization.actions.people import (
    add_person,
    change_person,
    deactivate_person,
    reactivate_person,
)
from mingtang.institution.organization.actions.sign_in import unlock_sign_in
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.interfaces.session_store import row_key
from mingtang.institution.organization.models import Delegation, Person, PostHolding
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

PEOPLE = ("人员", "organization:people")


class PeopleScreen(ListScreen):
    """The people that a person may see."""

    title = "人员"
    lead = "各单位人员及账号；权限由任职决定。"
    model = Person
    order = ("username", "pk")
    sorts = {"username": ("username", "pk")}
    search_fields = ("name", "username")
    search_label = "姓名、用户名，或完整的手机号、邮箱"
    filter_class = forms.PersonFilter
    empty_text = "没有您可以查看的人员。"

    def visible_rows(self) -> QuerySet[Any]:
        """Read the unit with each person."""
        return super().visible_rows().select_related("unit")

    def matching(self, word: str) -> Q:
        """Find people by a whole telephone number or mail address as well; those are encrypted."""
        return super().matching(word) | Q(pk__in=Person.objects.reached_by(word).values("pk"))

    def get_columns(self) -> Sequence[TableColumn]:
        """Name, unit, posts, phone, state."""
        posts = _posts_of([person.pk for person in self.page.rows], self.at)
        manages = self.powers.holds("organization.manage")
        return (
            TableColumn("姓名", "name", link=person_url, kind="main"),
            *((TableColumn("用户名", "username", sort="username"),) if manages else ()),
            TableColumn("单位", "unit.short_name"),
            TableColumn("岗位", lambda person: "、".join(posts.get(person.pk, ()))),
            TableColumn("办公电话", "office_phone"),
            TableColumn("手机号", "masked_phone"),
            TableColumn("账号", lambda person: state(person.is_active)),
        )

    def get_row_tone(self, row: Any) -> str:
        """Set closed accounts back."""
        return "" if row.is_active else "muted"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to add someone, or many, to those who may."""
        if not self.powers.holds("organization.manage"):
            return ()
        return (
            HeaderButton("从表格导入", reverse("organization:import-people"), icon="upload"),
            HeaderButton("新增人员", reverse("organization:add-person"), icon="plus", primary=True),
        )


def _posts_of(people: Sequence[int], at: Any) -> dict[int, list[str]]:
    """Return the posts of each of these people, in one query."""
    found: dict[int, list[str]] = {}
    holdings = PostHolding.objects.in_force(at).filter(person__in=people).order_by("pk")
    for person_id, post in holdings.values_list("person_id", "post"):
        found.setdefault(person_id, []).append(Post(post).label)
    return {pk: list(dict.fromkeys(labels)) for pk, labels in found.items()}


class PersonScreen(DetailScreen):
    """One person: particulars, posts, who stands in."""

    template_name = "office/organization/person.html"
    model = Person
    parents = (PEOPLE,)

    def visible_rows(self) -> QuerySet[Any]:
        """Read the unit with the person."""
        return super().visible_rows().select_related("unit")

    def get_facts(self) -> Sequence[Fact]:
        """Return the particulars; the full telephone number and address only to those who may read them."""
        person: Person = self.object
        in_full = self.powers.units_where("organization.read_phones").covers(person.unit.code)
        return (
            *(
                [Fact("用户名", person.username)]
                if self.is_managed or person == self.person
                else ()
            ),
            Fact("所在单位", person.unit.name, url=unit_url(person.unit)),
            Fact("职务", person.job_title),
            Fact("办公电话", person.office_phone or person.unit.phone),
            Fact("手机号", person.phone if in_full else person.masked_phone),
            Fact("电子邮箱", person.email if in_full else person.masked_email),
            Fact("账号", state(person.is_active)),
            Fact("密码设定时间", person.password_set_at),
        )

    def get_subject(self) -> str:
        """The key under which events speak of the person."""
        return self.object.person_key if self.is_managed else ""

    @property
    def own_session(self) -> str:
        """The key of the row of this browser's session."""
        return row_key(self.request.session.session_key or "")

    @property
    def is_managed(self) -> bool:
        """Whether the one at the screen manages this person's unit."""
        return bool(self.powers.may("organization.manage", unit=self.object.unit.code))

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer what may be done with this account."""
        person: Person = self.object
        if not self.is_managed:
            return ()
        verbs = [
            ("任职", "assign-post"),
            ("修改", "change-person"),
            ("重设密码", "set-password"),
            ("解除登录锁定", "unlock-person"),
            ("停用账号", "deactivate-person"),
        ]
        if not person.is_active:
            verbs = [("恢复账号", "reactivate-person")]
        return [
            HeaderButton(label, reverse(f"organization:{name}", args=[person.pk]))
            for label, name in verbs
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add posts, those lent by others, and who stands in."""
        person: Person = self.object
        holdings = list(
            PostHolding.objects.filter(person=person)
            .select_related("unit")
            .order_by("-valid_from", "-pk")[:100]
        )
        lent = Delegation.objects.filter(holding__person=person) | Delegation.objects.filter(
            to_person=person
        )
        return super().get_context_data(
            holdings=Table(self._holding_columns(holdings), holdings),
            delegations=Table(
                self._delegation_columns(),
                lent.select_related("holding__person", "to_person", "reason").order_by("-pk")[:50],
            ),
            sessions=sessions_table(person, here=self.own_session) if self.is_managed else None,
            tokens=tokens_table(person, self.at) if self.is_managed else None,
            **kwargs,
        )

    def _holding_columns(self, holdings: Sequence[PostHolding]) -> Sequence[TableColumn]:
        sites = names_of_sites(holding.site_key for holding in holdings)
        return (
            TableColumn("岗位", lambda row: Post(row.post).label, kind="main"),
            TableColumn("任职单位", "unit.name"),
            TableColumn("网站", lambda row: sites[row.site_key]),
            TableColumn("分工", "duties"),
            TableColumn("开始", "valid_from", kind="moment"),
            TableColumn("结束", "valid_to", kind="moment"),
            TableColumn("办理", self._end_label, link=self._end_url),
            TableColumn("代行", self._lend_label, link=self._lend_url),
        )

    def _delegation_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("岗位", lambda row: Post(row.holding.post).label, kind="main"),
            TableColumn("任职人", "holding.person.name"),
            TableColumn("代行人", "to_person.name"),
            TableColumn("开始", "valid_from", kind="moment"),
            TableColumn("结束", "valid_to", kind="moment"),
            TableColumn("原因", "reason"),
            TableColumn("办理", self._stop_label, link=self._stop_url),
        )

    def _is_running(self, row: Any) -> bool:
        return row.valid_to is None or row.valid_to > self.at

    def _manages(self, holding: PostHolding) -> bool:
        return bool(self.powers.may("organization.manage", unit=holding.unit.code))

    def _end_label(self, row: PostHolding) -> str:
        if not self._is_running(row):
            return tag("已结束")
        return "免职" if self._manages(row) else ""

    def _end_url(self, row: PostHolding) -> str:
        shown = self._is_running(row) and self._manages(row)
        return reverse("organization:end-post", args=[row.pk]) if shown else ""

    def _may_lend(self, row: PostHolding) -> bool:
        return self._is_running(row) and (row.person_id == self.person.pk or self._manages(row))

    def _lend_label(self, row: PostHolding) -> str:
        return "委托代行" if self._may_lend(row) else ""

    def _lend_url(self, row: PostHolding) -> str:
        shown = self._may_lend(row)
        return reverse("organization:delegate-post", args=[row.pk]) if shown else ""

    def _may_stop(self, row: Delegation) -> bool:
        own = self.person.pk in {row.to_person_id, row.holding.person_id}
        return self._is_running(row) and (own or self._manages(row.holding))

    def _stop_label(self, row: Delegation) -> str:
        if not self._is_running(row):
            return tag("已结束")
        return "提前结束" if self._may_stop(row) else ""

    def _stop_url(self, row: Delegation) -> str:
        shown = self._may_stop(row)
        return reverse("organization:end-delegation", args=[row.pk]) if shown else ""


class AddPerson(ActionForm):
    """Add someone to a unit."""

    title = "新增人员"
    right = "organization.manage"
    parents = (PEOPLE,)
    form_class = forms.NewPersonForm
    success_message = "人员已新增，请接着登记任职。"

    def act(self, form: Any) -> Person:
        """Call the action."""
        values = dict(form.cleaned_data)
        values["unit_id"] = values.pop("unit").pk
        return add_person(actor=self.person, at=self.at, **values)

    def get_success_url(self, result: Person) -> str:
        """Show the new person."""
        return person_url(result)


class OfPerson(ActionScreen):
    """Something that is done with a person whom one manages."""

    model = Person
    right = "organization.manage"
    parents = (PEOPLE,)

    def get_crumbs(self) -> list[Crumb]:
        """Put the person into the way."""
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.name, person_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        """Show the person."""
        return person_url(self.object)


class ChangePerson(OfPerson):
    """Change the particulars."""

    title = "修改人员"
    form_class = forms.PersonForm

    def get_initial(self) -> dict[str, Any]:
        """Show the present values."""
        person: Person = self.object
        return {
            "name": person.name,
            "unit": person.unit,
            "job_title": person.job_title,
            "office_phone": person.office_phone,
            "phone": person.phone,
            "email": person.email,
        }

    def admit(self) -> None:
        """Let in those who manage the person: the form shows the whole phone number."""
        super().admit()
        self.powers.may("organization.manage", unit=self.object.unit.code).require()

    def act(self, form: Any) -> Person:
        """Call the action."""
        values = dict(form.cleaned_data)
        values["unit_id"] = values.pop("unit").pk
        return change_person(actor=self.person, at=self.at, person_id=self.object.pk, **values)


class SetPassword(OfPerson):
    """Give someone a new password."""

    title = "重设密码"
    lead = "重设后，该人员的登录和接口令牌立即失效。"
    form_class = forms.NewPasswordForm
    submit_label = "重设"
    success_message = "密码已重设，请当面或用可靠方式告知本人。"

    def act(self, form: Any) -> Person:
        """Call the action."""
        password = form.cleaned_data["password"]
        return set_password(
            actor=self.person, at=self.at, person_id=self.object.pk, password=password
        )


class DeactivatePerson(OfPerson, ConfirmScreen):
    """Close an account."""

    title = "停用账号"
    form_class = ReasonForm
    submit_label = "确定停用"
    success_message = "账号已停用。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what ends."""
        return (
            f"{self.object.name}不能再登录，现有的登录和接口令牌立即失效，恢复账号后也不再有效。",
            "其全部任职和代行立即结束；恢复账号后须重新任职。",
        )

    def act(self, form: Any) -> Person:
        """Call the action."""
        reason = form.cleaned_data["reason"]
        return deactivate_person(
            actor=self.person, at=self.at, person_id=self.object.pk, reason=reason
        )


class ReactivatePerson(OfPerson, ConfirmScreen):
    """Open an account again."""

    title = "恢复账号"
    form_class = DeskForm
    submit_label = "确定恢复"
    success_message = "账号已恢复，请重新登记任职。"

    def get_consequences(self) -> Sequence[str]:
        """Say what comes back and what does not."""
        return (f"{self.object.name}可以重新登录，登录时须改密码。", "原有任职不恢复，须重新登记。")

    def act(self, form: Any) -> Person:
        """Call the action."""
        return reactivate_person(actor=self.person, at=self.at, person_id=self.object.pk)


class UnlockPerson(OfPerson, ConfirmScreen):
    """Let someone try again who was locked out."""

    title = "解除登录锁定"
    form_class = DeskForm
    submit_label = "解除"
    success_message = "已解除锁定，可以重新登录。"

    def get_consequences(self) -> Sequence[str]:
        """Say what for."""
        return ("因多次输错密码被锁定的，可以立即重新登录。请先核实是本人操作。",)

    def act(self, form: Any) -> None:
        """Call the action."""
        unlock_sign_in(actor=self.person, at=self.at, person_id=self.object.pk)
