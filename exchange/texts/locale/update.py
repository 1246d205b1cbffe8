"""Writes the catalogue anew from the sources: new texts come in, texts that nothing says any more go; then compiles it.

Run it as `make texts`. A new text's Chinese is written into exchange.po by hand, or given beside it as JSON {"English": "中文"}:
`python exchange/texts/locale/update.py --add words.json`. It names what still lacks its Chinese, and exits 1 then.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2]
SPOKEN = ("cli", "console", "planning", "texts")  # packages that speak to people
FOLDER = Path(__file__).resolve().parent / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "exchange.po", FOLDER / "exchange.mo"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def spoken_texts() -> dict[str, list[str]]:
    """Each text that the sources say, with the files that say it (relative to the package)."""
    found: dict[str, list[str]] = {}
    for name in SPOKEN:
        folder = PACKAGE / name
        if not folder.is_dir():
            continue
        for file, _line, message, _comments, _context in extract_from_dir(folder, method_map=METHODS, keywords={"_": None, "N_": None}):
            places = found.setdefault(str(message), [])
            place = f"{name}/{file}"
            if place not in places:
                places.append(place)
    return found


def clicks_own() -> str:
    """The sources of click: texts that it says itself are looked up in the same catalogue."""
    return "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))


def updated(old: Catalog, added: dict[str, str]) -> Catalog:
    """The catalogue of what is said now."""
    new = Catalog(
        locale=old.locale,
        domain=old.domain,
        header_comment=old.header_comment,
        project=old.project,
        version=old.version,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        msgid_bugs_address=old.msgid_bugs_address,
        charset=old.charset,
        fuzzy=False,
    )
    texts, click_text = spoken_texts(), clicks_own()
    for text, places in texts.items():
        known = old.get(text)
        string = (known.string if isinstance(known, Message) else "") or added.get(text, "")  # what stands is changed by hand only
        new.add(text, string, locations=[(place, None) for place in sorted(places)])  # type: ignore[misc]  # babel writes a place without a line
    for message in old:
        first = message.id if isinstance(message.id, str) else message.id[0] if message.id else ""
        if first and first not in texts and repr(first)[1:-1].replace("\\'", "'") in click_text:
            new.add(message.id, message.string)
    return new


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", type=Path, action="append", default=[], help="JSON of English texts and their Chinese")
    arguments = parser.parse_args()
    added: dict[str, str] = {}
    for path in arguments.add:
        added |= json.loads(path.read_text(encoding="utf-8"))
    with PO.open("rb") as file:
        old = read_po(file, locale="zh_CN", domain="exchange")
    new = updated(old, added)
    with PO.open("wb") as file:
        write_po(file, new, sort_output=True, width=140)
    with PO.open("rb") as file:
        compiled = read_po(file, locale="zh_CN", domain="exchange")
    with MO.open("wb") as file:
        write_mo(file, compiled)
    missing = [str(message.id) for message in new if message.id and not message.string]
    for text in missing:
        sys.stdout.write(f"no Chinese yet: {text!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
