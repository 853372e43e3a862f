"""From a draft to the files of two sites, by programs with tokens alone."""

from typing import Any

import pytest

from tests.faces.api.conftest import ProgramOf
from tests.faces.api.programs import Program
from tests.factories.cast import Cast
from tests.factories.publishing import tree

pytestmark = pytest.mark.django_db(transaction=True)

NEWS = {
    "unit": "edu",
    "site": "portal",
    "kind": "news",
    "title": "市第三中学新校区启用",
    "source": "市教育局",
    "author": "林晓",
    "happened_on": "2026-03-10",
    "body": [{"type": "text", "value": "<p>三月十日，新校区启用。</p><script>alert(1)</script>"}],
}
REVIEWERS = {
    "leader_in_charge": "portal_leader",  # the gates of politics and wording need two people
    "desk": "desk_editor",
    "secrecy_reviewer": "portal_secrecy",
    "principal_leader": "portal_signer",
}


def done(answer: Any, status: int = 200) -> Any:
    assert answer.status == status, answer.body
    return answer.body


def submitted(program: ProgramOf, **changes: Any) -> int:
    officer = program("officer")
    article = done(officer.post("/articles", **(NEWS | changes)), 201)
    number: int = article["id"]
    title = article["title"] + "（图）"
    saved = done(officer.patch(f"/articles/{number}", version=article["version"], title=title))
    assert (saved["version"], saved["title"]) == (2, title)
    contact = {"version": 2, "author": "林晓", "phone": "13805630000"}
    done(officer.post(f"/articles/{number}/submit", **contact))
    return number


def approved(program: ProgramOf, number: int) -> int:
    """Let the leaders of the unit agree; return the submission."""
    programs = [program("leader"), program("principal")]
    found = 0
    for _ in range(4):
        for leader in programs:
            for waiting in done(leader.get("/waiting"))["steps"]:
                assert waiting["article"]["id"] == number
                done(leader.post(f"/steps/{waiting['step']['id']}/approve"))
                found = waiting["submission_id"]
    return found


def reviewed(program: ProgramOf, desk: Program, number: int) -> None:
    review = done(desk.post(f"/articles/{number}/review"))
    for gate in review["gates"]:
        name = next(REVIEWERS[post] for post in REVIEWERS if post in gate["posts"])
        told = done(program(name).post(f"/gates/{gate['id']}/pass"))
    assert told["state"] == "passed"


@pytest.mark.parametrize("is_important", [False, True])
def test_item_goes_from_draft_to_two_sites(
    city: Cast, program: ProgramOf, is_important: bool
) -> None:
    number = submitted(program, is_important=is_important)
    submission = approved(program, number)
    desk = program("desk_editor")
    assert [one["submission_id"] for one in done(desk.get("/waiting"))["desk"]] == [submission]
    done(desk.post(f"/submissions/{submission}/accept"))
    columns = [city.news.pk, city.edu_news.pk]
    places = done(desk.post(f"/articles/{number}/place", columns=columns))
    assert {place["state"] for place in places} == {"accepted"}  # the desk serves both sites
    reviewed(program, desk, number)
    stranger = Program()
    assert stranger.get(f"/articles/{number}").status == 404
    published = done(desk.post(f"/articles/{number}/publish"))
    assert published["state"] == "published"
    assert set(published["links"]) == {"portal", "edu"}

    read = done(stranger.get(f"/articles/{number}"))
    assert read["title"] == "市第三中学新校区启用（图）"
    assert "script" not in str(read["body"])
    for code, link in read["links"].items():
        path = "/" + link.split("/", 3)[3]
        assert read["title"] in tree(code)[path].decode()
    work = done(desk.get(f"/articles/{number}/work"))
    assert (work["article"]["state"], work["review"]["state"]) == ("published", "passed")

    pin = done(desk.post(f"/placements/{places[0]['id']}/pin"))
    assert pin["is_pinned"]
    taken = {"reason_code": "error", "reason": "数字有误", "public_reason": "内容更正中"}
    gone = done(desk.post(f"/articles/{number}/take-down", **taken))
    assert (gone["state"], gone["links"]) == ("taken_down", {})
    assert stranger.get(f"/articles/{number}").status == 404
    assert done(stranger.get("/sites/portal/articles"))["items"] == []


def test_leader_and_desk_return_with_a_reason(city: Cast, program: ProgramOf) -> None:
    number = submitted(program)
    leader, officer, desk = program("leader"), program("officer"), program("desk_editor")
    step = done(leader.get("/waiting"))["steps"][0]["step"]["id"]
    refused = leader.post(f"/steps/{step}/return")
    assert (refused.status, refused.codes) == (409, ["approvals.reason_missing"])
    done(leader.post(f"/steps/{step}/return", reason="请补充数据"))
    again = {"version": 2, "author": "林晓", "phone": "13805630000"}
    done(officer.post(f"/articles/{number}/submit", **again))
    submission = approved_by(leader)
    done(desk.post(f"/submissions/{submission}/accept"))
    done(desk.post(f"/submissions/{submission}/return", reason="与本网站无关"))

    work = done(officer.get(f"/articles/{number}/work"))
    assert work["article"]["state"] == "returned"
    assert work["submission"]["reason"] == "与本网站无关"


def approved_by(leader: Program) -> int:
    waiting = done(leader.get("/waiting"))["steps"][0]
    done(leader.post(f"/steps/{waiting['step']['id']}/approve"))
    number: int = waiting["submission_id"]
    return number


def test_submitting_twice_is_one_submission_and_can_be_recalled(
    city: Cast, program: ProgramOf
) -> None:
    number = submitted(program)
    officer = program("officer")
    first = done(officer.get(f"/articles/{number}/work"))["submission"]
    again = done(officer.post(f"/articles/{number}/submit", version=2, author="林晓", phone="1"))
    assert again["id"] == first["id"]

    done(officer.post(f"/submissions/{first['id']}/recall"))

    assert done(officer.get(f"/articles/{number}/work"))["article"]["state"] == "draft"


def test_refused_gate_sends_the_article_back_to_the_desk(city: Cast, program: ProgramOf) -> None:
    number = submitted(program)
    submission = approved(program, number)
    desk = program("desk_editor")
    done(desk.post(f"/submissions/{submission}/accept"))
    gates = done(desk.post(f"/articles/{number}/review"))["gates"]
    gate = next(one for one in gates if "desk" in one["posts"])

    done(desk.post(f"/gates/{gate['id']}/refuse", reason="标题有错字"))

    work = done(desk.get(f"/articles/{number}/work"))
    assert (work["article"]["state"], work["review"]["state"]) == ("accepted", "returned")
    refused = desk.post(f"/articles/{number}/publish")
    assert refused.status == 409
    assert len(refused.codes) >= 3  # all reasons at once


def test_offer_to_a_foreign_site_is_refused_and_withdrawn_by_reason(
    city: Cast, program: ProgramOf
) -> None:
    number = submitted(program)
    desk, editor = program("desk_editor"), program("site_editor")
    done(desk.post(f"/submissions/{approved(program, number)}/accept"))
    place = done(desk.post(f"/articles/{number}/place", columns=[city.edu_news.pk]))[0]

    assert editor.post(f"/placements/{place['id']}/withdraw").codes == ["content.reason_missing"]
    withdrawn = done(editor.post(f"/placements/{place['id']}/withdraw", reason="重复"))

    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "重复")
