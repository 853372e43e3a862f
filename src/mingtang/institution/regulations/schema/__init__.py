"""What a rule may say, kind by kind. Pydantic models, unchangeable; no Django."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from mingtang.institution.regulations.schema.base import Rule, holds, payload_name
from mingtang.institution.regulations.schema.clocks import Duty, Freshness, Quota
from mingtang.institution.regulations.schema.gates import (
    AnyGate,
    Approval,
    ApprovalStep,
    Companion,
    CompulsoryGates,
    Consents,
    ContentClass,
    DifferentPeople,
    Forbidden,
    Gate,
    GateRule,
    Importance,
    Naming,
    RequiredFields,
    ReviewList,
    Separation,
    Statement,
)
from mingtang.institution.regulations.schema.registers import Entry, Register

AnyRule = Annotated[Duty | Quota | Freshness | AnyGate | Register, Field(discriminator="kind")]
RULE: TypeAdapter[Rule] = TypeAdapter(AnyRule)
ClockRule = Duty | Quota | Freshness

__all__ = [
    "RULE",
    "AnyRule",
    "Approval",
    "ApprovalStep",
    "ClockRule",
    "Companion",
    "CompulsoryGates",
    "Consents",
    "ContentClass",
    "DifferentPeople",
    "Duty",
    "Entry",
    "Forbidden",
    "Freshness",
    "Gate",
    "GateRule",
    "Importance",
    "Naming",
    "Quota",
    "Register",
    "RequiredFields",
    "ReviewList",
    "Rule",
    "Separation",
    "Statement",
    "holds",
    "payload_name",
]
