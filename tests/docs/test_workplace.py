import re

from tests.architecture.source import ROOT, tracked_files

# Nothing that belongs to one machine may stand in the project; the words are put together here so
# that this file does not find itself.
MACHINES = ("/" + "work/", "/" + "root/", "find" + "-links", "extra" + "-index")
LARGE = 2 * 1024**2


def _texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in tracked_files():
        if path.stat().st_size < LARGE:
            try:
                texts[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def test_no_path_of_a_machine_slips_in() -> None:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(word)}" for word in MACHINES))
    found = {
        f"{name}: {match.group()}"
        for name, text in _texts().items()
        if name != "scripts/lock"  # names the options that keep addresses out
        for match in pattern.finditer(text)
    }

    assert found == set()


def test_lock_files_name_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        text = path.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|^--|^-e|@ ", text, re.MULTILINE), path.name


def test_every_locked_package_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        joined = path.read_text("utf-8").replace("\\\n", " ")
        for line in joined.splitlines():
            assert not line.strip() or line.startswith("#") or "--hash=sha256:" in line, line


def test_scripts_can_be_run() -> None:
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    for path in [*scripts, ROOT / ".ci" / "run"]:
        assert path.stat().st_mode & 0o111, path.name
        assert path.read_text("utf-8").startswith("#!/usr/bin/env bash\n"), path.name


def test_ci_calls_make_test() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()

    assert lines[-1] == "exec make test"
