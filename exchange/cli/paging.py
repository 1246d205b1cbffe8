"""Lists that come in pages (AIP-158): all pages up to a limit, merged into one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from exchange.cli.lazy import option
from exchange.texts.i18n import N_

if TYPE_CHECKING:
    from exchange.cli.client import Client

PAGE_SIZE = 200
DEFAULT_LIMIT = 100

limit_option = option("--limit", type=int, default=DEFAULT_LIMIT, help=N_("Show at most so many; 0: all."))


def pages(client: Client, method: Any, request: Any) -> Iterator[Any]:
    """The answers to a list request, page by page: for lists that needn't be held whole."""
    request.page_size = PAGE_SIZE
    while True:
        page = client.call(method, request)
        yield page
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def fetch(client: Client, method: Any, request: Any, *, items: str, limit: int) -> Any:
    """The answer to a list request, with up to `limit` (0: all) of its repeated field `items`, over as many pages as it takes.

    `next_page_token` of the answer is empty only if nothing was left out.
    """
    answer = None
    while True:
        have = len(getattr(answer, items)) if answer is not None else 0
        request.page_size = min(PAGE_SIZE, limit - have) if limit else PAGE_SIZE
        page = client.call(method, request)
        if answer is None:
            answer = page
        else:
            getattr(answer, items).extend(getattr(page, items))
            answer.next_page_token = page.next_page_token
        if not page.next_page_token or (limit and len(getattr(answer, items)) >= limit):
            return answer
        request.page_token = page.next_page_token
