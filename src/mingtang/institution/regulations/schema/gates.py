"""Rules that hold something up until a condition is fulfilled (前置关口).

`form` tells them apart:

`review_list`      rule `review.list`: which content class passes which gates, who passes each gate,
                   what counts as important and who signs it.
`compulsory_gates` gates that every content class passes, whatever its list says (secrecy review).
`separation`       rule `review.own_text`: at which stages an author may not act on the own text.
`different_people` rule `review.different_people`: gates of one round that one person may not pass together.
`approval`         rule `submission.approval`: the steps inside a unit, in order, and who takes each.
`required_fields`  rules `submission.required_fields`, `article.required_fields`, …: what must be
                   filled in before something goes on.
`urgent_release`   rule `review.urgent`: who may sign what cannot wait for its gates, which then follow.
`remarks`          rule `review.blocking_remarks`: machine remarks without which nothing goes to review.
`forbidden`        what must not stand in a text, and the gate whose reviewer confirms it.
`companion`        what has to be released together with something (an interpretation with its policy).
`countersigning`   rule `review.countersign`: who countersigns a text for another unit, and which classes need it.
`consents`         who has to agree before an act (closing an account, opening a site).
`naming`           what a name has to look like, by kind.
`numbering`        rule `documents.index_number`: how index numbers are made.

Posts are named by the codes of `organization`; this room only passes the words on.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from mingtang.institution.regulations.enums import GateOrder, RuleKind, StepWhen
from mingtang.institution.regulations.schema.base import (
    Conditions,
    EventCodes,
    Name,
    Rule,
    RulePart,
    Text,
    counted,
    merge_keys,
)

Posts = Annotated[tuple[Name, ...], Field(min_length=1)]


class Statement(RulePart):
    """One sentence that a reviewer or author answers for (核对事项)."""

    name: Name
    label: Text


class DeclaredGate(RulePart):
    """One gate (关口): its Chinese name, the posts that may pass it, what is looked at.

    `stand_in`: the posts that may pass it where nobody of `passed_by` can.
    """

    label: Text
    passed_by: Posts
    stand_in: tuple[Name, ...] = ()
    statements: tuple[Statement, ...] = ()


class ContentClass(RulePart):
    """What one content class passes (内容类别): gates by name, in any order or as listed."""

    label: Text
    gates: Annotated[tuple[Name, ...], Field(min_length=1)]
    order: GateOrder = GateOrder.ANY


class Importance(RulePart):
    """What counts as important (重大信息), and who has to sign it."""

    marks: Annotated[tuple[Statement, ...], Field(min_length=1)]
    signed_by: Posts


class GateRule(Rule):
    """What all gates share: `before` names the events that may not happen until it is passed."""

    kind: Literal[RuleKind.GATE]
    before: EventCodes = ()

    def named_events(self) -> Mapping[str, frozenset[str]]:
        return merge_keys((self.before, set()))


class ReviewList(GateRule):
    """The review list (审核制度) by content class.

    `classes` is keyed by content class; the class `ordinary` answers for every class that is not
    listed. `important` may be missing where a notice knows no signature.
    """

    form: Literal["review_list"]
    gates: Annotated[Mapping[Name, DeclaredGate], Field(min_length=1)]
    classes: Annotated[Mapping[Name, ContentClass], Field(min_length=1)]
    important: Importance | None = None

    @model_validator(mode="after")
    def _classes_name_gates(self) -> "ReviewList":
        if "ordinary" not in self.classes:
            raise ValueError("classes 要有 ordinary 一类，未列明的内容都按它审核")
        for name, content_class in self.classes.items():
            unknown = [gate for gate in content_class.gates if gate not in self.gates]
            if unknown:
                raise ValueError(f"内容类别 {name} 写了没有定义的关口：{'、'.join(unknown)}")
        return self

    def class_for(self, content_class: str) -> ContentClass:
        """Return the entry of a content class, that of `ordinary` if it has none of its own."""
        return self.classes.get(content_class) or self.classes["ordinary"]

    @property
    def numbers(self) -> tuple[str, ...]:
        return (counted(len(self.gates), "gate"),)


class CompulsoryGates(GateRule):
    """Gates for every content class (必经关口). Where the review list has a gate of the same name, they are one."""

    form: Literal["compulsory_gates"]
    gates: Annotated[Mapping[Name, DeclaredGate], Field(min_length=1)]

    @property
    def numbers(self) -> tuple[str, ...]:
        return (counted(len(self.gates), "gate"),)


class UrgentRelease(GateRule):
    """What cannot wait (时效性强) goes online on one signature; its gates follow (先发后审).

    `signed_by` are the posts that may sign, `statements` what the signer confirms.
    """

    form: Literal["urgent_release"]
    signed_by: Posts
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Separation(GateRule):
    """Nobody decides about the own text (回避): stages at which an author may not act."""

    form: Literal["separation"]
    stages: Annotated[
        tuple[Literal["approve", "sign", "gate", "accept", "publish"], ...], Field(min_length=1)
    ]


class DifferentPeople(GateRule):
    """Gates that different people pass (分人把关): of one group nobody passes two gates of a round."""

    form: Literal["different_people"]
    groups: Annotated[
        tuple[Annotated[tuple[Statement, ...], Field(min_length=2)], ...], Field(min_length=1)
    ]

    @model_validator(mode="after")
    def _gates_stand_in_one_group(self) -> "DifferentPeople":
        gates = [gate.name for group in self.groups for gate in group]
        if len(set(gates)) != len(gates):
            raise ValueError("同一个关口只能写在一组里")
        return self

    def group_of(self, gate: str) -> str:
        """Return what tells the group of a gate from the others; empty where it is in none."""
        named = ([one.name for one in group] for group in self.groups)
        return next((names[0] for names in named if gate in names), "")


class ApprovalStepRule(RulePart):
    """One step of approval inside a unit (审签步骤).

    `joins_previous`: the person who took the step before may take this one in the same act.
    `stand_in`: the posts that may take it where nobody of `by` can.
    """

    name: Name
    label: Text
    by: Posts
    stand_in: tuple[Name, ...] = ()
    when: StepWhen = StepWhen.ALWAYS
    joins_previous: bool = False


class ApprovalRule(GateRule):
    """The steps of a unit's approval before a submission leaves it (单位审签).

    `counts_as_reviewed`: the receiving desk may take the content as reviewed by the unit; the
    record must then show who approved it there. `important` says what makes a step with
    `when = "important"` necessary, in words for anyone who ticks it.
    """

    form: Literal["approval"]
    steps: Annotated[tuple[ApprovalStepRule, ...], Field(min_length=1)]
    important: tuple[Statement, ...] = ()
    counts_as_reviewed: bool = False

    @model_validator(mode="after")
    def _names_are_unique(self) -> "ApprovalRule":
        names = [(step.name, step.when) for step in self.steps]
        if len(set(names)) != len(names):
            raise ValueError("同一个步骤写了两次")
        return self

    def steps_for(self, *, is_important: bool) -> tuple[ApprovalStepRule, ...]:
        """Return the steps that an item has to pass, in order."""
        skipped = StepWhen.ORDINARY if is_important else StepWhen.IMPORTANT
        return tuple(step for step in self.steps if step.when is not skipped)

    @property
    def numbers(self) -> tuple[str, ...]:
        ranks = {post for step in self.steps for post in step.by}
        names = dict.fromkeys(step.name for step in self.steps)
        return (counted(len(names), "step"), counted(len(ranks), "rank"))


class RequiredFields(GateRule):
    """What must be filled in (必填项).

    `picture_names`: every picture needs a name. `accessible_text`: nothing in the text may keep a reader out
    (无障碍); without it an editor is told and may go on.
    """

    form: Literal["required_fields"]
    fields: Annotated[tuple[Statement, ...], Field(min_length=1)]
    picture_names: bool = False
    accessible_text: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the fields; what is asked of pictures and text is one of them."""
        asked = {"picture_names": self.picture_names, "accessible_text": self.accessible_text}
        extra = {name for name, is_asked in asked.items() if is_asked}
        return frozenset(field.name for field in self.fields) | extra

    @property
    def numbers(self) -> tuple[str, ...]:
        return (counted(len(self.fields), "field"),)


