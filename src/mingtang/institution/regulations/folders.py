"""Read the folder of a pack: its own table `pack.toml` and the tables of rules beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from mingtang.institution.regulations.errors import PackError, PackFault
from mingtang.institution.regulations.messages import dotted, sentences
from mingtang.institution.regulations.schema.base import Name, RawRule, RuleId, Text

HEAD = "pack.toml"


class Head(BaseModel):
    """What `pack.toml` says.

    `takes` names rules of packs that are not extended: a list of IDs, or a table of ID = new ID.
    `drops` names inherited rules that do not hold here, each with the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    label: Text
    extends: tuple[Name, ...] = ()
    takes: Mapping[Name, tuple[RuleId, ...] | Mapping[RuleId, RuleId]] = {}
    drops: Mapping[RuleId, Text] = {}


@dataclass
class Written:
    """What a folder holds before anything is resolved: raw rules and overrides with their files."""

    head: Head
    head_file: str
    rules: dict[str, RawRule] = field(default_factory=dict)
    overrides: dict[str, RawRule] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # rule ID → file of its table
    override_files: dict[str, str] = field(default_factory=dict)


def read_folder(folder: Path) -> Written:
    """Read every table of a pack folder.

    :raises PackError: no such folder, unreadable or malformed TOML, unknown tables, IDs given twice.
    """
    if not (folder / HEAD).is_file():
        raise PackError.one(f"{folder.name}/{HEAD}", "", "没有这个文件，制度包要有一个 pack.toml")
    written = _read_head(folder)
    faults: list[PackFault] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name == HEAD:
            continue
        file = f"{folder.name}/{path.name}"
        tables = read_toml(path, file)
        faults += _add_tables(written, tables, file)
    if faults:
        raise PackError(faults)
    return written


def read_toml(path: Path, file: str) -> dict[str, Any]:
    """Return the tables of one file.

    :raises PackError: it cannot be read, is not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise PackError.one(file, "", "不是 UTF-8 编码的文本，请另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError.one(file, "", f"不是正确的 TOML，请检查引号和括号（{error}）") from None
    except OSError as error:
        raise PackError.one(file, "", f"无法读取，请检查文件权限（{error.strerror}）") from None


def _read_head(folder: Path) -> Written:
    file = f"{folder.name}/{HEAD}"
    try:
        head = Head.model_validate(read_toml(folder / HEAD, file))
    except ValidationError as error:
        raise PackError(
            [PackFault(file, dotted(place), text) for place, text in sentences(error, frozenset())]
        ) from None
    if head.name != folder.name:
        raise PackError.one(file, "name", f"应与文件夹同名，写成 {folder.name}")
    return Written(head, file)


def _add_tables(written: Written, tables: dict[str, Any], file: str) -> list[PackFault]:
    faults = []
    for name, table in tables.items():
        if name not in {"rules", "overrides"}:
            faults.append(PackFault(file, name, "不认识这个表，规则写在 rules 或 overrides 之下"))
        elif not isinstance(table, dict) or not all(
            isinstance(raw, dict) for raw in table.values()
        ):
            faults.append(
                PackFault(file, name, '每条规则要写成一个表，如 [rules."reply.complaint"]')
            )
        else:
            faults += _add_rules(written, name, table, file)
    return faults


def _add_rules(
    written: Written, name: str, table: dict[str, RawRule], file: str
) -> list[PackFault]:
    rules, files = (
        (written.rules, written.files)
        if name == "rules"
        else (written.overrides, written.override_files)
    )
    faults = []
    for rule_id, raw in table.items():
        if rule_id in rules:
            faults.append(
                PackFault(file, f"{name}.{rule_id}", f"这条规则在 {files[rule_id]} 中已经写过")
            )
            continue
        own = {"because"} if name == "rules" else set()  # only an override says why it changes
        reserved = sorted(({"id", "pack", "overrides"} | own) & set(raw))
        faults += [
            PackFault(file, f"{name}.{rule_id}.{key}", "这里不能写这一项，请删去")
            for key in reserved
        ]
        rules[rule_id], files[rule_id] = raw, file
    return faults
