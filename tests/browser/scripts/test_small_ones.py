"""The box for all rows of a list, and the names of the boxes of the text editor."""

from playwright.sync_api import expect

from tests.browser.scripts.conftest import ScriptPage

ROWS = '<tr><td><input type="checkbox" name="items" value="{}"></td></tr>'


def _table(rows: int) -> str:
    lines = "".join(ROWS.format(number) for number in range(rows))
    head = '<thead><tr><th data-mt-tick-all="全选">选择</th></tr></thead>'
    return f"<table>{head}<tbody>{lines}</tbody></table>"


def test_all_rows_are_ticked_at_once_and_one_is_taken_back(screen: ScriptPage) -> None:
    page = screen.show(_table(3), "desk/js/tick.js")
    everything, boxes = page.get_by_label("全选"), page.locator("[name=items]")

    everything.check()
    assert [box.is_checked() for box in boxes.all()] == [True] * 3
    boxes.nth(1).uncheck()
    expect(everything).not_to_be_checked()
    assert everything.evaluate("box => box.indeterminate")
    boxes.nth(1).check()
    expect(everything).to_be_checked()
    assert not everything.evaluate("box => box.indeterminate")


def test_one_row_needs_no_box_for_all(screen: ScriptPage) -> None:
    page = screen.show(_table(1), "desk/js/tick.js")
    expect(page.get_by_role("columnheader")).to_have_text("选择")
    assert page.get_by_role("checkbox").count() == 1


def test_text_boxes_get_names_and_send_what_was_typed_last(screen: ScriptPage) -> None:
    box = '<div contenteditable="true" role="textbox"></div>'
    page = screen.show(
        f'<div data-contentpath="a"><span class="c-sf-block__type">段落</span>{box}</div>{box}'
        "<form><textarea name=body></textarea><button>保存</button></form>",
        "desk/js/editors.js",
    )
    expect(page.get_by_role("textbox", name="段落")).to_be_visible()
    expect(page.get_by_role("textbox", name="正文")).to_be_visible()
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `<p>{box}</p>`)")
    expect(page.get_by_role("textbox", name="正文")).to_have_count(2)

    page.evaluate("""() => {
        const field = document.forms[0].elements.body;
        field.draftailEditor = { saveState: () => { field.value = 'typed last'; } };
        document.forms[0].addEventListener('submit', (event) => event.preventDefault());
    }""")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("textarea")).to_have_value("typed last")
