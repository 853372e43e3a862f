from typing import Any

import pytest
from pydantic import ValidationError

from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema import (
    ApprovalRule,
    Naming,
    Register,
    RequiredFields,
    ReviewList,
)
from tests.factories.regulations import rule

GATES = {"political": {"label": "政治关", "passed_by": ["desk"]}}
CLASSES = {"ordinary": {"label": "一般", "gates": ["political"]}}


def _gate(form: str, **keys: Any) -> Any:
    return rule(kind="gate", form=form, **keys)


def test_review_list_answers_for_classes_it_does_not_list() -> None:
    found = _gate("review_list", gates=GATES, classes=CLASSES)
    assert isinstance(found, ReviewList)
    assert found.class_for("anything") is found.classes["ordinary"]


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        ({"news": CLASSES["ordinary"]}, "要有 ordinary 一类"),
        ({"ordinary": {"label": "一般", "gates": ["legal"]}}, "没有定义的关口：legal"),
    ],
)
def test_wrong_review_list_is_refused(classes: Any, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        _gate("review_list", gates=GATES, classes=classes)


def test_approval_steps_depend_on_importance() -> None:
    approval = load_pack("demo").rules["submission.approval"]
    assert isinstance(approval, ApprovalRule)
    labels = {
        important: [step.label for step in approval.steps_for(is_important=important)]
        for important in (False, True)
    }
    assert labels == {
        False: ["分管领导审核", "分管领导签发", "报送编辑部"],
        True: ["分管领导审核", "主要领导签发", "报送编辑部"],
    }


def test_step_written_twice_is_refused() -> None:
    step = {"name": "approval", "label": "审核", "by": ["leader_in_charge"]}
    with pytest.raises(ValidationError, match="写了两次"):
        _gate("approval", steps=[step, step])


def test_required_fields_name_the_pictures_too() -> None:
    found = load_pack("xingning").rules["submission.required_fields"]
    assert isinstance(found, RequiredFields)
    assert found.names == {"unit", "author", "phone", "title", "picture_names"}


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("county_wechat", "霍山县人民政府发布", True),
        ("county_wechat", "霍山发布", False),
        ("department_microblog", "六安市卫计委发布", True),
        ("department_microblog", "六安市卫计委", False),
        ("department_client", "六安市卫计委", True),
        ("television", "随便", True),
    ],
)
def test_names_of_accounts(kind: str, name: str, fits: bool) -> None:
    naming = load_pack("luan").rules["account.naming"]
    assert isinstance(naming, Naming)
    assert naming.fits(kind, name) is fits


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ({"pattern": "(", "example": "甲"}, "正则表达式"),
        ({"pattern": "甲", "example": "乙"}, "示例不符合"),
    ],
)
def test_wrong_pattern_is_refused(pattern: dict[str, str], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        _gate("naming", patterns=[{"applies_to": ["client"], **pattern}])


def test_register_keeps_the_order_of_the_notice() -> None:
    found = load_pack("xuancheng").rules["disclosure.stages"]
    assert isinstance(found, Register)
    assert found.codes == ("decision", "execution", "management", "service", "result")


def test_code_twice_in_a_register_is_refused() -> None:
    entry = {"code": "one", "label": "一"}
    with pytest.raises(ValidationError, match="有重复"):
        rule(kind="register", entries=[entry, entry])


def test_gates_for_different_people_stand_in_one_group_each() -> None:
    wording, political = ({"name": name, "label": name} for name in ("wording", "political"))
    found = _gate("different_people", groups=[[wording, political]])
    assert found.group_of("political") == found.group_of("wording") == "wording"
    assert found.group_of("secrecy") == ""
    with pytest.raises(ValidationError, match="只能写在一组里"):
        _gate("different_people", groups=[[wording, political], [political, wording]])
    with pytest.raises(ValidationError):
        _gate("different_people", groups=[[wording]])
