"""What a reader typed, read: phrases in quotes, words, a number; and how it is looked for, strictly at first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from mingtang.ground.foundation.text import one_line
from mingtang.spine.search.policies.numbers import asked_number
from mingtang.spine.search.policies.phones import asked_phones
from mingtang.spine.search.policies.terms import (
    MOST_WORDS,
    TermRun,
    folded,
    is_han,
    run_of,
    runs_of,
)

LONGEST_QUESTION = 100  # characters; what is behind them is not looked for
MOST_ALONE = 3  # words that are looked for alone, where nothing else finds anything
MOST_LEFT_OUT = 6  # words, of which one is left out in turn
_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]{1,60})[\"“”」』]")
# Words that say nothing of what someone looks for, among them those of a question to a person.
STOP_WORDS = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "有",
        "吗",
        "呢",
        "吧",
        "啊",
        "我",
        "我们",
        "你",
        "您",
        "怎么",
        "怎么办",
        "怎样",
        "如何",
        "什么",
        "哪里",
        "哪儿",
        "哪些",
        "哪个",
        "谁",
        "请问",
        "想",
        "要",
        "需要",
        "可以",
        "能",
        "能否",
        "多少",
        "几",
        "关于",
        "对",
        "为",
        "到",
        "去",
        "把",
        "被",
        "给",
        "从",
        "以及",
        "等",
        "这",
        "那",
        "个",
        "一下",
        "办",
        "时候",
        "多久",
        "为什么",
    ]
)


@dataclass(frozen=True)
class Asked:
    """A question: what was typed, phrases that must stand as written, other runs.

    `number` and `phones` are the keys of a number and a telephone, where it is one.
    """

    text: str
    phrases: tuple[str, ...] = ()
    runs: tuple[TermRun, ...] = ()
    number: str = ""
    phones: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in it."""
        return not self.phrases and not self.runs

    @property
    def phrase_runs(self) -> tuple[TermRun, ...]:
        """The runs of all phrases."""
        return tuple(run for phrase in self.phrases for run in runs_of(phrase))[:MOST_WORDS]


@dataclass(frozen=True)
class Attempt:
    """One way to look for a question: runs that must all be found. `is_strict`: as they were typed.

    `is_partial` leaves out something that was asked for.
    """

    runs: tuple[TermRun, ...]
    is_strict: bool = False
    is_partial: bool = False


def read_question(text: str) -> Asked:
    """Return what was typed as a question."""
    line = one_line(text)[:LONGEST_QUESTION].strip()
    phrases = tuple(folded(one).strip() for one in _QUOTED.findall(line))
    kept = tuple(one for one in phrases if runs_of(one))
    rest = _QUOTED.sub(" ", line)
    return Asked(line, kept, tuple(runs_of(rest)), asked_number(line), asked_phones(line))


def attempts(asked: Asked) -> Iterator[Attempt]:
    """Yield the ways to look for a question: as typed, by its words, with one word less, by one word.

    What stands in quotes is asked for by all of them.
    """
    yield Attempt(asked.runs, is_strict=True)
    words = words_of(asked)
    if words and words != asked.runs:
        yield Attempt(words)
    if len(words) > 1:
        few = sorted(words, key=lambda run: -len(run.text))[:MOST_LEFT_OUT]
        for left_out in sorted(few, key=lambda run: len(run.text)):
            kept = tuple(run for run in words if run != left_out)
            if any(len(run.text) > 1 for run in kept):
                yield Attempt(kept, is_partial=True)
        if len(words) > 2:
            told = [run for run in few[:MOST_ALONE] if len(run.text) > 1]
            yield from (Attempt((run,), is_partial=True) for run in told)


def words_of(asked: Asked) -> tuple[TermRun, ...]:
    """Return the words of the runs, without those that say nothing unless nothing else is left."""
    cut = [word for run in asked.runs for word in cut_words(run.text)]
    told = [word for word in cut if word not in STOP_WORDS]
    return tuple(run_of(word) for word in dict.fromkeys(told or cut))[:MOST_WORDS]


def cut_words(run: str) -> list[str]:
    """Return the words of a run of one script."""
    return list(rjieba.cut(run)) if is_han(run) else [run]
