"""The tests of public forms have a form of their own and an inbox of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingtang.spine.events.testing import registered
from mingtang.workbench.intake.forms import forget_form, register_form
from tests.workbench.intake.trial import EVENT_TYPE, FORM


@pytest.fixture(autouse=True)
def inbox(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The folder of attachments."""
    settings.INTAKE_INBOX = tmp_path / "inbox"
    register_form(FORM)
    with registered(EVENT_TYPE):
        yield settings.INTAKE_INBOX
    forget_form(FORM.code)
