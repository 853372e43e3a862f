"""Countdowns: the same words as the server writes, also when the moment passes."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from mingtang.workbench.backoffice.countdown import remaining, span_text
from tests.browser.scripts.conftest import ScriptPage

SCRIPT = "desk/js/countdown.js"
AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
MINUTES = (0, 1, 59, 60, 200, 1440, 1499, 1560, 14_399, 14_400, 21_900)
SECONDS = (-90_000, -3_600, -1, 0, 59, 14_399, 14_400, 86_399, 86_400, 900_000)


def test_words_and_colours_are_those_of_the_server(screen: ScriptPage) -> None:
    page = screen.show("", SCRIPT)

    texts, pressures = page.evaluate(
        """async ([minutes, seconds]) => {
            const script = await import('/static/desk/js/countdown.js');
            return [minutes.map(script.spanText), seconds.map((one) => script.pressure(one * 1000))];
        }""",
        [MINUTES, SECONDS],
    )

    assert texts == [span_text(timedelta(minutes=one)) for one in MINUTES]
    assert pressures == [remaining(AT + timedelta(seconds=one), AT).pressure for one in SECONDS]


def test_countdown_runs_to_nothing_and_past_it(screen: ScriptPage) -> None:
    screen.stop_clock(AT)
    due = (AT + timedelta(minutes=2)).isoformat()
    page = screen.show(
        f'<span class="mt-due mt-due--urgent" data-mt-due="{due}">'
        '<svg><use href="#icon-warning"></use></svg><b data-mt-left>还剩 2 分</b></span>',
        SCRIPT,
    )
    left, whole = page.locator("[data-mt-left]"), page.locator(".mt-due")

    page.clock.run_for(60_000)
    expect(left).to_have_text("还剩 1 分")
    page.clock.run_for(60_000)
    expect(left).to_have_text("还剩 不到 1 分")
    expect(whole).to_have_class("mt-due mt-due--urgent")
    page.clock.run_for(30_000)
    expect(left).to_have_text("已超 不到 1 分")
    expect(whole).to_have_class("mt-due mt-due--overdue")
    expect(page.locator("use")).to_have_attribute("href", "#icon-cross")
