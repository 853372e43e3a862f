from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mingtang.institution.figures.kinds import Addition, Measure, of_event
from mingtang.institution.figures.policies import FigureKey, added_by, digest_of
from mingtang.spine.events.subscribers import EventFacts

START = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)  # 23:30 in Beijing
MEASURES = (
    Measure("trial.made", "试制", frozenset({"trial.made"}), of_event),
    Measure(
        "trial.balance",
        "结存",
        frozenset({"trial.made", "trial.undone"}),
        lambda facts: (Addition(facts.unit, amount=1 if facts.code == "trial.made" else -1),),
    ),
)


def event(code: str, minutes: int, unit: str = "edu", kind: str = "a") -> EventFacts:
    moment = START + timedelta(minutes=minutes)
    return EventFacts(
        code=code,
        subject="trial:1",
        actor="person:1",
        unit=unit,
        site="portal",
        payload={"kind": kind},
        occurred_at=moment - timedelta(days=9),
        recorded_at=moment,
    )


def test_an_event_counts_on_the_day_of_its_record_in_beijing() -> None:
    found = added_by(MEASURES[:1], [event("trial.made", 0), event("trial.made", 30)])
    assert found == {
        FigureKey("trial.made", date(2026, 3, 11), "edu", "portal", kind="a"): 1,
        FigureKey("trial.made", date(2026, 3, 12), "edu", "portal", kind="a"): 1,
    }


def test_one_event_may_count_in_several_measures_and_take_back() -> None:
    found = added_by(MEASURES, [event("trial.made", 0), event("trial.undone", 1)])
    assert found[FigureKey("trial.balance", date(2026, 3, 11), "edu")] == 0
    assert found[FigureKey("trial.made", date(2026, 3, 11), "edu", "portal", kind="a")] == 1


EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["trial.made", "trial.undone", "trial.other"]),
        st.integers(0, 5000),
        st.sampled_from(["edu", "health", ""]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=30,
)


@given(events=EVENTS, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_pieces_add_up_to_the_whole(events: list[EventFacts], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(events)]
    pieces = [events[first:last] for first, last in pairwise(edges)]
    added = added_by(MEASURES, [])
    for piece in pieces:
        added.update(added_by(MEASURES, piece))
    assert added == added_by(MEASURES, [one for piece in pieces for one in piece])


def test_a_digest_tells_figures_apart_and_takes_no_notice_of_nothing() -> None:
    key, other = (FigureKey("trial.made", date(2026, 3, day)) for day in (11, 12))
    assert digest_of([(key, 1)]) == digest_of([(key, 1), (other, 0)])
    assert digest_of([(key, 1)]) != digest_of([(key, 2)]) != digest_of([(other, 1)])
