"""A job of the platform with a token in what it holds; nobody but the operator may see it."""

from mingtang.spine.jobs.models import Job
from tests.stranger.fillers import fill
from tests.stranger.world import World


def job_id(world: World) -> int:
    """A job that failed."""
    job = Job.objects.create(
        kind="trial.count",
        lane="prompt",
        state="failed",
        enqueued_by=world.owner.person_key,
        enqueued_at=world.at,
        due_at=world.at,
        ended_at=world.at,
        note=world.token("note of a job"),
        error=world.token("error of a job"),
    )
    return world.watch(job).pk


fill("jobs:", pk=job_id)
fill("parts:job", pk=job_id)