class Forbidden(GateRule):
    """What must not be published (禁止内容); the reviewer of gate `checked_in` confirms each sentence."""

    form: Literal["forbidden"]
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    checked_in: Name


class BlockingRemarks(GateRule):
    """Machine remarks that hold a text up until it is changed, or a person says why it is right.

    The names are codes of rules of `workbench/proofing`.
    """

    form: Literal["remarks"]
    blocks: Annotated[tuple[Statement, ...], Field(min_length=1)]

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the rules whose remarks block."""
        return frozenset(one.name for one in self.blocks)


class Countersigning(GateRule):
    """A text is countersigned by other units (会签): the posts that do it there, and the content classes
    that are not released without.
    """

    form: Literal["countersigning"]
    by: Posts
    stand_in: tuple[Name, ...] = ()
    classes: tuple[Statement, ...] = ()

    def is_needed(self, content_class: str) -> bool:
        """Tell whether a content class is released only after a countersign."""
        return any(one.name == content_class for one in self.classes)


class Companion(GateRule):
    """What is released together with something else (同步发布): the article kind of the companion.

    It is asked for where the thing to be released fulfils `applies_when`: its `kind`, and its `topic`
    (`economy`, `livelihood`, `key_policy`). `exception`: it may go first where someone says why.
    """

    form: Literal["companion"]
    applies_when: Conditions
    companion: Name
    exception: bool = False


class Consents(GateRule):
    """Who has to agree before an act (批准); with `all_of` true every one of them."""

    form: Literal["consents"]
    needed_from: Annotated[tuple[Statement, ...], Field(min_length=1)]
    all_of: bool = True

    @property
    def numbers(self) -> tuple[str, ...]:
        return (counted(len(self.needed_from), "approval"),)


def _check_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error:
        raise ValueError("不是正确的正则表达式") from None
    return text


class NamePattern(RulePart):
    """What a name of one kind looks like: a regular expression over the whole name, and an example."""

    applies_to: Annotated[tuple[Name, ...], Field(min_length=1)]
    pattern: Annotated[str, AfterValidator(_check_pattern)]
    example: Text

    @model_validator(mode="after")
    def _example_fits(self) -> "NamePattern":
        if not re.fullmatch(self.pattern, self.example):
            raise ValueError("示例不符合规则本身")
        return self


class Naming(GateRule):
    """How things are named (命名规则), by their kind."""

    form: Literal["naming"]
    patterns: Annotated[tuple[NamePattern, ...], Field(min_length=1)]

    def fits(self, kind: str, name: str) -> bool:
        """Answer whether a name of a kind fits one of its patterns; a kind without any is free."""
        own = [one.pattern for one in self.patterns if kind in one.applies_to]
        return not own or any(re.fullmatch(pattern, name) for pattern in own)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(one.pattern for one in self.patterns)


_NUMBER_PARTS = re.compile(r"\{([a-z]+)\}")


class Numbering(GateRule):
    """How index numbers are made (索引号编制): the code of the office, the time, a serial.

    `pattern` ends with `{serial}` and holds `{organ}`; `{year}` and `{month}` are of the day of release in
    Beijing. The serial begins at 1 wherever what stands before it differs, and has `digits` at least.
    """

    form: Literal["numbering"]
    pattern: Text
    digits: Annotated[int, Field(ge=1, le=9)]

    @model_validator(mode="after")
    def _pattern_is_known(self) -> "Numbering":
        found = _NUMBER_PARTS.findall(self.pattern)
        known = {"organ", "year", "month", "serial"}
        if not set(found) <= known or "organ" not in found or not self.pattern.endswith("{serial}"):
            raise ValueError("写法应以 {serial} 结尾，含 {organ}，可用 {year}、{month}")
        return self

    @property
    def numbers(self) -> tuple[str, ...]:
        return (self.pattern, counted(self.digits, "digit"))


AnyGate = Annotated[
    ReviewList
    | CompulsoryGates
    | UrgentRelease
    | Separation
    | DifferentPeople
    | ApprovalRule
    | RequiredFields
    | Forbidden
    | BlockingRemarks
    | Companion
    | Countersigning
    | Consents
    | Naming
    | Numbering,
    Field(discriminator="form"),
]
