"""Where reporting systems send their items; each has a token of its own."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer

from mingtang.editorial.submission.actions import Receipt, receive_item
from mingtang.editorial.submission.actions.receiving import TOO_MANY
from mingtang.editorial.submission.models import SendingSystem
from mingtang.editorial.submission.queries import sender_of
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, Problem, TooFast, storable
from mingtang.workbench.backoffice.interfaces.moment import moment


class SenderAuth(HttpBearer):
    """`Authorization: Bearer mts_…`: a reporting system, no person."""

    def authenticate(self, request: HttpRequest, token: str) -> SendingSystem | None:
        """Return the system of a token, None for one that is unknown or ended."""
        return sender_of(token)


router = Router(tags=["报送系统"])


class ReceivedOut(Schema):
    """What became of an item that a system sent."""

    number: str = Field(description="对方编号")
    submission_id: int
    article_id: int
    unit: str
    state: str
    state_label: str
    reason: str = Field("", description="退回理由")
    notes: str = Field("", description="没有收入的图片、附件等")
    is_repeat: bool = Field(description="这个编号以前送过，没有重复收")


@router.post(
    "/submissions",
    auth=SenderAuth(),
    response={200: ReceivedOut, 201: ReceivedOut, 429: Problem, **PROBLEMS},
    url_name="receive_submission",
    summary="报送系统送稿",
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}
    },
)
def receive(request: HttpRequest) -> Any:
    """Take one item by the mapping of the system; the same number again answers with the same item."""
    sender: SendingSystem = request.auth  # type: ignore[attr-defined] # set by Ninja
    try:
        document = _document(request)
        receipt = receive_item(at=moment(), sender_id=sender.pk, document=document)
    except Refused as refused:
        if any(reason.code == TOO_MANY for reason in refused.reasons):
            raise TooFast(refused.reasons) from refused
        raise
    if receipt.refusal:
        raise Refused((*receipt.refusal, _NOTED))
    return Status(200 if receipt.is_repeat else 201, _out(receipt))


def _document(request: HttpRequest) -> dict[str, Any]:
    """Return the object of the body: which names it uses is for the sender's mapping to say."""
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise HttpError(400, "no JSON") from error
    if not isinstance(found, dict):
        raise HttpError(400, "no object")
    try:
        document: dict[str, Any] = storable(found)
    except ValueError as error:
        text = "内容中有无法保存的数字或层次，请检查后再送。"
        raise Refused([Reason("api.unreadable", text)]) from error
    return document


_NOTED = Reason(
    "submission.sent_noted", "这件稿件已记入未接收清单；修改后用同一编号再送，或由编辑部重新办理。"
)


def _out(receipt: Receipt) -> ReceivedOut:
    item, submission = receipt.item, receipt.item.submission
    assert submission is not None  # what is taken has one
    return ReceivedOut(
        number=item.number,
        submission_id=submission.pk,
        article_id=submission.article_id,
        unit=submission.unit.code,
        state=submission.state,
        state_label=submission.state_label,
        reason=str(submission.reason or ""),
        notes=item.notes,
        is_repeat=receipt.is_repeat,
    )
