"""Load a pack: read its folder, resolve what it extends, takes, overrides and drops, validate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.errors import PackError, PackFault
from mingtang.institution.regulations.folders import HEAD, Written, read_folder
from mingtang.institution.regulations.messages import dotted, sentences
from mingtang.institution.regulations.rules import Pack, make_pack
from mingtang.institution.regulations.schema import RULE, Rule
from mingtang.institution.regulations.schema.base import RawRule

PACKS = Path(__file__).parent / "packs"
_TAGS = frozenset({
    "duty", "quota", "freshness", "gate", "register", "review_list", "compulsory_gates", "urgent_release", "separation",
    "different_people", "approval", "required_fields", "forbidden", "remarks", "companion", "countersigning", "consents", "naming",
})  # fmt: skip
_FIXED = {"kind", "form"}  # what an override may not change


@dataclass
class _Draft:
    """A pack on its way: raw rules that know their file."""

    written: Written
    raws: dict[str, RawRule] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[PackFault] = field(default_factory=list)

    def fault(self, file: str, key: str, reason: str) -> None:
        self.faults.append(PackFault(file, key, reason))

    def add(self, rule_id: str, raw: RawRule, file: str) -> None:
        self.raws[rule_id], self.files[rule_id] = raw, file


def bundled_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with the software."""
    return tuple(sorted(path.name for path in PACKS.iterdir() if (path / HEAD).is_file()))


@cache
def load_pack(name: str) -> Pack:
    """Return a bundled pack, resolved and validated.

    :raises PackError: no such pack, or its files are wrong; all faults are told at once.
    """
    return load_folder(PACKS / name)


def load_folder(folder: Path) -> Pack:
    """Return the pack of any folder; what it extends stands beside it or is bundled.

    :raises PackError: as :func:`load_pack`.
    """
    draft = _resolve(folder, ())
    head = draft.written.head
    return make_pack(head.name, head.label, head.extends, _validated(draft))


def _resolve(folder: Path, below: tuple[str, ...]) -> _Draft:
    if folder.name in below:
        chain = " → ".join((*below, folder.name))
        raise PackError.one(f"{below[-1]}/{HEAD}", "extends", f"制度包互相引用：{chain}")
    draft = _Draft(read_folder(folder))
    others = {
        name: _resolve(_folder_of(name, folder, key), (*below, folder.name))
        for key in ("extends", "takes")
        for name in getattr(draft.written.head, key)
    }
    _take(draft, others)
    _inherit(draft, others)
    _add_own(draft)
    _override(draft)
    _drop(draft)
    if draft.faults:
        raise PackError(draft.faults)
    return draft


def _folder_of(name: str, folder: Path, key: str) -> Path:
    for root in (folder.parent, PACKS):
        if (root / name / HEAD).is_file():
            return root / name
    raise PackError.one(f"{folder.name}/{HEAD}", key, f"没有名为 {name} 的制度包")


def _take(draft: _Draft, others: Mapping[str, _Draft]) -> None:
    head = draft.written.head
    for name, wanted in head.takes.items():
        new_ids = (
            wanted if isinstance(wanted, Mapping) else {rule_id: rule_id for rule_id in wanted}
        )
        for rule_id, new_id in new_ids.items():
            key = f"takes.{name}.{rule_id}"
            if rule_id not in others[name].raws:
                draft.fault(draft.written.head_file, key, f"制度包 {name} 没有这条规则")
            elif new_id in draft.raws:
                draft.fault(draft.written.head_file, key, f"规则 {new_id} 已经取自别的制度包")
            else:
                draft.add(new_id, others[name].raws[rule_id], others[name].files[rule_id])


def _inherit(draft: _Draft, others: Mapping[str, _Draft]) -> None:
    taken = frozenset(draft.raws)
    origin: dict[str, str] = {}
    for name in draft.written.head.extends:
        for rule_id, raw in others[name].raws.items():
            if rule_id in taken:
                continue
            if rule_id in draft.raws and draft.raws[rule_id] != raw:
                reason = f"{origin[rule_id]} 和 {name} 都有规则 {rule_id}，请用 takes 写明取哪一条"
                draft.fault(draft.written.head_file, "extends", reason)
                continue
            origin[rule_id] = name
            draft.add(rule_id, raw, others[name].files[rule_id])


def _add_own(draft: _Draft) -> None:
    for rule_id, raw in draft.written.rules.items():
        file = draft.written.files[rule_id]
        if rule_id in draft.raws:
            reason = "已从别的制度包得到这条规则，要改动请写在 overrides 之下"
            draft.fault(file, f"rules.{rule_id}", reason)
            continue
        draft.add(rule_id, {**raw, "pack": draft.written.head.name}, file)


def _override(draft: _Draft) -> None:
    for rule_id, raw in draft.written.overrides.items():
        file, key = draft.written.override_files[rule_id], f"overrides.{rule_id}"
        because = raw.get("because")
        if rule_id not in draft.raws:
            draft.fault(file, key, "没有可改动的规则，请检查规则代码")
        elif not isinstance(because, str) or not because.strip():
            draft.fault(file, f"{key}.because", "请用 because 写明为什么改动")
        elif _FIXED & set(raw):
            draft.fault(file, key, "不能改变规则的 kind 和 form，请另立一条规则")
        else:
            inherited = draft.raws[rule_id]
            mark = {"pack": draft.written.head.name, "overrides": inherited["pack"]}
            draft.add(rule_id, {**inherited, **raw, **mark}, file)


def _drop(draft: _Draft) -> None:
    for rule_id in draft.written.head.drops:
        if draft.raws.pop(rule_id, None) is None or rule_id in draft.written.rules:
            draft.fault(draft.written.head_file, f"drops.{rule_id}", "没有继承到这条规则，无须去掉")


def _validated(draft: _Draft) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule_id, raw in draft.raws.items():
        file = draft.files[rule_id]
        source, faults = _source_of(raw)
        try:
            rules[rule_id] = RULE.validate_python({"id": rule_id, **raw, **source})
        except ValidationError as error:
            faults = faults + [(dotted(place), text) for place, text in sentences(error, _TAGS)]
        for key, reason in faults:
            draft.fault(file, f"rules.{rule_id}" + (f".{key}" if key else ""), reason)
    if draft.faults:
        raise PackError(draft.faults)
    return rules


def _source_of(raw: RawRule) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return document and clause in words, from the catalogue, and what is wrong with them."""
    known = catalogue()
    clauses = raw.get("clauses", [])
    if not isinstance(clauses, list):
        return {"document": "?"}, [("clauses", "应为列表，写在方括号内")]
    faults = [("clauses", f"没有编号为 {one} 的条款") for one in clauses if one not in known.by_id]
    if faults:
        return {"document": "?"}, faults
    first = known.by_id[clauses[0]] if clauses else None
    key = raw.get("document") or (first.document if first else "")
    if key not in known.documents:
        reason = f"没有登记过文件 {key}" if key else "没有 clauses 的规则要写明 document"
        return {"document": "?"}, [("document", reason)]
    document = known.documents[key]
    if first is None and not document.is_house_rule and not raw.get("clause"):
        return {"document": "?"}, [("clauses", "请写明所依据的条款编号")]
    place = raw.get("clause") or (first.place if first and first.document == key else "")
    return {"document": document.citation, "clause": str(place)}, []
