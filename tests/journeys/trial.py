"""Items on their way from a unit's draft to two public sites while someone kills at random.

Run as `python -m tests.journeys.trial ITEMS KILLS SEED`: loads the platform once, forks drivers that
take the items step by step and a worker that does the background work, kills one of them again and
again, and ends when every item is online. A process that starts again goes on from what is in the
tables: no process remembers anything.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial

DRIVERS = 2


def advance(number: int) -> bool:
    """Take one step with an item; return whether it is online."""
    from mingtang.editorial.content.models import Article  # needs set-up

    title = f"第{number}条"
    article = Article.objects.filter(title=title).select_related("site", "unit").first()
    if article is None:
        _create(title)
        return False
    steps = {
        "draft": _submit,
        "submitted": _approve,
        "arrived": _accept,
        "accepted": _place,
        "in_review": _review,
        "passed": _publish,
    }
    step = steps.get(article.state)
    if step is not None:
        step(article)
    return step is None


def _person(username: str):  # type: ignore[no-untyped-def]
    from mingtang.institution.organization.models import Person  # needs set-up

    return Person.objects.get(username=username)


def _now():  # type: ignore[no-untyped-def]
    from mingtang.ground.foundation import clock  # needs set-up

    return clock.now()


def _create(title: str) -> None:
    from mingtang.editorial.content.actions import create_article  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.institution.organization.models import Unit  # needs set-up
    from tests.factories.content import news_fields  # needs set-up

    create_article(
        actor=_person("officer"),
        at=_now(),
        unit=Unit.objects.get(code="edu"),
        site=GovSite.objects.get(code="portal"),
        fields=news_fields(title=title),
    )


def _submit(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.editorial.submission.actions import submit_article  # needs set-up

    submit_article(
        actor=_person("officer"),
        at=_now(),
        article_id=article.pk,
        version=article.version,
        author="林晓",
        phone="13805630000",
    )


def _approve(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.workbench.approvals.actions import pass_step  # needs set-up

    submission = article.submissions.get(state="waiting")
    step = submission.round.steps.filter(state="waiting").order_by("order").first()
    pass_step(actor=_person("leader"), at=_now(), step_id=step.pk)


def _accept(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.editorial.submission.actions import accept_submission  # needs set-up

    submission = article.submissions.get(state="arrived")
    accept_submission(actor=_person("desk_editor"), at=_now(), submission_id=submission.pk)


def _place(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.editorial.content.actions import offer_placement  # needs set-up
    from mingtang.editorial.review.actions import start_review  # needs set-up
    from mingtang.editorial.sites.models import Column  # needs set-up

    desk = _person("desk_editor")
    for column in Column.objects.filter(code="news").order_by("pk"):
        offer_placement(actor=desk, at=_now(), article_id=article.pk, column_id=column.pk)
    start_review(actor=desk, at=_now(), article_id=article.pk)


def _review(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.workbench.approvals.actions import pass_step  # needs set-up

    gate = (
        article.review_rounds.get(state="open").steps.filter(state="waiting").order_by("order")[0]
    )
    reviewers = {"secrecy": "portal_secrecy", "political": "second_desk"}
    who = reviewers.get(gate.key, "desk_editor")
    pass_step(actor=_person(who), at=_now(), step_id=gate.pk)


def _publish(article) -> None:  # type: ignore[no-untyped-def]
    from mingtang.editorial.publishing.actions import publish_article  # needs set-up

    publish_article(actor=_person("desk_editor"), at=_now(), article_id=article.pk)


def drive(share: int, items: int) -> None:
    """Take every item of a share onto line, a step at a time, all of them in turns."""
    waiting = [number for number in range(items) if number % DRIVERS == share]
    while waiting:
        waiting = [number for number in waiting if not advance(number)]


def work() -> None:
    """Do the background work of a worker process until someone ends it."""
    from mingtang.editorial.pages.engine.lanes import work_bulk, work_urgent  # needs set-up
    from mingtang.editorial.pages.engine.recovery import recover  # needs set-up
    from mingtang.spine.events.delivery import deliver_due  # needs set-up
    from mingtang.spine.events.sealing import seal_waiting  # needs set-up

    while True:
        done = seal_waiting(_now()) + deliver_due(_now()) + work_urgent(_now()) + work_bulk(_now())
        if not done:
            recover(_now())
            time.sleep(0.05)


def start(task: Callable[[], None]) -> int:
    """Fork a process for a task and return its number."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        task()
        status = 0
    except Exception:  # noqa: BLE001 - the process ends; its words must not be lost
        traceback.print_exc()
    finally:
        os._exit(status)


def conduct(items: int, kills: int) -> int:
    """Keep drivers and worker going, kill one at random moments; return the kills there were."""
    todo: list[Callable[[], None]] = [partial(drive, share, items) for share in range(DRIVERS)]
    tasks = {start(task): task for task in [*todo, work]}
    killed = 0
    drivers = DRIVERS
    latest = time.monotonic() + 1000 + items
    while drivers and time.monotonic() < latest:
        time.sleep(random.uniform(0.1, 0.9))
        for pid in list(tasks):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                task = tasks.pop(pid)
                if status:
                    raise SystemExit(f"a process ended by itself with {status}")
                drivers -= 1
        if killed < kills and tasks and drivers:
            victim = random.choice(sorted(tasks))
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            task = tasks.pop(victim)
            tasks[start(task)] = task
            killed += 1
    for pid in tasks:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return killed


if __name__ == "__main__":
    random.seed(int(sys.argv[3]))
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingtang.wiring.config.settings"
    import django

    django.setup()
    print(conduct(int(sys.argv[1]), int(sys.argv[2])))
