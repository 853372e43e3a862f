"""What `mingtang doctor` looks at: mailboxes that demand sign-in on sites that have none."""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, error
from mingtang.service.letters.models import Mailbox
from mingtang.service.signin.queries import service_of
from mingtang.workbench.intake.enums import SignInNeed


def check_mailboxes(at: datetime) -> Iterator[Result]:
    """Look whether every open mailbox that demands sign-in can be written to."""
    rows = Mailbox.objects.filter(is_open=True, sign_in=SignInNeed.DEMANDED).select_related("site")
    for row in rows.order_by("pk"):
        if service_of(row.site.code) is None:
            yield error(
                f"{row.site.name}的“{row.name}”须登录后写信，网站却没有启用的登录服务，现在收不到来信",
                "请在“公众登录”里启用服务，或者在“信箱”里修改登录要求",
            )


CHECKS = (Check("letters.sign_in", "须登录的信箱", check_mailboxes, needs_database=True),)
