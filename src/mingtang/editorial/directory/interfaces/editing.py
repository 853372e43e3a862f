"""Forms that save an entry or a statement, with what happened to it and a look at its page."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.images import get_image_model

from mingtang.editorial.directory.actions import (
    change_statement,
    save_contact,
    save_institution,
    save_leader,
)
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.interfaces.forms import (
    ContactForm,
    InstitutionForm,
    LeaderForm,
    StatementForm,
)
from mingtang.editorial.directory.interfaces.screens import ROOT, edited_sites, site_screen
from mingtang.editorial.directory.models import (
    EDIT,
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from mingtang.editorial.directory.policies.entries import (
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
)
from mingtang.editorial.directory.queries import card_of, statement_text, subject_of
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.history import history_of
from mingtang.workbench.backoffice.screens import ActionScreen, Crumb, HeaderButton


class DirectoryForm(ActionScreen):
    """A form about the directory of one site."""

    template_name = "directory/form.html"
    right = EDIT
    parents = (ROOT,)

    @cached_property
    def site(self) -> GovSite:
        """The site whose directory is changed."""
        return self.object  # type: ignore[no-any-return]

    def may_begin(self) -> Decision:
        """Answer whether the person edits the directory of the site."""
        return self.powers.may(EDIT, site=self.site.code)

    def get_crumbs(self) -> list[Crumb]:
        """Lead back over the site."""
        *before, here = super().get_crumbs()
        return [*before, Crumb(self.site.name, site_screen(self.site)), here]

    def get_success_url(self, result: Any) -> str:
        """Go back to the site."""
        return site_screen(self.site)

    def get_subject(self) -> str:
        """Return the key under which events speak of what is changed; empty for something new."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what happened to it."""
        subject = self.get_subject()
        history = history_of(subject) if subject else []
        return super().get_context_data(history=history, **kwargs)


class NewEntry(DirectoryForm):
    """Add an entry to a site."""

    model = GovSite
    lookup = "code"
    success_message = "已添加，几秒内出现在网站上。"
    label: ClassVar[str]

    def visible_rows(self) -> Any:
        """Leave out the sites that the person only looks at."""
        return edited_sites(self, super().visible_rows())

    def get_title(self) -> str:
        """Say what is added."""
        return f"添加{self.label}"

    def saved(self, form: Any) -> dict[str, Any]:
        """Return what the action takes beside the values of the form."""
        return {"actor": self.person, "at": self.at, "site_id": self.site.pk}


