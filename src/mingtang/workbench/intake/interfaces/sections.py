"""Forms on several pages (分页填写): what was typed travels with the page, so that no script and no session is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mingtang.ground.foundation.decisions import YES, Decision, Reason
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import FormField, PublicForm
from mingtang.workbench.intake.inbox import HeldFile, SentFile
from mingtang.workbench.intake.interfaces.signing import SignInView
from mingtang.workbench.intake.policies import is_asked, judge_values, sections_of, values_of


@dataclass(frozen=True)
class FieldRow:
    """A field as the template shows it: what was typed, and what is wrong with it."""

    field: FormField
    value: str = ""
    error: str = ""
    is_verified: bool = False

    @property
    def id(self) -> str:
        """The id of its input, to which the summary of errors leads."""
        return f"f-{self.field.name}"

    @property
    def values(self) -> Sequence[str]:
        """Every value of it: those ticked of a MULTIPLE, else the one."""
        is_multiple = self.field.kind is FieldKind.MULTIPLE
        return self.value.splitlines() if is_multiple else [self.value]

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the input."""
        named = ((self.error, "error"), (self.field.help or self.is_long, "help"))
        return " ".join(f"{self.id}-{what}" for text, what in named if text)

    @property
    def autocomplete(self) -> str:
        """The token for browsers: of the field, or of its kind."""
        by_kind = {"phone": "tel", "email": "email", "web_address": "url"}
        return self.field.autocomplete or by_kind.get(self.field.kind.value, "off")

    @property
    def is_long(self) -> bool:
        """Whether the limit is worth saying beforehand."""
        return self.field.kind.value == "text"


@dataclass(frozen=True)
class SentPage:
    """What came back with a page: texts, files, and which section it showed.

    `held`: files that came before and are sealed already. `lost`: names of files to choose again.
    `is_final`: nothing is asked after this section, whatever is answered in it. `signing` says
    who is signed in; the values that a service states are shown and cannot be changed.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[SentFile] = ()
    reasons: Sequence[Reason] = ()
    section: int = 0
    is_final: bool = False
    signing: SignInView = field(default_factory=SignInView)
    held: Sequence[HeldFile] = ()
    lost: Sequence[str] = ()


@dataclass(frozen=True)
class SectionView:
    """One page of a form: its rows, those that only travel with it, and where it stands."""

    rows: Sequence[FieldRow]
    carried: Sequence[FieldRow]
    section: int
    number: int
    is_last: bool
    title: str = ""


def turned_page(
    form: PublicForm, sent: SentPage, turn: str, may_send: Decision = YES
) -> SentPage | None:
    """Return the section that is shown next; None where the last one was sent.

    What is asked there follows from the answers before it. Faults lead to the first section with one.
    """
    values = values_of(form, sent.typed)
    asked = sections_of(form, values)
    if turn == "back":
        before = [one for one in asked if one < sent.section]
        return replace(sent, section=before[-1] if before else asked[0])
    faults = may_send & judge_values(form, values, until=sent.section)
    if faults.reasons:
        return at_fault(form, replace(sent, reasons=faults.reasons))
    after = [one for one in asked if one > sent.section]
    if after:
        return replace(sent, section=after[0])
    return replace(sent, is_final=True) if turn == "next" else None


def at_fault(form: PublicForm, sent: SentPage) -> SentPage:
    """Return the page with the first section that has a fault, where a fault belongs to a field."""
    faulty = {reason.field for reason in sent.reasons}
    sections = [one.section for one in form.fields if one.name in faulty]
    if not sections or min(sections) == sent.section:
        return sent
    return replace(sent, section=min(sections), is_final=False)


def section_view(form: PublicForm, sent: SentPage) -> SectionView:
    """Return what one page of a form shows of what was typed."""
    by_field = {reason.field: reason.text for reason in reversed(sent.reasons)}
    rows = [
        FieldRow(
            one,
            sent.typed.get(one.name, ""),
            by_field.get(one.name, ""),
            is_verified=one.name in sent.signing.values,
        )
        for one in form.fields
    ]
    values = values_of(form, sent.typed)
    asked = sections_of(form, values)
    here = sent.section if sent.section in asked else asked[0]
    return SectionView(
        rows=[row for row in rows if row.field.section == here and is_asked(row.field, values)],
        carried=[row for row in rows if row.field.section != here],
        section=here,
        number=asked.index(here) + 1,
        # Later sections may depend on what is answered here.
        is_last=sent.is_final or all(one.section <= here for one in form.fields),
        title=form.section_titles[here] if here < len(form.section_titles) else "",
    )
