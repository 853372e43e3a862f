"""Sign-in services, made by the real action."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mingtang.service.signin.actions import save_service
from mingtang.service.signin.models import SignInService
from mingtang.service.signin.policies import ServiceFacts
from tests.harness.sign_in_service import CLIENT, SECRET

if TYPE_CHECKING:
    from tests.factories.cast import Cast

FACTS = ServiceFacts(
    name="市统一身份认证平台", issuer="https://sso.example.gov.cn", client_id=CLIENT,
    client_secret=SECRET, phone="0563-3020000", sites=("portal",),
)  # fmt: skip


def sign_in_service(cast: "Cast", at: datetime, issuer: str, **changes: Any) -> SignInService:
    """Return a service of the portal."""
    facts = replace(FACTS, issuer=issuer, **changes)
    return save_service(actor=cast.operator, at=at, facts=facts)
