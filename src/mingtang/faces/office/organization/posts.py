"""Screens of posts: give one, end one, lend one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.organization import forms
from mingtang.faces.office.organization.people import PEOPLE, OfPerson
from mingtang.faces.office.organization.units import person_url
from mingtang.institution.organization.actions.delegations import delegate_post, end_delegation
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Delegation, Person, PostHolding
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Crumb


class AssignPost(OfPerson):
    """Give a person a post."""

    title = "任职"
    form_class = forms.PostForm
    submit_label = "任职"
    success_message = "任职已登记。"

    def get_initial(self) -> dict[str, Any]:
        """Most posts are held in the own unit."""
        return {"unit": self.object.unit}

    def act(self, form: Any) -> PostHolding:
        """Call the action."""
        values = dict(form.cleaned_data)
        return assign_post(
            actor=self.person,
            at=self.at,
            person_id=self.object.pk,
            post=Post(values["post"]),
            unit_id=values["unit"].pk,
            site_key=values["site"],
            duties=values["duties"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
        )


class OfHolding(ActionScreen):
    """Something that is done with a post that is held by a visible person."""

    model = PostHolding
    parents = (PEOPLE,)

    def visible_rows(self) -> QuerySet[Any]:
        """Holdings of visible people in units that the person manages, and the own ones."""
        people = Person.objects.visible_to(self.person, self.at)
        managed = self.powers.units_where("organization.manage").as_q("unit")
        rows = PostHolding.objects.filter(Q(person__in=people) & managed | Q(person=self.person))
        return rows.select_related("person__unit", "unit")

    def get_crumbs(self) -> list[Crumb]:
        """Put the holder into the way."""
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.person.name, person_url(self.object.person)), here]

    def get_success_url(self, result: Any) -> str:
        """Show the holder."""
        return person_url(self.object.person)

    def get_lead(self) -> str:
        """Say which post of whom."""
        holding: PostHolding = self.object
        where = f"{holding.unit.name}{Post(holding.post).label}"
        site = names_of_sites([holding.site_key])[holding.site_key]
        return f"{holding.person.name}：{where}{f'（{site}）' if site else ''}"


class EndPost(OfHolding):
    """End a post."""

    title = "免职"
    right = "organization.manage"
    form_class = forms.EndPostForm
    submit_label = "确定免职"
    success_message = "任职已结束。"
    is_grave = True

    def act(self, form: Any) -> PostHolding:
        """Call the action."""
        return end_post(
            actor=self.person, at=self.at, holding_id=self.object.pk, **form.cleaned_data
        )


class DelegatePost(OfHolding):
    """Lend a post while its holder is away."""

    title = "委托代行"
    form_class = forms.DelegationForm
    submit_label = "委托"
    success_message = "代行已登记，到开始时间生效，到结束时间自动收回。"

    def act(self, form: Any) -> Delegation:
        """Call the action."""
        values = dict(form.cleaned_data)
        values["to_person_id"] = values.pop("to_person").pk
        return delegate_post(actor=self.person, at=self.at, holding_id=self.object.pk, **values)


class EndDelegation(ConfirmScreen):
    """Take a lent post back before its time."""

    title = "提前结束代行"
    model = Delegation
    parents = (PEOPLE,)
    form_class = DeskForm
    submit_label = "结束代行"
    success_message = "代行已结束。"

    def visible_rows(self) -> QuerySet[Any]:
        """Delegations that the person made, has, or manages."""
        managed = self.powers.units_where("organization.manage").as_q("holding__unit")
        people = Person.objects.visible_to(self.person, self.at)
        own = Q(to_person=self.person) | Q(holding__person=self.person)
        rows = Delegation.objects.filter(own | managed & Q(holding__person__in=people))
        return rows.select_related("holding__person", "holding__unit", "to_person")

    def get_consequences(self) -> Sequence[str]:
        """Say who uses the post from now on."""
        row: Delegation = self.object
        post = Post(row.holding.post).label
        return (f"{row.to_person.name}不再代行{row.holding.person.name}的“{post}”，立即生效。",)

    def act(self, form: Any) -> Delegation:
        """Call the action."""
        return end_delegation(actor=self.person, at=self.at, delegation_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        """Show the holder, or the own account to those who may not see the holder."""
        holder = self.object.holding.person
        visible = Person.objects.visible_to(self.person, self.at).filter(pk=holder.pk)
        return person_url(holder) if visible.exists() else reverse("wagtailadmin_account")
