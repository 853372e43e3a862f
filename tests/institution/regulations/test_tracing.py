import subprocess
import sys
from pathlib import Path

import pytest

from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema import Duty, Rule
from mingtang.institution.regulations.tracing import READS_FILE, listening


def test_reading_by_id_is_noted_and_walking_is_not() -> None:
    pack = load_pack("xuancheng")
    read: list[Rule] = []
    with listening(read.append):
        list(pack.rules.values())
        list(pack.rules.items())
        pack.rules.of_type(Duty)
        assert pack.rules.by_event["casework.case.claimed"]
        assert "reply.claim" in pack.rules
        assert read == []
        found = [pack.rule("reply.claim"), pack.rules["reply.claim"]]
        found += [pack.rule_set["reply.claim"], pack.rule_set.rule("reply.claim", Duty)]
    pack.rule("reply.inquiry")
    assert read == found
    assert {rule.id for rule in read} == {"reply.claim"}


def test_unknown_rule_is_told_with_its_pack() -> None:
    with pytest.raises(UnknownRule, match="制度包“xuancheng”没有规则“no"):
        load_pack("xuancheng").rule("no.rule")
    assert load_pack("xuancheng").rules.get("no.rule") is None


def test_other_process_appends_what_it_reads(tmp_path: Path) -> None:
    file = tmp_path / "reads"
    code = (
        "from mingtang.institution.regulations.loading import load_pack\n"
        "load_pack('demo').rule('submission.county_weekly_quota')"
    )
    subprocess.run([sys.executable, "-c", code], env={READS_FILE: str(file)}, check=True)
    assert file.read_text("utf-8") == "demo:submission.county_weekly_quota HN-11\n"
