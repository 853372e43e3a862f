"""What a rule may say, kind by kind. Pydantic models, unchangeable; no Django."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from mingtang.institution.regulations.schema.base import Rule, holds, payload_name
from mingtang.institution.regulations.schema.clocks import Duty, Freshness, Quota
from mingtang.institution.regulations.schema.gates import (
    AnyGate,
    ApprovalRule,
    ApprovalStepRule,
    BlockingRemarks,
    Companion,
    CompulsoryGates,
    Consents,
    ContentClass,
    Countersigning,
    DeclaredGate,
    DifferentPeople,
    Forbidden,
    GateRule,
    Importance,
    Naming,
    Numbering,
    RequiredFields,
    ReviewList,
    Separation,
    Statement,
    UrgentRelease,
)
from mingtang.institution.regulations.schema.registers import Register, RegisterEntry, Sampling

AnyRule = Annotated[Duty | Quota | Freshness | AnyGate | Register, Field(discriminator="kind")]
RULE: TypeAdapter[Rule] = TypeAdapter(AnyRule)
ClockRule = Duty | Quota | Freshness

__all__ = [
    "RULE",
    "AnyRule",
    "ApprovalRule",
    "ApprovalStepRule",
    "BlockingRemarks",
    "ClockRule",
    "Companion",
    "CompulsoryGates",
    "Consents",
    "ContentClass",
    "Countersigning",
    "DeclaredGate",
    "DifferentPeople",
    "Duty",
    "Forbidden",
    "Freshness",
    "GateRule",
    "Importance",
    "Naming",
    "Numbering",
    "Quota",
    "Register",
    "RegisterEntry",
    "RequiredFields",
    "ReviewList",
    "Rule",
    "Sampling",
    "Separation",
    "Statement",
    "UrgentRelease",
    "holds",
    "payload_name",
]
