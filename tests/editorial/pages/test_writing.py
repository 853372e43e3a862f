import gzip
import stat
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.pages import writing
from mingtang.editorial.pages.writing import (
    SMALLEST_TWIN,
    TEMPORARY_PREFIX,
    Staged,
    Tree,
    compressed,
    digest_of,
    discard,
    swap,
    sync_filesystems,
    twins_digest,
)

PATH = "/news/202603/1.html"
OLD = ("<p>旧</p>" * 100).encode()
NEW = ("<p>新</p>" * 100).encode()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "www")


def files(tree: Tree) -> dict[str, bytes]:
    root = Path(tree.root)
    return {
        f"/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def put(tree: Tree, content: bytes, token: str = "t0", path: str = PATH) -> Staged:
    staged = tree.stage(path, content, compressed(content), token)
    swap(staged)
    return staged


def unpacked(found: dict[str, bytes]) -> dict[str, bytes]:
    return {
        PATH: found[PATH],
        f"{PATH}.gz": gzip.decompress(found[f"{PATH}.gz"]),
        f"{PATH}.br": brotli.decompress(found[f"{PATH}.br"]),
    }


@given(st.binary(min_size=SMALLEST_TWIN, max_size=5000))
def test_twins_are_the_page(content: bytes) -> None:
    twins = compressed(content)
    assert twins is not None
    assert gzip.decompress(twins.gzip) == content
    assert brotli.decompress(twins.brotli) == content
    assert compressed(content) == twins  # no time, no name: the same bytes again
    assert twins.digest == twins_digest(twins.gzip, twins.brotli)


def test_small_pages_have_no_twins() -> None:
    assert compressed(b"x" * (SMALLEST_TWIN - 1)) is None
    assert compressed(b"x" * SMALLEST_TWIN) is not None


def test_staged_version_is_not_seen(tree: Tree) -> None:
    put(tree, OLD)
    before = files(tree)

    staged = tree.stage(PATH, NEW, compressed(NEW), "t1")

    assert {path: body for path, body in files(tree).items() if TEMPORARY_PREFIX not in path} == before  # fmt: skip
    swap(staged)
    assert unpacked(files(tree)) == {PATH: NEW, f"{PATH}.gz": NEW, f"{PATH}.br": NEW}


def test_a_page_never_stands_beside_an_old_twin(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Look after every single step: old page, or new page with no twin or its own."""
    put(tree, OLD)
    staged = tree.stage(PATH, NEW, compressed(NEW), "t1")
    seen: list[dict[str, bytes]] = []

    def look() -> None:
        found = files(tree)
        seen.append({name.removeprefix(PATH): body for name, body in found.items() if name.startswith(PATH)})  # fmt: skip

    unlink, rename = writing.os.unlink, writing.os.rename
    monkeypatch.setattr(writing.os, "unlink", lambda name: (unlink(name), look()))
    monkeypatch.setattr(writing.os, "rename", lambda old, new: (rename(old, new), look()))
    swap(staged)

    assert len(seen) == 5
    for state in seen:
        whole = {
            "": state[""],
            **({".gz": gzip.decompress(state[".gz"])} if ".gz" in state else {}),
            **({".br": brotli.decompress(state[".br"])} if ".br" in state else {}),
        }
        assert len(set(whole.values())) == 1


def test_page_that_becomes_small_loses_its_twins(tree: Tree) -> None:
    put(tree, OLD)
    put(tree, b"short", "t1")
    assert files(tree) == {PATH: b"short"}


def test_discarded_version_leaves_nothing(tree: Tree) -> None:
    put(tree, OLD)
    before = files(tree)
    staged = tree.stage(PATH, NEW, compressed(NEW), "t1")
    discard(staged)
    discard(staged)
    assert files(tree) == before


def test_version_that_cannot_be_staged_leaves_nothing(tree: Tree) -> None:
    put(tree, OLD)
    before = files(tree)
    in_the_way = Path(tree.root) / f"news/202603/{TEMPORARY_PREFIX}t1-1.html.br"
    in_the_way.mkdir()
    with pytest.raises(OSError, match="directory"):
        tree.stage(PATH, NEW, compressed(NEW), "t1")
    assert files(tree) == before


def test_folder_that_vanished_is_made_again(tree: Tree) -> None:
    put(tree, OLD)
    for path in sorted(Path(tree.root).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    put(tree, NEW)
    assert files(tree)[PATH] == NEW


def test_remove_takes_the_twins_along_and_repeats_harmlessly(tree: Tree) -> None:
    put(tree, OLD)
    put(tree, NEW, path="/news/202603/2.html")
    tree.remove(PATH)
    tree.remove(PATH)
    assert not any(name.startswith(PATH) for name in files(tree))
    assert "/news/202603/2.html.gz" in files(tree)


def test_files_can_be_read_by_the_web_server(tree: Tree) -> None:
    put(tree, OLD)
    for path in Path(tree.root).rglob("*"):
        wanted = 0o755 if path.is_dir() else 0o644
        # Whatever the umask of the process: another account serves them.
        assert stat.S_IMODE(path.stat().st_mode) == wanted


@pytest.mark.parametrize("count", [1, 12, 13, 40])
def test_sync_takes_one_way_for_few_and_another_for_many(
    tree: Tree, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(writing, "_sync_file", synced.append)
    monkeypatch.setattr(writing, "sync_filesystems", synced.append)
    staged = [tree.stage(f"/p{number}.html", b"x", None, "t") for number in range(count)]

    tree.sync(staged)

    assert synced == ([one.temporary for one in staged] if count <= 12 else [tree.root])


def test_file_system_is_synced(tmp_path: Path) -> None:
    sync_filesystems(str(tmp_path), str(tmp_path))


def test_digest_is_sha256() -> None:
    assert digest_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
