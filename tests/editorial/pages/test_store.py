import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.pages.store import Kept, LostContent, Store, unpacked
from mingtang.editorial.pages.writing import compressed

KEY = "01hq0000000000000000000000"
PAGE = ("<p>明州市人民政府</p>" * 40).encode()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def keep(store: Store, *contents: bytes, key: str = KEY) -> list[Kept]:
    """Keep contents in one pack, with gzip twins as the engine makes them."""
    writer = store.writer(key)
    twins = [compressed(content) for content in contents]
    kept = [
        writer.add(content, twin.gzip if twin else None)
        for content, twin in zip(contents, twins, strict=True)
    ]
    writer.close(sync=True)
    return kept


@given(st.lists(st.binary(max_size=2000) | st.just(b"\x1f\x8b no gzip") | st.just(PAGE)))
def test_whatever_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:  # fmt: skip
    store = Store(tmp_path_factory.mktemp("store"))
    kept = keep(store, *contents)

    if contents:
        assert [store.read(KEY, one) for one in kept] == contents
    assert [size for _, size in store.packs()] == ([sum(one.size for one in kept)] if contents else [])  # fmt: skip


def test_page_is_kept_in_its_compressed_form(store: Store) -> None:
    twins = compressed(PAGE)
    assert twins is not None
    (kept,) = keep(store, PAGE)
    assert store.raw(KEY, kept) == twins.gzip
    assert kept.size < len(PAGE)


def test_packs_belong_to_their_owner_alone(store: Store) -> None:
    keep(store, PAGE)
    path = store.pack_path(KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [f"{KEY}.pack"]


def test_empty_pack_is_not_written(store: Store) -> None:
    keep(store)
    assert not store.root.exists()
    assert list(store.packs()) == []


def test_pack_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    writer = store.writer(KEY)
    writer.add(PAGE, None)
    store.pack_path(KEY).with_suffix(".new").mkdir(parents=True)  # something else lies there
    with pytest.raises(OSError, match="directory"):
        writer.close(sync=False)
    assert not store.pack_path(KEY).exists()


@pytest.mark.parametrize("key", ["01hq1111111111111111111111"])
def test_lost_pack_is_told(store: Store, key: str) -> None:
    (kept,) = keep(store, PAGE)
    with pytest.raises(LostContent, match=key):
        store.read(key, kept)
    with pytest.raises(LostContent, match="ends before"):
        store.read(KEY, Kept(kept.offset, kept.size + 1))


def test_damage_is_told(store: Store) -> None:
    (kept,) = keep(store, PAGE)
    path = store.pack_path(KEY)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(LostContent):
        store.read(KEY, kept)


def test_purge_overwrites_one_content_and_no_other(store: Store) -> None:
    kept = keep(store, b"before", b"secret" * 100, b"after")
    store.purge(KEY, kept[1])

    assert store.read(KEY, kept[0]) == b"before"
    assert store.read(KEY, kept[2]) == b"after"
    assert store.raw(KEY, kept[1]) == bytes(kept[1].size)
    assert b"secret" not in store.pack_path(KEY).read_bytes()
    store.purge("01hq2222222222222222222222", kept[1])  # a pack that is gone


def test_delete_tells_what_it_freed_and_repeats_harmlessly(store: Store) -> None:
    (kept,) = keep(store, PAGE)
    assert store.delete(KEY) == kept.size
    assert store.delete(KEY) == 0


def test_packs_fill_folders_in_turn(store: Store) -> None:
    keys = ["01hq0000000000000000000000", "01hr0000000000000000000000", "01hr0000000000000000000001"]  # fmt: skip
    for key in keys:
        keep(store, PAGE, key=key)
    assert [key for key, _ in store.packs()] == keys
    assert {store.pack_path(key).parent.name for key in keys} == {"01hq", "01hr"}


def test_plain_bytes_are_taken_as_they_are() -> None:
    assert unpacked(b"plain") == b"plain"
    with pytest.raises(LostContent):
        unpacked(b"\x1f\x8b\x08broken")
