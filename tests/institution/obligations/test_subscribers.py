from mingtang.institution.obligations.actions import take_event
from mingtang.institution.obligations.jobs import ROUTINES
from mingtang.spine.events.subscribers import subscriber


def test_every_event_is_heard() -> None:
    heard = subscriber("obligations")

    assert heard is not None
    assert heard.codes is None
    assert heard.handler is take_event


def test_jobs_have_names_of_this_room() -> None:
    assert {job.name: job.every for job in ROUTINES} == {
        "obligations.sweep": 3,
        "obligations.open_quota_periods": 60,
        "obligations.recalculate": 5,
        "obligations.archive": 60,
    }