class EditEntry(DirectoryForm):
    """Change an entry."""

    success_message = "已保存，几秒内更新到网站。"
    name: ClassVar[str]

    @cached_property
    def site(self) -> GovSite:
        """The site of the entry."""
        return self.object.site  # type: ignore[no-any-return]

    def visible_rows(self) -> Any:
        """Read the site with the entry."""
        return super().visible_rows().select_related("site__unit")

    def get_title(self) -> str:
        """Return what the entry is called."""
        return str(self.object)

    def get_subject(self) -> str:
        """Return the key of the entry."""
        return str(self.object.subject)

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer a look at the page."""
        preview = reverse(f"directory:{self.name}-preview", args=[self.object.pk])
        return (HeaderButton("预览页面", preview, icon="view"),)

    def get_initial(self) -> dict[str, Any]:
        """Return what is saved."""
        names = [field.name for field in self.object._meta.concrete_fields]
        return {name: getattr(self.object, name) for name in names}

    def saved(self, form: Any) -> dict[str, Any]:
        """Return what the action takes beside the values of the form."""
        return {
            "actor": self.person,
            "at": self.at,
            "site_id": self.site.pk,
            f"{self.name}_id": self.object.pk,
            "version": form.cleaned_data["version"],
        }


def _facts(kind: type, data: Mapping[str, Any]) -> Any:
    return kind(**{one.name: data[one.name] for one in fields(kind)})


class _SavesLeader:
    """Hands the form of a leader to its action."""

    form_class: ClassVar[type[BaseForm]] = LeaderForm
    label = "领导"
    saved: Any

    def act(self, form: Any) -> Leader:
        """Save the leader."""
        data = form.cleaned_data
        portrait = data["portrait"].pk if data["portrait"] else None
        return save_leader(facts=_facts(LeaderFacts, data), portrait=portrait, **self.saved(form))


class NewLeader(_SavesLeader, NewEntry):
    """Add a leader."""


class EditLeader(_SavesLeader, EditEntry):
    """Change a leader."""

    model = Leader
    name = "leader"

    def get_initial(self) -> dict[str, Any]:
        """Return what is saved, the portrait as a row."""
        key = self.object.portrait
        rows = get_image_model()._default_manager
        chosen = rows.filter(pk=int(key.partition(":")[2])).first() if key else None
        return {**super().get_initial(), "portrait": chosen}

    def make_form(self, fields: Any = None) -> Any:
        """Accept the picture that is chosen already, regardless of its uploader."""
        form = super().make_form(fields)
        form.fields["portrait"].chosen = form.initial["portrait"]
        return form


class _SavesInstitution:
    """Hands the form of an institution to its action."""

    form_class: ClassVar[type[BaseForm]] = InstitutionForm
    label = "机构"
    saved: Any

    def act(self, form: Any) -> Institution:
        """Save the institution."""
        facts = _facts(InstitutionFacts, form.cleaned_data)
        return save_institution(facts=facts, **self.saved(form))


class NewInstitution(_SavesInstitution, NewEntry):
    """Add an institution."""


class EditInstitution(_SavesInstitution, EditEntry):
    """Change an institution."""

    model = Institution
    name = "institution"


class _SavesContact:
    """Hands the form of a contact to its action."""

    form_class: ClassVar[type[BaseForm]] = ContactForm
    label = "公开岗位"
    saved: Any
    site: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the institutions of the site alone."""
        return {**super().get_form_kwargs(), "site_id": self.site.pk}  # type: ignore[misc]

    def act(self, form: Any) -> PublicContact:
        """Save the contact."""
        data = form.cleaned_data
        institution = data["institution"].pk if data["institution"] else None
        facts = _facts(ContactFacts, data)
        return save_contact(facts=facts, institution_id=institution, **self.saved(form))


class NewContact(_SavesContact, NewEntry):
    """Add a public post."""


class EditContact(_SavesContact, EditEntry):
    """Change a public post."""

    model = PublicContact
    name = "contact"


class EditStatement(DirectoryForm):
    """Change what a site says of itself."""

    model: ClassVar[type[Model]] = GovSite
    lookup = "code"
    form_class = StatementForm
    success_message = "已保存，几秒内更新到网站。清空正文就恢复自动生成的内容。"

    @cached_property
    def kind(self) -> StatementKind:
        """Which statement the address names."""
        try:
            return StatementKind(self.kwargs["kind"])
        except ValueError as error:
            raise Http404 from error

    def visible_rows(self) -> Any:
        """Leave out the sites that the person only looks at."""
        return edited_sites(self, super().visible_rows())

    def get_title(self) -> str:
        """Return what the page is called."""
        return self.kind.label

    def get_subject(self) -> str:
        """Return the key of the statement."""
        return subject_of(self.site.code, self.kind)

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer a look at the page."""
        preview = reverse("directory:statement-preview", args=[self.site.code, self.kind.value])
        return (HeaderButton("预览页面", preview, icon="view"),)

    def get_initial(self) -> dict[str, Any]:
        """Return the words that readers see now, with their marks."""
        row = SiteStatement.objects.filter(site=self.site, kind=self.kind.value).first()
        text = statement_text(self.site.pk, self.kind, card_of(self.site))
        return {"text": text, "version": row.version if row else 0}

    def act(self, form: Any) -> SiteStatement:
        """Change the statement."""
        return change_statement(
            actor=self.person,
            at=self.at,
            site_id=self.site.pk,
            kind=self.kind,
            text=form.cleaned_data["text"],
            version=form.cleaned_data["version"],
        )
