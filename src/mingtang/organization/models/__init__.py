"""Tables of units, people, posts, and how people and programs come in."""

from mingtang.organization.models.closure import ClosureRow
from mingtang.organization.models.people import Person, PersonQuerySet
from mingtang.organization.models.posts import Delegation, PostHolding, SiteHost
from mingtang.organization.models.sessions import WebSession
from mingtang.organization.models.sign_in import RecoveryCode, SecondFactor, SignInTries
from mingtang.organization.models.tokens import ApiToken
from mingtang.organization.models.units import Unit, UnitClosure, UnitQuerySet

__all__ = [
    "ApiToken",
    "ClosureRow",
    "Delegation",
    "Person",
    "PersonQuerySet",
    "PostHolding",
    "RecoveryCode",
    "SecondFactor",
    "SignInTries",
    "SiteHost",
    "Unit",
    "UnitClosure",
    "UnitQuerySet",
    "WebSession",
]
