import pytest

from mingtang.ground.foundation.checks import Level, Result, error, good, note, warning


def test_result_carries_level_and_advice() -> None:
    assert good("好") == Result(Level.GOOD, "好")
    assert note("无 nginx", "可安装") == Result(Level.NOTE, "无 nginx", "可安装")
    assert warning("将满", "清理").level is Level.WARNING
    assert error("已满", "清理").level is Level.ERROR


@pytest.mark.parametrize("level", [Level.WARNING, Level.ERROR])
def test_bad_result_without_advice_is_refused(level: Level) -> None:
    with pytest.raises(ValueError, match="must say what to do"):
        Result(level, "坏了")
