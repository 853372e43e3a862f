"""The public forms of open surveys, and the form that confirms an answer by a link in a mail."""

from datetime import datetime

from mingtang.service.surveys.actions.answers import confirm_answer, take_answer
from mingtang.service.surveys.queries.rules import CONFIRM, TOKEN
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FormField,
    PublicForm,
    ReceivedForm,
    register_family,
    register_form,
)
from mingtang.workbench.intake.offered import offered

FAMILY = "survey"


def take(received: ReceivedForm, *, at: datetime) -> None:
    """Store an answer."""
    take_answer(
        at=at,
        survey_id=int(received.form.rpartition("-")[2]),
        receipt=received.status_key,
        values=received.values,
    )


def take_confirmation(received: ReceivedForm, *, at: datetime) -> None:
    """Count the answer; an expired link changes nothing."""
    confirm_answer(at=at, token=received.values[TOKEN])


FIND = offered(take)
CONFIRM_FORM = PublicForm(
    code=CONFIRM,
    title="确认答卷",
    intro="按下面的按钮，您的答卷就会计入。答卷不与邮箱地址一起保存。",
    receipt="谢谢您参与。链接有效的，答卷几分钟后计入；调查已公布结果、或者同一邮箱后来又填过的，这个链接不再有效。",
    fields=(
        FormField(
            name=TOKEN,
            label="邮件中的链接",
            kind=FieldKind.HIDDEN,
            most=300,
            is_required=True,
            is_in_address=True,
        ),
    ),
    checks_robots=False,
    has_status=False,
    template="intake/press.html",
    take=take_confirmation,
)


def connect() -> None:
    """Declare the forms of this room."""
    register_family(FAMILY, FIND)
    register_form(CONFIRM_FORM)
