"""What Chromium 86 does not know is seen in scripts and style sheets, each by its own example."""

from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.chromium_level.__main__ import READERS, checked_files
from tests.chromium_level.derive import script_names, style_names
from tests.chromium_level.scripts import newer_in_script
from tests.chromium_level.styles import newer_in_style

SCRIPTS = {
    "await fetch('/');": 89,
    "for await (const one of many) {}": 89,
    "class A { static { start(); } }": 94,
    "class A { #a; static has(b) { return #a in b; } }": 91,
    "import a from './a.json' with { type: 'json' };": 123,
    "const a = /b/d;": 90,
    "const a = /[a&&b]/v;": 112,
    "last = list.at(-1);": 92,
    "last = list?.at(-1);": 92,
    "const copy = structuredClone(one);": 98,
    "if (Object.hasOwn(one, 'a')) go();": 93,
    "const last = list.findLast((one) => one);": 97,
    "const sorted = list.toSorted();": 110,
    "const key = crypto.randomUUID();": 92,
    "const all = Object.groupBy(list, (one) => one.kind);": 117,
    "fetch('/', { signal: AbortSignal.timeout(5) });": 103,
    "element.inert = true;": 102,
    "const a = new URLPattern({});": 95,
    "@logged class A {}": 0,
    "const a = <b>c</b>;": 0,
    "const a = ;": 0,
}
OLD_SCRIPTS = (
    "import { a } from './a.js'; export default class { #a = 1; #b() { return this?.a ?? 1; } }",
    "let a = null; a ??= 1; a ||= 2; const big = 1_000n; const b = 'a'.replaceAll('a', 'b');",
    "async function ask() { await fetch('/'); } list.replaceChildren(...all); Promise.any([]);",
    "const at = draft.at; form.dataset.inert = '1'; const a = /(?<year>\\d+)(?<!a)/su;",
    "try { go(); } catch { stop(); } export * as all from './b.js'; const m = import('./c.js');",
)
STYLES = {
    "a:has(b) { color: red }": 105,
    "a:is(.b, .c) { color: red }": 88,
    "a:where(.b) { color: red }": 88,
    "a:not(.b, .c) { color: red }": 88,
    "a:not(.b .c) { color: red }": 88,
    "a:not(:has(b)) { color: red }": 105,
    "li:nth-child(2 of .a) { color: red }": 111,
    ".a { & b { color: red } }": 112,
    ".a { b { color: red } }": 112,
    ".a { @media (width: 1px) { color: red } }": 112,
    ".a { inset: 0 }": 87,
    ".a { aspect-ratio: 1 }": 88,
    ".a { margin-inline: 0 }": 87,
    ".a { height: 100dvh }": 108,
    ".a { width: calc(1lh + 2px) }": 111,
    ".a { color: color-mix(in srgb, red, blue) }": 111,
    ".a { color: light-dark(red, blue) }": 123,
    ".a { grid-template-columns: subgrid }": 117,
    "@container (min-width: 1px) { .a { color: red } }": 105,
    "@layer a { .b { color: red } }": 99,
    "@media (width >= 40rem) { .a { color: red } }": 104,
    "@media (max-width: 1px) { a:is(b, c) { color: red } }": 88,
    ".a { color red }": 0,
}
OLD_STYLES = (
    ":root { --a: 1px } .a:not(.b):not(.c) > li:nth-child(2n+1)::before { content: '↑'; margin-inline-start: 0 }",
    ".a { display: grid; gap: 1rem; width: min(1px, 2vw); color: rgb(0 0 0 / 18%); accent-color: red }",
    ".a { height: 100vh; height: 100dvh }",  # the second is for those who know it
    "@supports (aspect-ratio: 1) { .a { aspect-ratio: 1 } }",
    "@media (max-width: 40rem) and (prefers-reduced-motion: reduce) { .a:focus-visible { color: red } }",
    "progress::-moz-progress-bar { color: red } progress::-webkit-progress-bar { color: red }",
)


@pytest.mark.parametrize("source", SCRIPTS)
def test_newer_script_is_refused(source: str) -> None:
    assert SCRIPTS[source] in [one.since for one in newer_in_script(f"// first line\n{source}")]


@pytest.mark.parametrize("source", OLD_SCRIPTS)
def test_script_of_that_time_is_taken(source: str) -> None:
    assert newer_in_script(source) == []


@pytest.mark.parametrize("source", STYLES)
def test_newer_style_is_refused(source: str) -> None:
    assert STYLES[source] in [one.since for one in newer_in_style(source)]


@pytest.mark.parametrize("source", OLD_STYLES)
def test_style_of_that_time_is_taken(source: str) -> None:
    assert newer_in_style(source) == []


def test_refusal_says_line_name_and_version() -> None:
    (found,) = newer_in_script("const a = 1;\nlast = list.at(-1);\n")
    assert str(found) == "2: `.at` is known to Chromium 92; the office is limited to 86"


def test_all_that_the_office_sends_is_checked_and_keeps_to_it() -> None:
    files = checked_files(ROOT / "src" / "mingtang")
    names = {path.name for path in files}
    assert {"drafts.js", "visible.js", "base.css", "sign_in.css", "live.js", "solve.js"} <= names
    found = [
        f"{path}:{one}" for path in files for one in READERS[path.suffix](path.read_text("utf-8"))
    ]
    assert found == []


def test_table_is_made_of_what_is_newer_than_the_level() -> None:
    def feature(version: str | bool, **inner: object) -> dict[str, object]:
        return {"__compat": {"support": {"chrome": {"version_added": version}}}, **inner}

    css = {
        "properties": {
            "old": feature("≤80", late=feature("99"), old=feature("1")),
            "new": feature("87"),
        },
        "at-rules": {"media": feature("1", hover=feature("95"))},
        "selectors": {"has": feature("105"), "never": feature(False)},
        "types": {"abs": feature("138"), "color": {}, "basic-shape": {}, "image": {}},
    }
    assert style_names(css) == {
        "properties": {"new": 87},
        "values": {"old: late": 99},
        "at-rules": {},
        "media": {"hover": 95},
        "selectors": {"has": 105, "never": 0},
        "functions": {"abs": 138},
    }
    interfaces = {
        "Array": feature("1", at=feature("92"), map=feature("1")),
        "Signal": feature("66", map_static=feature("103")),
        "Fresh": feature("100", map=feature("100"), go=feature("100")),
    }
    assert script_names(interfaces) == {
        "globals": {"Fresh": 100},
        "members": {"at": 92, "go": 100},
        "statics": {"Signal.map": 103},
    }


def test_themes_are_left_to_the_browsers_of_today(tmp_path: Path) -> None:
    assert not [path for path in checked_files(ROOT / "src" / "mingtang") if "themes" in path.parts]
    assert checked_files(tmp_path) == []
