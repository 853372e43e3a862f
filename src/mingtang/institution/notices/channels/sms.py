"""Text messages, by a gateway of the city that takes JSON over HTTP."""

import json

from django.conf import settings

from mingtang.ground.foundation.http.addresses import read_target
from mingtang.ground.foundation.http.client import Limits, fetch
from mingtang.ground.foundation.http.errors import FetchFailed, FetchRefused
from mingtang.institution.notices.channels.errors import Unsent

LIMITS = Limits(seconds=10, max_bytes=64 * 1024, max_redirects=0)


def send_sms(*, phone: str, text: str, number: str) -> None:
    """Hand a text message to the gateway: POST of `phone`, `text` and `id`, answered by 200 to 299.

    `number` is the same for each try, so that the gateway can leave out a repeat.

    :raises Unsent: it was not taken.
    """
    body = json.dumps({"phone": phone, "text": text, "id": number}, ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.NOTICE_SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.NOTICE_SMS_TOKEN}"
    try:
        # The gateway stands inside the network of the city: its address is the operator's word.
        allowed = [read_target(settings.NOTICE_SMS_URL).origin]
        answer = fetch(
            settings.NOTICE_SMS_URL,
            method="POST",
            headers=headers,
            body=body.encode(),
            limits=LIMITS,
            allowed_origins=allowed,
        )
    except (FetchFailed, FetchRefused):
        raise Unsent("短信网关没有应答，请检查 MINGTANG_SMS_URL") from None
    if answer.status in {400, 422}:
        raise Unsent("短信网关不接受这个号码或内容，请核对手机号", is_final=True)
    if not 200 <= answer.status < 300:
        raise Unsent(f"短信网关没有接收（状态 {answer.status}）")
