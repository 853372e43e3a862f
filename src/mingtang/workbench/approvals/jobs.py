"""Tells people of rounds: whose turn it is, and who started one, how it ended."""

from mingtang.ground.foundation.routines import Routine
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import MAIL, SMS, NoticeKind
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.spine.jobs.registry import JobKind, JobRun
from mingtang.workbench.approvals.actions import TELL
from mingtang.workbench.approvals.clients import ApprovalClient, client_of
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.queries import HeldStep, held_steps

TURN = NoticeKind("approvals.turn", "等我审签", frozenset({MAIL}))
OUTCOME = NoticeKind("approvals.outcome", "我提交的审签有结果")
AT_ONCE = NoticeKind("approvals.at_once", "等我紧急签发", frozenset({MAIL, SMS}), is_urgent=True)
KINDS = (TURN, OUTCOME, AT_ONCE)


def tell_of_round(run: JobRun, approval_round: int) -> None:
    """Tell who holds each step whose turn it is; once the round has ended, tell who started it."""
    found = ApprovalRound.objects.filter(pk=approval_round).first()
    if found is None:
        return
    client = client_of(found.kind)
    if not found.is_open:
        _tell_outcome(found, client, run)
        return
    subject = client.subjects([found])[found.pk]
    kind = AT_ONCE if subject.is_urgent else TURN
    for held in held_steps(found, Roster(run.at), subject):
        if held.people:
            _tell_turn(found, kind, held, run)


def _tell_turn(found: ApprovalRound, kind: NoticeKind, held: HeldStep, run: JobRun) -> None:
    step, word = held.step, client_of(found.kind).act_word
    telling = Telling(
        kind=kind,
        sentence=f"有一项{word}等您办理，步骤是“{step.label}”。",
        key=f"step:{step.pk}:{step.waiting_since:%Y%m%d%H%M%S}",
        subject=found.subject,
        unit=found.unit,
        citation="；".join(catalogue().citations(step.clauses.split())),
    )
    tell_people(people=ids_of(held.people), at=run.at, telling=telling)


def _tell_outcome(found: ApprovalRound, client: ApprovalClient, run: JobRun) -> None:
    words = {
        RoundState.PASSED: f"您{client.start_word}的事项已通过{client.act_word}。",
        RoundState.RETURNED: f"您{client.start_word}的事项在{client.act_word}时被{client.return_word}，"
        f"{client.returned_words}",
    }.get(RoundState(found.state))
    if words is None:
        return
    telling = Telling(
        kind=OUTCOME,
        sentence=words,
        key=f"round:{found.pk}:{found.state}",
        subject=found.subject,
        unit=found.unit,
    )
    tell_people(people=client.told_of_outcome(found), at=run.at, telling=telling)


JOB = JobKind(TELL, "审签提醒", tell_of_round)
ROUTINES: tuple[Routine, ...] = ()
