"""What a role may not see it can't reach by its address; what its menu offers it can."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from exchange.console.pages import PAGES
from exchange.trust.identity import Role
from tests.support.federation import SOURCE
from tests.support.officers import Desks, desks_of

NOBODY = "01900000-0000-7000-8000-000000000000"
PARAMETERS = {"member": SOURCE, "scope": "1", "action": "RECEIVE", "code": "913101166078754287", "digest": "00" * 32}
WHO = {
    Role.ORGAN: "",
    Role.PLANNER: "planner",
    Role.AUDITOR: "auditor",
    Role.SYSTEM_ADMIN: "system-admin",
    Role.SECURITY_ADMIN: "security-admin",
}
ROUTES = [(page, route) for page in PAGES for route in page.routes]
REFUSED = "ROLE_NOT_ALLOWED"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("roles"), [SOURCE]) as found:
        yield found


def address(route: Route) -> str:
    """The route's address with parameters filled in."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: PARAMETERS.get(found[1], NOBODY), route.path)


@pytest.mark.parametrize("role", list(WHO), ids=str)
def test_only_its_roles_reach_a_page(desks: Desks, role: Role) -> None:
    visitor = desks.officer(SOURCE, WHO[role])
    for page, route in ROUTES:
        method = "POST" if "POST" in (route.methods or ()) else "GET"
        answer = visitor.post(address(route), {"nothing": "1"}) if method == "POST" else visitor.get(address(route))

        assert (REFUSED in answer.text) == (role not in page.roles), f"{role} {method} {route.path}: {answer.status}"
        assert answer.status != 500, f"{role} {method} {route.path}: {answer.text}"


@pytest.mark.parametrize("role", list(WHO), ids=str)
def test_the_menu_leads_to_pages_that_are_there(desks: Desks, role: Role) -> None:
    visitor = desks.officer(SOURCE, WHO[role])
    first = visitor.get("/").text
    menu = re.findall(r'<li><a href="([^"]+)"', first.partition("</nav>")[0])
    tiles = re.findall(r'<li><a href="([^"]+)"', first.partition('class="tiles"')[2])

    assert set(tiles) == set(menu) - {"/"}
    assert {page.path for page in PAGES if page.in_menu and role in page.roles} == set(menu)
    for path in menu:
        assert visitor.get(path).status == 200, path
