"""Tables of units, people, posts, and how people and programs come in."""

from mingtang.institution.organization.models.closure import ClosureRow
from mingtang.institution.organization.models.filings import ContactFiling, TrainingSession
from mingtang.institution.organization.models.people import Person, PersonQuerySet
from mingtang.institution.organization.models.posts import Delegation, PostHolding, SiteHost
from mingtang.institution.organization.models.sessions import WebSession
from mingtang.institution.organization.models.sign_in import RecoveryCode, SecondFactor, SignInTries
from mingtang.institution.organization.models.tokens import ApiToken
from mingtang.institution.organization.models.units import Unit, UnitClosure, UnitQuerySet

__all__ = [
    "ApiToken",
    "ClosureRow",
    "ContactFiling",
    "Delegation",
    "Person",
    "PersonQuerySet",
    "PostHolding",
    "RecoveryCode",
    "SecondFactor",
    "SignInTries",
    "SiteHost",
    "TrainingSession",
    "Unit",
    "UnitClosure",
    "UnitQuerySet",
    "WebSession",
]
