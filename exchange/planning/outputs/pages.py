"""Pages that stand alone: a file to open, to send on and to print, without a server."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from exchange.planning.outputs.labels import cited, half_word, law_of
from exchange.texts import i18n


def page(template: str, **values: Any) -> str:
    """Return a page in the language that is spoken."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    """As the console's: what is printed is escaped, a name that isn't there is an error."""
    made = Environment(
        loader=PackageLoader("exchange.planning.outputs"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=i18n._, language=i18n.language, half_word=half_word, cited=cited, law_of=law_of)
    return made
