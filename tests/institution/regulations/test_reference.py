from pathlib import Path

from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.reference import reference_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "regulations.md"


def test_page_of_rules_is_up_to_date() -> None:
    hint = "run: mingtang regulations list --format markdown > docs/reference/regulations.md"
    assert PAGE.read_text("utf-8") == reference_page(), hint


def test_page_names_every_rule() -> None:
    page = reference_page()
    for name in bundled_packs():
        assert all(f"`{rule_id}`" in page for rule_id in load_pack(name).rules)
