"""The rooms whose things are approved: each declares one client, and the machine asks it.

A client is a subclass of :class:`ApprovalClient` with a kind, words and event codes; what it does not
say has a plain answer. See docs/how-to/approve-something.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Need, Roster
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.models import StatedReason
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep


@dataclass(frozen=True)
class ApprovalSubject:
    """What a round is about, as it is now.

    `barred` are the keys of people who may not decide (they wrote it); `is_current` is false when it
    changed since the round began; `is_urgent` ones are told at night too; `next_need` and `return_need` are what has to be done by someone
    after the last step and after a return. `thing` is the client's own row.
    """

    title: str
    note: str = ""
    barred: frozenset[str] = frozenset()
    is_current: bool = True
    is_urgent: bool = False
    next_need: Need | None = None
    return_need: Need | None = None
    thing: Any = None


@dataclass(frozen=True)
class ApprovalAct:
    """One act on a round: who does what when, to which step, and why. Rows are locked and fresh."""

    client: "ApprovalClient"
    round: ApprovalRound
    steps: Sequence[ApprovalStep]
    subject: ApprovalSubject
    actor: Person
    at: datetime
    roster: Roster = field(compare=False)
    step: ApprovalStep | None = None
    reason: StatedReason | None = None

    def about(self, step: ApprovalStep) -> "ApprovalAct":
        """Return the act with the step it is about."""
        return replace(self, step=step)

    def record(self, code: str, payload: Mapping[str, Any]) -> None:
        """Record an event of the act on its subject."""
        record_event(
            code=code,
            subject=self.round.subject,
            actor=self.actor.person_key,
            at=self.at,
            unit=self.round.unit,
            site=self.round.site,
            payload=payload,
            reason=self.reason,
        )

    def because(self, reason: StatedReason | None) -> "ApprovalAct":
        """Return the act with its reason."""
        return replace(self, reason=reason)


class ApprovalClient:
    """What the machine asks about the rounds of one kind.

    `events` names the code of each moment that is recorded on the subject: `started`, `step_passed`,
    `step_returned`, `passed`, `returned`, `withdrawn`.
    """

    kind: ClassVar[str]
    rights: ClassVar[tuple[str, ...]]  # that its steps ask
    read_right: ClassVar[str]  # that shows its rounds
    act_word: ClassVar[str] = "审签"  # what is done, in a list of what waits
    start_word: ClassVar[str] = "提交"
    agree_word: ClassVar[str] = "同意"
    return_word: ClassVar[str] = "退回"
    done_words: ClassVar[str] = "您办理之后，各步全部通过。"
    returned_words: ClassVar[str] = "请查看原因，修改后再提交。"
    agree_url: ClassVar[str] = "approvals:pass"
    return_url: ClassVar[str] = "approvals:return"
    screen: ClassVar[str] = ""  # URL name of the page of the subject, by its row number
    events: ClassVar[Mapping[str, str]] = {}

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        """Return what rounds are about, by the id of the round, in as few queries as it takes."""
        raise NotImplementedError

    def address(self, found: ApprovalRound) -> str:
        """Return the address of the screen that shows a round; empty where there is none."""
        return reverse(self.screen, args=[found.subject_number]) if self.screen else ""

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[Any]:
        """Return the rounds that a person may see."""
        powers = authority.powers_of(person, at)
        units = powers.units_where(self.read_right).as_code_q("unit")
        sites = powers.sites_where(self.read_right).as_q("site")
        return ApprovalRound.objects.filter(units | sites & ~Q(site=""), kind=self.kind)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        """Lock what a round is about, before the round itself is locked.

        :raises NotVisible: when the actor may not see it.
        """
        if not self.visible_to(actor, at=at).filter(pk=found.pk).exists():
            raise NotVisible(f"approval round {found.pk}")

    def may_decide(self, act: ApprovalAct) -> Decision:
        """Answer what the client asks of a decision besides the rules of every round."""
        return YES

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        """Answer whether the actor may withdraw a round; by default who started it may."""
        if act.round.started_by_id == act.actor.pk:
            return YES
        return authority.may(act.actor, self.rights[0], unit=act.round.unit, at=act.at)

    def told_of_outcome(self, found: ApprovalRound) -> list[int]:
        """Return whom it concerns how a round ended: by default who started it."""
        return [found.started_by_id]

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        """Return what the event of a moment tells, without personal data."""
        found = {"round": act.round.number}
        if act.step is None:
            return found
        return {**found, "step": act.step.key, "clauses": act.step.clauses.split()}

    def record(self, moment: str, act: ApprovalAct, code: str = "", **more: Any) -> None:
        """Record a moment on the subject; one without a code is not recorded."""
        if moment in self.events or code:
            act.record(code or self.events[moment], self.payload(moment, act) | more)

    def follow(self, moment: str, act: ApprovalAct) -> None:
        """Follow a moment, inside the transaction of the act; what is refused here undoes it.

        The act is about a step where one was decided, and about the last one where a round ends.
        """
        self.record(moment, act)


_clients: dict[str, ApprovalClient] = {}


def register_client(client: ApprovalClient) -> None:
    """Let the machine serve a room; called once in `AppConfig.ready()`.

    :raises ValueError: when another client has taken the kind.
    """
    if type(_clients.setdefault(client.kind, client)) is not type(client):
        raise ValueError(f"two clients are called {client.kind!r}")


def client_of(kind: str) -> ApprovalClient:
    """Return the client of a kind."""
    return _clients[kind]


def all_clients(kind: str = "") -> list[ApprovalClient]:
    """Return the client of a kind, or all."""
    return [client for name, client in sorted(_clients.items()) if kind in ("", name)]
