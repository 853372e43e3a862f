import re
import stat
from pathlib import Path

from mingtang.wiring.config import sign_ins
from mingtang.wiring.config.sign_ins import SignIn


def test_password_can_be_read_aloud() -> None:
    made = {sign_ins.new_password() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"(?:[a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", one) for one in made)


def test_sign_ins_are_a_table_that_only_the_owner_reads(tmp_path: Path) -> None:
    entries = [
        SignIn("信息员", "林晓", "information-officer", "aaaa-bbbb-cccc-dddd"),
        SignIn("主要领导", "郑国安", "leader", "eeee-ffff-gggg-hhhh"),
    ]
    sign_ins.path(tmp_path).write_text("an earlier city")
    sign_ins.path(tmp_path).chmod(0o644)

    sign_ins.write(tmp_path, entries)

    assert stat.S_IMODE(sign_ins.path(tmp_path).stat().st_mode) == 0o600
    assert sign_ins.read(tmp_path) == (
        "岗位      姓名    用户名               密码\n"
        "信息员    林晓    information-officer  aaaa-bbbb-cccc-dddd\n"
        "主要领导  郑国安  leader               eeee-ffff-gggg-hhhh\n"
    )


def test_no_city_has_no_sign_ins(tmp_path: Path) -> None:
    assert sign_ins.read(tmp_path) == ""
