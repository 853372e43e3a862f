"""Taking a form in: judged, counted, sealed, one row. All that the public process ever writes.

Its database role may insert and not read, so nothing here asks for what it has written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from mingtang.ground.foundation.decisions import YES, Decision, Refused, no
from mingtang.spine.jobs.doorbell import ring_on_commit
from mingtang.workbench.intake.forms import FormLimits, PublicForm, VerifiedSender
from mingtang.workbench.intake.inbox import (
    PREFIX,
    HeldFile,
    SentFile,
    StoredFile,
    seal_held,
    store_files,
)
from mingtang.workbench.intake.models import IntakeRow, PublicTry, SpentPass
from mingtang.workbench.intake.policies import judge_files, judge_values, may_be_sent, values_of
from mingtang.workbench.intake.queries import counts_within
from mingtang.workbench.intake.receipts import (
    IntakeReceipt,
    address_digest,
    page_key,
    receipt_of,
    record_key,
)
from mingtang.workbench.intake.sealed import seal_content

SPENT = "intake.spent"
_SPEND = "INSERT INTO {table} (key, record, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class SentForm:
    """What a citizen sent: the client-made id, the fields as typed, the files, from where, signed in as whom.

    `held` are files of the same page that came before it and are sealed already.
    """

    client_id: str
    typed: Mapping[str, str]
    address: str
    files: Sequence[SentFile] = ()
    site: str = ""
    sender: VerifiedSender | None = None
    held: Sequence[HeldFile] = ()

    def digests(self) -> list[str]:
        """Return what tells two of the same words apart: the files, and who is signed in."""
        signed = [f"{self.sender.issuer}\n{self.sender.subject}"] if self.sender else []
        files = [*(one.digest for one in self.held), *(one.digest() for one in self.files)]
        return [*files, *signed]


def receive_form(*, form: PublicForm, sent: SentForm, at: datetime) -> IntakeReceipt:
    """Store a form, sealed, and return its receipt. The same again is the same record and receipt.

    Files stand in the inbox before the row does, so that a row never names a file that is not there.

    :raises Refused: with every reason and its field; `intake.too_many` alone where a limit is reached,
        `intake.spent` alone where the same page was sent before with another content.
    :raises NoKey: there is no public key to seal with.
    """
    values = values_of(form, sent.typed)
    (form.may_send(at) & judge_values(form, values) & _judge_files(form, sent)).require()
    key = record_key(form.code, sent.client_id, values, sent.digests())
    spent = SpentPass(key=page_key(form.code, sent.client_id), record=key, at=at)
    try:
        tried = _judged_try(f"form:{form.code}", sent.address, form.limits, at)
    except Refused:
        if _is_repeat(form, spent):
            return receipt_of(form.code, key)
        raise
    if form.checks_robots and sent.files:  # else each try would leave its files behind
        _judge_page(spent).require()
    receipt = receipt_of(form.code, key)
    row = _row(form, sent, receipt, key, at)
    held = [StoredFile(one.stored, one.name) for one in sent.held]
    stored = [*held, *store_files(key, sent.files)]
    row.payload = seal_content(key, values, stored, sent.sender)
    row.held = spent.pk[:PREFIX] if held else ""
    _outlive_a_power_cut()
    with transaction.atomic():
        # `ignore_conflicts` for both: without it the database would be asked to return the new ids.
        PublicTry.objects.bulk_create([tried], ignore_conflicts=True)
        if form.checks_robots:
            _spend(spent)
        IntakeRow.objects.bulk_create([row], ignore_conflicts=True)
        ring_on_commit()
    return receipt


def _row(
    form: PublicForm, sent: SentForm, receipt: IntakeReceipt, key: str, at: datetime
) -> IntakeRow:
    return IntakeRow(
        key=key,
        form=form.code,
        site=sent.site,
        code=receipt.code,
        status_key=receipt.status_key,
        received_at=at,
        due_at=at,
    )


def _spend(spent: SpentPass) -> None:
    """Spend a page, of which another process may be the first to do so.

    One statement of our own: to have Django write and read would cost as much as the form itself.

    :raises Refused: something else was sent with the page.
    """
    at = connection.ops.adapt_datetimefield_value(spent.at)
    with connection.cursor() as cursor:
        table = SpentPass._meta.db_table
        cursor.execute(_SPEND.format(table=table), [spent.key, spent.record, at])
        is_first = cursor.rowcount == 1
    if not is_first:
        _judge_page(spent).require()


def _judge_page(spent: SpentPass) -> Decision:
    """Answer whether the page was sent with nothing else before."""
    if not SpentPass.objects.filter(pk=spent.pk).exclude(record=spent.record).exists():
        return YES
    text = "这一页已经提交过一次。要提交改过的内容，请核对下面的内容，再按一次“提交”；看到算术题时请先回答。"
    return no(SPENT, text)


def _is_repeat(form: PublicForm, spent: SpentPass) -> bool:
    """Tell whether the same was sent with the same page: a second click reaches no limit."""
    return (
        form.checks_robots and SpentPass.objects.filter(pk=spent.pk, record=spent.record).exists()
    )


def record_try(*, subject: str, address: str, limits: FormLimits, at: datetime) -> None:
    """Count one more try of an address.

    :raises Refused: `intake.too_many`, when a limit is reached; this try then does not count.
    """
    tried = _judged_try(subject, address, limits, at)
    with transaction.atomic():
        PublicTry.objects.bulk_create([tried], ignore_conflicts=True)


def _judged_try(subject: str, address: str, limits: FormLimits, at: datetime) -> PublicTry:
    digest = address_digest(address)
    of_one, of_all = counts_within(limits, subject=subject, address=digest, at=at)
    may_be_sent(limits, from_address=of_one, of_all=of_all).require()
    return PublicTry(subject=subject, address=digest, at=at)


def hold_files(*, form: PublicForm, sent: SentForm, at: datetime) -> list[HeldFile]:
    """Seal the files of a page that is not sent yet, and return all that are held for it.

    They are removed after two days unless the form is sent. An address holds as often as it may send.

    :raises Refused: the files may not be sent, or a limit is reached.
    :raises NoKey: there is no public key to seal with.
    """
    _judge_files(form, sent).require()
    if sent.files:
        record_try(subject=f"held:{form.code}", address=sent.address, limits=form.limits, at=at)
    return [*sent.held, *seal_held(page_key(form.code, sent.client_id), sent.files)]


def _judge_files(form: PublicForm, sent: SentForm) -> Decision:
    files = [(one.name, one.size) for one in sent.held]
    files += [(one.name, one.size) for one in sent.files]
    if form.files is not None:
        return judge_files(form.files, files)
    return no("intake.no_files", "这张表单不收附件，请删去后再提交。") if files else YES


def _outlive_a_power_cut() -> None:
    """Have SQLite write to the disk before it says that a form is stored: a receipt is a promise."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
