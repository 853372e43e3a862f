import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.search.policies import MOST_WORDS, folded, runs_of, terms_of
from mingtang.spine.search.policies.phones import asked_phones, phone_keys

WORDS = st.text(st.sampled_from("防汛抗旱通知〔〕（）， 2026abＡ９\n號"), max_size=40)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("，。——", []),
        ("防汛", ["防汛", "汛"]),
        ("防汛抗旱", ["防汛", "汛抗", "抗旱", "旱"]),
        ("明政办〔2026〕12号", ["明政", "政办", "办", "2026", "12", "号"]),
        ("ＰＤＦ文件", ["pdf", "文件", "件"]),
        ("COVID-19", ["covid", "19"]),
        ("a" * 99, ["a" * 64]),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert terms_of(folded(text)) == terms


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("", []),
        ("？！", []),
        ("防", [(("防",), True)]),
        ("防汛抗旱", [(("防汛", "汛抗", "抗旱"), False)]),
        ("〔2026〕12", [(("2026",), True), (("12",), True)]),
        ("招生 PDF", [(("招生",), False), (("pdf",), True)]),
    ],
)
def test_runs_of_a_query(query: str, runs: list[tuple[tuple[str, ...], bool]]) -> None:
    assert [(run.terms, run.is_open) for run in runs_of(query)] == runs


def test_query_of_many_words_is_cut() -> None:
    assert len(runs_of("防汛 " * 1000)) == MOST_WORDS


@given(WORDS, st.integers(0, 40), st.integers(1, 10))
def test_every_part_of_a_text_has_its_terms_in_it(text: str, start: int, length: int) -> None:
    folded_text = folded(text)
    terms = set(terms_of(folded_text))
    for run in runs_of(folded_text[start : start + length]):
        for term in run.terms:
            # A number that begins in its middle is the one part that is not looked for.
            is_whole = term in terms or any(one.startswith(term) for one in terms)
            assert is_whole or term.isascii()


@pytest.mark.parametrize(
    "typed",
    [
        "0550-3022114",
        "(0550) 302 2114",
        "０５５０３０２２１１４",
        "+86 550 3022114",
        "0086-0550-3022114",
        "0550-3022114转8012",
        "0550-3022114-801",
        "3022114",
        "302-2114",
        "联系电话：0550 3022114",
    ],
)
def test_a_telephone_is_found_however_it_is_typed(typed: str) -> None:
    stored = {key for text in ("0550-3022114", "(0550)3022114转6") for key in phone_keys(text)}
    assert stored == {"3022114", "05503022114"}
    assert stored & set(asked_phones(typed))


def test_a_telephone_without_its_town_is_found_with_it_and_not_in_another_town() -> None:
    assert set(asked_phones("0550-3022114")) & set(phone_keys("3022114"))
    assert not set(asked_phones("021-63022114")) & set(phone_keys("0550-63022114"))
    assert phone_keys("021 6234 5678") == ("62345678", "02162345678")


@pytest.mark.parametrize("typed", ["12345", "400-800-1234", "4008001234"])
def test_short_and_free_numbers_have_one_key(typed: str) -> None:
    assert asked_phones(typed) == phone_keys(typed) == ("".join(filter(str.isdigit, typed)),)


@pytest.mark.parametrize(
    "typed", ["", "2026", "电话", "明政办〔2026〕12号", "市长热线", "13912345678"]
)
def test_what_is_no_telephone_has_no_key(typed: str) -> None:
    assert (phone_keys(typed), asked_phones(typed)) == ((), ())
