import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.search.policies import MOST_WORDS, folded, runs_of, terms_of

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
