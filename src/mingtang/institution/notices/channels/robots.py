"""Robots of work groups: 企业微信, 政务微信 and 钉钉 take a text by POST to the robot's address."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from mingtang.ground.foundation.http.client import Answer, Limits, fetch
from mingtang.ground.foundation.http.errors import FetchFailed, FetchRefused
from mingtang.institution.notices.channels.errors import Unsent
from mingtang.institution.notices.enums import RobotPlatform

LIMITS = Limits(seconds=10, max_bytes=64 * 1024, max_redirects=0)
# Answers (`errcode`) that do not change by trying again: the robot is gone or its key is wrong.
GONE = {93000, 300001, 310000, 400013}


def post_to_group(
    *, platform: RobotPlatform, address: str, secret: str, text: str, at: datetime
) -> None:
    """Post a text to a group.

    :raises Unsent: it was not taken.
    """
    url = signed(address, secret, at) if platform is RobotPlatform.DINGTALK and secret else address
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    try:
        answer = fetch(
            url,
            method="POST",
            headers={"Content-Type": "application/json; charset=utf-8"},
            body=body.encode(),
            limits=LIMITS,
            allowed_origins=settings.NOTICE_ROBOT_ORIGINS,
        )
    except FetchRefused:
        raise Unsent(
            "群机器人地址不能访问，请核对；内网地址须先由运维人员放行", is_final=True
        ) from None
    except FetchFailed:
        raise Unsent("群机器人所在平台没有应答") from None
    _check(answer)


def signed(address: str, secret: str, at: datetime) -> str:
    """Return the address with the time and its signature, as 钉钉 asks of a robot with a secret.

    The signature is HMAC-SHA256 of "milliseconds, line feed, secret" under the secret, in Base64.
    """
    milliseconds = int(at.timestamp() * 1000)
    told = f"{milliseconds}\n{secret}".encode()
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    query = urlencode({"timestamp": milliseconds, "sign": base64.b64encode(digest).decode()})
    return f"{address}{'&' if urlsplit(address).query else '?'}{query}"


def _check(answer: Answer) -> None:
    try:
        told = json.loads(answer.body)
        code = int(told["errcode"])
    except (ValueError, KeyError, TypeError):
        raise Unsent(f"群机器人所在平台的答复看不懂（状态 {answer.status}）") from None
    if code in GONE:
        raise Unsent(f"平台不认这个群机器人（代码 {code}），请重新添加", is_final=True)
    if code:
        raise Unsent(f"群机器人所在平台没有接收（代码 {code}）")
