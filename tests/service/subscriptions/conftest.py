"""Subscriptions from the public form to the mail server on loopback."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.service.subscriptions.interfaces.public_forms import REQUEST_FORM
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.actions.receiving import SentForm, receive_form
from tests.factories.cast import Cast
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack
from tests.harness.servers import Received, serving
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
ADDRESS = "wenren@example.cn"
LINK = re.compile(r"https?://[^/\s]+(/forms/\S+)")


@pytest.fixture(autouse=True)
def mailbox(settings: Any, tmp_path: Path) -> Iterator[Received]:
    """A mail server that the platform is set to."""
    settings.INTAKE_INBOX, settings.SUBSCRIPTION_CONFIRM_DAYS = tmp_path / "inbox", 3
    with serving("mail") as server:
        settings.NOTICE_MAIL = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime, mailbox: Received) -> None:
    bound_pack("city", at=at)
    published_article(cast, at - timedelta(hours=1), columns=[cast.news], title="旧闻一则")
    work_everything(at)


@pytest.fixture
def send() -> Callable[[datetime], None]:
    """Run the jobs of the mail lane that are due, as its worker does."""

    def run(at: datetime) -> None:
        while work_jobs(at, lane=JobLane.MAIL):
            pass

    return run


def asked(at: datetime, column: str, address: str = ADDRESS, number: str = "1") -> None:
    """Send the public form, and let a worker take it."""
    typed = {"column": column, "email": address}
    form = REQUEST_FORM.on_site("portal")
    receive_form(form=form, sent=SentForm(number, typed, "192.0.2.1", site="portal"), at=at)
    take_waiting(at=at)


def mail(raw: bytes) -> EmailMessage:
    """Return a mail as its reader gets it."""
    return cast("EmailMessage", message_from_bytes(raw, policy=policy.default))


def link_in(text: str) -> str:
    """Return path and query of the form that a mail leads to."""
    found = LINK.search(text)
    assert found, text
    return found[1]
