from pathlib import Path

import pytest

from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.loading import bundled_packs, load_folder, load_pack
from mingtang.institution.regulations.rules import Pack, digest_of, pack_from_text
from mingtang.institution.regulations.schema import Duty, Quota

DUTY = """
[rules."reply.letter"]
kind = "duty"
label = "答复"
clauses = ["XC-14"]
opened_by = "casework.case.arrived"
met_by = "casework.case.answered"
within = "5 working days"
"""
HEAD = 'name = "{name}"\nlabel = "本市"\n'


def _write(root: Path, name: str = "city", head: str = "", **files: str) -> Path:
    folder = root / name
    folder.mkdir(exist_ok=True)
    (folder / "pack.toml").write_text(HEAD.format(name=name) + head, "utf-8")
    for stem, text in files.items():
        (folder / f"{stem}.toml").write_text(text, "utf-8")
    return folder


def _fault(folder: Path) -> tuple[str, str, str]:
    with pytest.raises(PackError) as refused:
        load_folder(folder)
    error = refused.value
    assert str(error).splitlines()[0].startswith(error.file)
    return error.file, error.key, error.reason


def _load(root: Path, head: str = "", **files: str) -> Pack:
    return load_folder(_write(root, "city", head, **files))


def test_rule_gets_document_and_clause_in_words(tmp_path: Path) -> None:
    found = _load(tmp_path, rules=DUTY).rule("reply.letter")
    assert (
        found.citation == "《宣城市人民政府办公室关于加强政府网站信息内容建设的实施意见》二（五）"
    )
    assert (found.pack, found.is_breach_when_missed) == ("city", True)


def test_rule_may_stand_in_another_document(tmp_path: Path) -> None:
    own = DUTY.replace('clauses = ["XC-14"]', 'document = "platform"')
    assert _load(tmp_path, rules=own).rule("reply.letter").citation == "《明堂平台规则》"


def test_version_changes_with_every_value_and_not_with_comments(tmp_path: Path) -> None:
    first = _load(tmp_path, rules=DUTY)
    assert _load(tmp_path, rules="# 注\n" + DUTY).version == first.version
    assert _load(tmp_path, rules=DUTY.replace("5 w", "6 w")).version != first.version
    assert digest_of(first.text) == first.version


@pytest.mark.parametrize("name", bundled_packs())
def test_pack_comes_back_from_its_text(name: str) -> None:
    pack = load_pack(name)
    again = pack_from_text(pack.text)
    assert (again, dict(again.rules.items())) == (pack, dict(pack.rules.items()))
    assert again.version == pack.version


def test_extending_pack_has_the_rules_of_its_parent(tmp_path: Path) -> None:
    pack = _load(tmp_path, 'extends = ["xingning"]\n')
    assert set(pack.rules) == set(load_pack("xingning").rules)
    assert pack.rule("submission.desk").pack == "xingning"


def test_pack_beside_wins_over_bundled_one(tmp_path: Path) -> None:
    _write(tmp_path, "national", rules=DUTY)
    assert set(_load(tmp_path, 'extends = ["national"]\n').rules) == {"reply.letter"}


def test_override_changes_named_keys_and_says_why(tmp_path: Path) -> None:
    text = '[overrides."submission.weekly_quota"]\nbecause = "本市要求更高"\nat_least = 2\n'
    found = _load(tmp_path, 'extends = ["xingning"]\n', rules=text).rule("submission.weekly_quota")
    assert isinstance(found, Quota)
    assert (found.at_least, found.per, found.clauses) == (2, "week", ("XN-18", "XN-32"))
    assert (found.pack, found.overrides, found.because) == ("city", "xingning", "本市要求更高")


def test_dropped_rule_is_gone(tmp_path: Path) -> None:
    head = 'extends = ["national"]\n[drops]\n"meeting.regular" = "本市另有安排"\n'
    assert "meeting.regular" not in _load(tmp_path, head).rules


def test_taken_rule_may_get_another_id(tmp_path: Path) -> None:
    pack = _load(tmp_path, '[takes.hainan]\n"submission.weekly_quota" = "submission.three"\n')
    found = pack.rule("submission.three")
    assert (found.id, found.pack, found.clauses) == ("submission.three", "hainan", ("HN-11",))


