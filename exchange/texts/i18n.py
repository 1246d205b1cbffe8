"""The language of the command line: Chinese first, English beside it (gettext).

Message ids are English. `_` translates at once; `N_` only marks a text that is translated later, where it is shown (help texts, words of
enums). click's own words ("Usage", "Missing option …") are looked up in the same catalogue.

    >>> use("en")
    >>> _("Record")
    'Record'
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

DOMAIN = "exchange"
CHINESE = "zh"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
_LOCALES = {CHINESE: "zh_CN", ENGLISH: "en"}


_SPOKEN: ContextVar[str] = ContextVar("exchange_language")  # of one request of the console; the process's language where it isn't set


def _(message: str) -> str:
    """`message` in the chosen language; itself where the catalogue lacks it."""
    spoken = _SPOKEN.get("")
    return _catalogue(spoken).gettext(message) if spoken else gettext.dgettext(DOMAIN, message)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """A language's texts; English is what the sources say."""
    folder = str(resources.files("exchange.texts") / "locale")
    return gettext.translation(DOMAIN, folder, [_LOCALES[language]], fallback=True)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block (and the tasks begun in it) texts are in `language`, whatever the process speaks."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for the marker, which extractors know
    """Marks `message` for translation where it is shown."""
    return message


def default_language(environment: Mapping[str, str]) -> str:
    """The language of `environment` (LC_ALL before LC_MESSAGES before LANG): English if it says so, else Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return ENGLISH if value.lower().startswith(ENGLISH) else CHINESE
    return CHINESE


def requested_language(arguments: Sequence[str]) -> str | None:
    """The value of `--lang` among `arguments`, looked for before they are parsed, so that `--help` is shown in it already."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def use(language: str) -> None:
    """Speaks `language` from now on, in this process and those it starts (through LANGUAGE, which gettext and click read).

    Raises:
        ValueError: a language there is no catalogue for.
    """
    if language not in _LOCALES:
        raise ValueError(f"language {language!r}; there are {', '.join(LANGUAGES)}")
    os.environ["LANGUAGE"] = _LOCALES[language]
    gettext.bindtextdomain(DOMAIN, str(resources.files("exchange.texts") / "locale"))
    gettext.textdomain(DOMAIN)


def language() -> str:
    """The language in use."""
    if spoken := _SPOKEN.get(""):
        return spoken
    return ENGLISH if os.environ.get("LANGUAGE", "").startswith(ENGLISH) else CHINESE
