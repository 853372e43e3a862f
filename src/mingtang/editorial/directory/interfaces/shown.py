"""What templates of the directory get: frozen values."""

from dataclasses import dataclass

from mingtang.editorial.directory.policies.phones import PhoneNumber
from mingtang.editorial.directory.policies.texts import TextPart
from mingtang.editorial.themes.shown import AssetView, LinkView


@dataclass(frozen=True, slots=True)
class LeaderView:
    """A leader in a list."""

    name: str
    post: str
    link: str
    portrait: AssetView | None
    portrait_words: str


@dataclass(frozen=True, slots=True)
class LeadersPage:
    """The leaders of a site (领导之窗), in their order."""

    leaders: tuple[LeaderView, ...]
    menu: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """One leader, and the way to the others."""

    leader: LeaderView
    duties: tuple[TextPart, ...]
    resume: tuple[TextPart, ...]
    others: tuple[LeaderView, ...]
    menu: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class LeadersBlock:
    """The leaders on a home page."""

    type: str
    leaders: tuple[LeaderView, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionView:
    """An institution, with what a citizen needs to go there or to call."""

    name: str
    former_names: str
    link: str
    kind: str
    head: str
    address: str
    office_hours: str
    phones: tuple[PhoneNumber, ...]


@dataclass(frozen=True, slots=True)
class InstitutionGroup:
    """Institutions of one kind."""

    label: str
    institutions: tuple[InstitutionView, ...]


@dataclass(frozen=True, slots=True)
class InstitutionsPage:
    """The institutions of a site by kind (机构职能)."""

    groups: tuple[InstitutionGroup, ...]
    menu: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """One institution and its duties."""

    institution: InstitutionView
    duties: tuple[TextPart, ...]
    menu: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """A public post and how it is reached."""

    number: int
    post: str
    phones: tuple[PhoneNumber, ...]
    email: str
    office_hours: str
    note: str


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """The posts of one institution; those of none have no name."""

    name: str
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class ContactBookPage:
    """The contact book of public posts (通讯录)."""

    groups: tuple[ContactGroup, ...]
    menu: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class SiteFact:
    """One fact of a site; `link` is empty where there is nothing to follow."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class StatementPage:
    """What a site says of itself, and the facts that belong to it."""

    title: str
    parts: tuple[TextPart, ...]
    facts: tuple[SiteFact, ...]
    menu: tuple[LinkView, ...]