def test_takes_settles_which_of_two_rules_holds(tmp_path: Path) -> None:
    extends = 'extends = ["xuancheng", "xingning"]\n'
    chosen = ("submission.approval", "training.yearly", "assessment.yearly", "review.secrecy")
    urgent = ("review.urgent", "review.afterwards")
    ids = ", ".join(f'"{one}"' for one in (*chosen, "publishing.important", *urgent))
    pack = _load(
        tmp_path,
        extends
        + f'[takes]\nxuancheng = [{ids}, "interpretation.with_policy", "interpretation.forms", "documents.index_number"]\n',
    )
    assert pack.rule("submission.approval").pack == "xuancheng"
    assert isinstance(pack.rule("submission.desk"), Duty)


REFUSALS = {
    "no head": ({}, ("nowhere/pack.toml", "", "没有这个文件")),
    "bad toml": ({"rules": "[rules"}, ("city/rules.toml", "", "不是正确的 TOML")),
    "unknown table": ({"rules": "[rule.a]\n"}, ("city/rules.toml", "rule", "不认识这个表")),
    "rule is no table": ({"rules": "[rules]\na = 1\n"}, ("city/rules.toml", "rules", "写成一个表")),
    "twice": ({"a": DUTY, "b": DUTY}, ("city/b.toml", "rules.reply.letter", "a.toml 中已经写过")),
    "own id": (
        {"rules": DUTY + 'id = "x"\n'},
        ("city/rules.toml", "rules.reply.letter.id", "不能写这一项"),
    ),
    "because without override": (
        {"rules": DUTY + 'because = "x"\n'},
        ("city/rules.toml", "rules.reply.letter.because", "不能写这一项"),
    ),
    "misspelt key": (
        {"rules": DUTY + 'witin = "1 day"\n'},
        ("city/rules.toml", "rules.reply.letter.witin", "不认识这个键"),
    ),
    "missing key": (
        {"rules": DUTY.replace("met_by", "closed_by")},
        ("city/rules.toml", "rules.reply.letter.met_by", "缺少这一项"),
    ),
    "bad period": (
        {"rules": DUTY.replace("5 working days", "soon")},
        ("city/rules.toml", "rules.reply.letter.within", "看不懂"),
    ),
    "bad kind": (
        {"rules": DUTY.replace('"duty"', '"rule"')},
        ("city/rules.toml", "rules.reply.letter", "kind 只能是"),
    ),
    "no kind": (
        {"rules": DUTY.replace('kind = "duty"', "")},
        ("city/rules.toml", "rules.reply.letter", "缺少 kind"),
    ),
    "bad strength": (
        {"rules": DUTY + 'strength = "should"\n'},
        ("city/rules.toml", "rules.reply.letter.strength", "只能是 must"),
    ),
    "bad flag": (
        {"rules": DUTY + 'urgent = "maybe"\n'},
        ("city/rules.toml", "rules.reply.letter.urgent", "true 或 false"),
    ),
    "text wanted": (
        {"rules": DUTY.replace('"答复"', "5")},
        ("city/rules.toml", "rules.reply.letter.label", "应为文字"),
    ),
    "list wanted": (
        {"rules": DUTY + "warn_before = 5\n"},
        ("city/rules.toml", "rules.reply.letter.warn_before", "应为列表"),
    ),
    "empty list": (
        {"rules": DUTY.replace('"casework.case.answered"', "[]")},
        ("city/rules.toml", "rules.reply.letter.met_by", "不能为空"),
    ),
    "bad item": (
        {"rules": DUTY + 'warn_before = ["1 day", "x"]\n'},
        ("city/rules.toml", "rules.reply.letter.warn_before.第2项", "看不懂"),
    ),
    "whole rule": (
        {"rules": DUTY + 'extended_to = "9 working days"\n'},
        ("city/rules.toml", "rules.reply.letter", "要同时写"),
    ),
    "bad gap": (
        {
            "rules": '[rules."a.b"]\nkind = "freshness"\nlabel = "新"\nclauses = ["LA-27"]\n'
            'opened_by = "a.b"\nrenewed_by = "a.c"\nno_gap_over = "soon"\n'
        },
        ("city/rules.toml", "rules.a.b.no_gap_over", "看不懂"),
    ),
    "bad rule id": (
        {"rules": DUTY.replace("reply.letter", "Reply")},
        ("city/rules.toml", "rules.Reply.id", "不是代码"),
    ),
    "unknown clause": (
        {"rules": DUTY.replace("XC-14", "XC-99")},
        ("city/rules.toml", "rules.reply.letter.clauses", "没有编号为 XC-99 的条款"),
    ),
    "clauses is no list": (
        {"rules": DUTY.replace('["XC-14"]', '"XC-14"')},
        ("city/rules.toml", "rules.reply.letter.clauses", "应为列表"),
    ),
    "no source": (
        {"rules": DUTY.replace('clauses = ["XC-14"]', "")},
        ("city/rules.toml", "rules.reply.letter.document", "要写明 document"),
    ),
    "notice without clause": (
        {"rules": DUTY.replace('clauses = ["XC-14"]', 'document = "luan-2016"')},
        ("city/rules.toml", "rules.reply.letter.clauses", "所依据的条款编号"),
    ),
    "unknown document": (
        {"rules": DUTY.replace('clauses = ["XC-14"]', 'document = "x"')},
        ("city/rules.toml", "rules.reply.letter.document", "没有登记过文件 x"),
    ),
    "override of nothing": (
        {"rules": '[overrides."reply.letter"]\nbecause = "x"\n'},
        ("city/rules.toml", "overrides.reply.letter", "没有可改动的规则"),
    ),
    "override of own rule": (
        {"rules": DUTY + '[overrides."reply.letter"]\nwithin = "1 day"\n'},
        ("city/rules.toml", "overrides.reply.letter.because", "写明为什么改动"),
    ),
    "override of kind": (
        {"rules": DUTY + '[overrides."reply.letter"]\nbecause = "x"\nkind = "quota"\n'},
        ("city/rules.toml", "overrides.reply.letter", "不能改变规则的 kind"),
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_wrong_pack_is_refused_with_file_key_and_reason(tmp_path: Path, case: str) -> None:
    files, (file, key, reason) = REFUSALS[case]
    folder = _write(tmp_path, "city", **files) if files else tmp_path / "nowhere"
    found = _fault(folder)
    assert found[:2] == (file, key)
    assert reason in found[2]


@pytest.mark.parametrize(
    ("head", "key", "reason"),
    [
        ('extends = ["atlantis"]\n', "extends", "没有名为 atlantis 的制度包"),
        ('extends = ["city"]\n', "extends", "互相引用：city → city"),
        ('extends = "national"\n', "extends", "应为列表"),
        ("colour = 1\n", "colour", "不认识这个键"),
        ('[takes]\nluan = ["no.rule"]\n', "takes.luan.no.rule", "没有这条规则"),
        (
            '[takes]\nxingning = ["submission.approval"]\nhainan = ["submission.approval"]\n',
            "takes.hainan.submission.approval",
            "已经取自别的制度包",
        ),
        ('[drops]\n"no.rule" = "不用"\n', "drops.no.rule", "没有继承到"),
        ('extends = ["xingning", "hainan"]\n', "extends", "请用 takes 写明取哪一条"),
    ],
)
def test_wrong_head_is_refused(tmp_path: Path, head: str, key: str, reason: str) -> None:
    found = _fault(_write(tmp_path, "city", head))
    assert found[:2] == ("city/pack.toml", key)
    assert reason in found[2]


def test_inherited_rule_is_not_written_again(tmp_path: Path) -> None:
    _write(tmp_path, "parent", rules=DUTY)
    found = _fault(_write(tmp_path, "city", 'extends = ["parent"]\n', rules=DUTY))
    assert found[:2] == ("city/rules.toml", "rules.reply.letter")
    assert "写在 overrides 之下" in found[2]


def test_fault_of_a_parent_names_the_file_of_the_parent(tmp_path: Path) -> None:
    _write(tmp_path, "parent", rules=DUTY.replace("5 w", "x w"))
    assert _fault(_write(tmp_path, "city", 'extends = ["parent"]\n'))[0] == "parent/rules.toml"


def test_folder_and_name_agree(tmp_path: Path) -> None:
    folder = _write(tmp_path, "city")
    (folder / "pack.toml").write_text(HEAD.format(name="town"), "utf-8")
    assert _fault(folder) == ("city/pack.toml", "name", "应与文件夹同名，写成 city")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = DUTY.replace("XC-14", "XC-99") + 'strength = "should"\n'
    with pytest.raises(PackError) as refused:
        load_folder(_write(tmp_path, "city", rules=text))
    keys = [fault.key for fault in refused.value.faults]
    assert keys == ["rules.reply.letter.clauses", "rules.reply.letter.strength"]


def test_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    folder = _write(tmp_path, "city")
    (folder / "rules.toml").write_bytes("# 规则".encode("gb18030"))
    assert _fault(folder) == ("city/rules.toml", "", "不是 UTF-8 编码的文本，请另存为 UTF-8")


def test_pack_of_a_circle_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "parent", 'extends = ["city"]\n')
    reason = _fault(_write(tmp_path, "city", 'extends = ["parent"]\n'))[2]
    assert reason == "制度包互相引用：city → parent → city"
