"""What a plan is printed as: whole and accessible in both languages, on A4."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from exchange.planning.assign import make_plan
from exchange.planning.generate import Size, district_pair
from exchange.planning.outputs.checklist import merged_checklist
from exchange.planning.outputs.labels import Labels
from exchange.planning.outputs.overview import overview
from exchange.planning.outputs.task_sheet import task_sheet
from exchange.planning.tours import tours_of
from exchange.texts import i18n
from tests.browser.conftest import SHOTS
from tests.support.browser import shoot
from tests.support.checklists import JOINT, MEMBERS, NEXT_FOOD, equal, item, source
from tests.support.planning import GUEST, MARKET

A4 = (595, 842)  # points
LABELS = Labels(targets={"T1": "虚构食品有限公司"}, organs={MARKET: "虚构金山市场监管局", GUEST: "虚构平湖市场监管局"})


def pages(language: str) -> dict[str, str]:
    problem = district_pair(seed=3, size=Size(companies=12, officers=24, organs=4))
    plan = make_plan(problem)
    points = [item(str(number), f"检查要点{number}", method="现场查看", requirement="符合要求" * 20) for number in range(40)]
    lists = [source(MARKET, *points), source(GUEST, *points[:20], matters=(NEXT_FOOD,))]
    merged = merged_checklist(JOINT, lists, [equal()], members=MEMBERS)
    at = replace(problem, targets=(replace(problem.targets[0], id="T1"),))
    with i18n.speaking(language):
        return {
            "task-sheet": task_sheet(at, JOINT, merged, LABELS, plan_id="2026-示例", number=3),
            "plan-overview": overview(problem, plan, tours_of(problem, plan), LABELS, plan_id="2026-示例"),
        }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_printed_is_whole_accessible_and_a4(browser: Browser, tmp_path: Path, language: str) -> None:
    for name, content in pages(language).items():
        page = browser.new_page(viewport={"width": 900, "height": 1200})
        page.set_content(content)
        shoot(page, SHOTS, f"{name}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []
        printed = page.pdf(path=tmp_path / f"{name}.pdf", prefer_css_page_size=True)
        boxes = {
            tuple(round(float(one)) for one in box.split()[2:])
            for box in re.findall(r"/MediaBox\s*\[([^\]]+)\]", printed.decode("latin-1"))
        }
        assert boxes == {A4}
        page.close()
