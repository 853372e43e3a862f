import pytest

from mingtang.ground.foundation.routines import Routine


@pytest.mark.parametrize("every", [0, -1])
def test_job_refuses_to_run_without_pause(every: float) -> None:
    with pytest.raises(ValueError, match="sweep"):
        Routine("sweep", every, lambda at: 0)
