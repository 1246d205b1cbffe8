"""Names of companies, as feeds spell them, taken apart: place, core (字号), trade, legal form, branch.

企业名称登记管理规定 (2020) 6: 行政区划名称 + 字号 + 行业或者经营特点 + 组织形式; a branch's name begins with its legal person's (13).

    >>> read_name("义乌市卡诺电子商务有限公司绍兴分公司").core
    '卡诺'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from exchange.domain._tables import rows
from exchange.domain.subjects._characters import simplify
from exchange.domain.subjects._edits import ANYTHING
from exchange.domain.subjects._places import MIN_CORE, NOWHERE, Place, inside, read_place

_BRACKETS = str.maketrans("〔〕【】[]{}〈〉《》「」『』", "()()()()()()()()")
_HIDDEN = re.compile(r"[*＊×✕╳●○■□#?]+|某+")
_DROPPED = re.compile(r"[\s·•・‧.,，。、;；:：'\"’‘“”\-‐‑‒–—―−_/\\|~!！`^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_FORMER = re.compile(r"^(?:原名称?|曾用名|原企业名称|原|前身|更名前)为?(.{3,})$")
_NOTE = re.compile("^(?:以下简称|下称|简称|原|曾用名|前身|更名|已注销|注销|吊销|已更名|筹)")
_LABEL = re.compile(r"^\s*(?:当事人|被处罚(?:单位|人)|行政相对人|相对人|(?:企业|单位|公司|个体)?名称|单位|字号)(?:名称)?\s*[:：]")
_ORDINAL = r"第?[一二三四五六七八九十百零〇0-9]+"
MAX_ROTATION = 4  # characters that a wrapped cell carries from the end of a name to its beginning (司…有限公)
CUT_FORMS = ("有限责任公", "有限责任", "有限责", "股份有限公", "有限公", "股份有限", "有限", "公", "有")
PARTED_NAME = 4  # characters before a branch's own part, at the least
_SHOP = "SHOP"
ROUNDS = 4  # of normalisation, until nothing changes


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A company's name in parts.

    Attributes:
        text: the whole in normal form, without notes in brackets.
        place: where it says that the company is.
        core: 字号, what is the company's own; holds `*` where part of it is hidden.
        trade: words for what it does, in order.
        form: class of its legal form; empty if cut off or none.
        branch: the part that names a branch of the company before it; empty for a legal person.
        former: names given as former ones inside this one.
    """

    text: str
    place: Place
    core: str
    trade: tuple[str, ...] = ()
    form: str = ""
    branch: str = ""
    former: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether part of it is hidden (某某, ***)."""
        return ANYTHING in self.text

    @property
    def head(self) -> str:
        """Place and core together, for names whose place was cut into."""
        return self.place.text + self.core

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Place, core, trade, and the rest of the text with the form: joined, the whole text."""
        place = self.place.text if self.text.startswith(self.head) else ""
        end = len(place) + len(self.core)
        trade = "".join(self.trade)
        trade = trade if self.text[end:].startswith(trade) else ""
        return place, self.core, trade, self.text[end + len(trade) :]

    @property
    def complete(self) -> bool:
        """Whether place, trade and form were all told apart."""
        return bool(self.place.text and self.trade and self.form)

    @property
    def trades(self) -> str:
        """The trade's words joined, short ones in full (电商: 电子商务)."""
        return "".join(words("alias").get(word, word) for word in self.trade)


def normalise_name(text: str) -> str:
    """A name in one spelling: width, case, brackets, traditional characters; blanks and punctuation go; a hidden part is one `*`."""
    for _round in range(ROUNDS):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
        folded = _DROPPED.sub("", simplify(_LABEL.sub("", folded)).translate(_BRACKETS))
        folded = _HIDDEN.sub(ANYTHING, folded)
        if folded == text:
            break
        text = folded
    return text


@lru_cache(maxsize=4096)
def read_name(text: str) -> Name:
    """The parts of a name. Any text is a name; what can't be told apart stays in the core."""
    bare, notes = _without_notes(normalise_name(text))
    bare = _unwrapped(bare)
    former = tuple(found[1] for note in notes if (found := _FORMER.match(note)))
    parent, branch = _split_branch(bare)
    body, form = _split_form(parent)
    place, core, trade = _split_body(body)
    if not trade and words("form").get(form) == _SHOP:  # a shop's form says what it sells (药房, 面馆)
        trade = (form,)
    bracketed = next((_place_in(note) for note in notes if _is_place(note)), NOWHERE)
    if place.text and bracketed.text and not _agree(place, bracketed):  # 阜阳市虚诺物流（昆明）: another company than the one at home
        core += bracketed.text
    return Name(
        text=bare,
        place=place if place.text else bracketed,
        core=core or bare,
        trade=trade,
        form=words("form").get(form, ""),
        branch=branch,
        former=former,
    )


def _split_body(body: str) -> tuple[Place, str, tuple[str, ...]]:
    """(place, core, trade words) of a name without its form."""
    place = read_place(body)
    core, trade = _split_trade(body[len(place.text) :])
    if place.is_bare_county and len(core) < MIN_CORE:  # 富民汽车运输: a core that is a county's name too
        place = NOWHERE
        core, trade = _split_trade(body)
    if not core and trade:  # 江苏省电子商务有限公司: the trade is the core
        return place, "".join(trade), ()
    if not core:  # 上海有限公司: nothing but a place
        return NOWHERE, place.text, ()
    return place, core, trade


def _without_notes(text: str) -> tuple[str, list[str]]:
    """The name without places and remarks in brackets, and those; anything else in brackets is part of the name."""
    notes: list[str] = []

    def take(found: re.Match[str]) -> str:
        inner = found[1]
        if _NOTE.match(inner) or inner in words("note") or _is_place(inner):
            notes.append(inner)
            return ""
        return inner

    before = None
    while before != text:
        before, text = text, _BRACKETED.sub(take, text)
    return re.sub("[()].*$", "", text) or text.strip("()"), notes


def _place_in(note: str) -> Place:
    """The place that a text in brackets is, all of it; NOWHERE if it is none."""
    place = read_place(note, alone=True)
    return place if place.text == note else NOWHERE


def _agree(one: Place, other: Place) -> bool:
    return not one.codes or not other.codes or any(inside(a, b) or inside(b, a) for a in one.codes for b in other.codes)


def _is_place(note: str) -> bool:
    return _place_in(note) is not NOWHERE


def _unwrapped(text: str) -> str:
    """司常德市傅昌汽车运输有限公 → 常德市傅昌汽车运输有限公司: a cell that was wrapped and read from the wrong line."""
    if not text.endswith(_FORM_BEGINNINGS):
        return text
    for count in range(1, MAX_ROTATION + 1):
        turned = text[count:] + text[:count]
        if turned.endswith("公司") and len(text) > 2 * MAX_ROTATION and _split_form(turned)[1]:
            return turned
    return text


_FORM_BEGINNINGS = ("有限公", "有限", "有", "有限责任公", "有限责任")


def _split_branch(text: str) -> tuple[str, str]:
    """(legal person, branch): what follows a whole company name and ends like a branch."""
    for form in _company_forms():
        at = text.rfind(form)
        end = at + len(form)
        if at >= PARTED_NAME - 1 and end < len(text) and not _longer_form(text, end):
            tail = text[end:]
            if tail.endswith(tuple(words("branch"))):
                return text[:end], tail
    numbered = re.search(f"(?:{_ORDINAL}|分)(?:分公司|分店|分厂|连锁店|店|门市部|车间|分部)$", text)
    if numbered and numbered.start() >= PARTED_NAME - 1:
        return text[: numbered.start()], numbered[0]
    return text, ""


def _longer_form(text: str, end: int) -> bool:
    """Whether a form ends where another goes on (公司 in 公司制…): then it is none."""
    return any(text[end:].startswith(rest) for rest in ("制",))


@cache
def _company_forms() -> tuple[str, ...]:
    return ("股份有限公司", "有限责任公司", "有限公司", "公司", "合作社", "厂")


def _split_form(text: str) -> tuple[str, str]:
    """(the name without it, the form's word as it stands; empty where it is cut off or none)."""
    for form in words("form"):
        if text.endswith(form) and len(text) > len(form):
            body = text[: -len(form)]
            return (body.removesuffix("集团") or body), form
    for cut in CUT_FORMS:
        if text.endswith(cut) and len(text) - len(cut) >= PARTED_NAME - 1:
            return text[: -len(cut)], ""
    return text, ""


def _split_trade(text: str) -> tuple[str, tuple[str, ...]]:
    """(core, trade words): words of trades are taken from the end while a core remains before them."""
    found: list[str] = []
    while True:
        longest = min(len(text) - (MIN_CORE if found else 0), _longest_trade())
        word = next((text[-length:] for length in range(longest, 1, -1) if text[-length:] in words("trade")), None)
        if word is None:
            break
        found.insert(0, word)
        text = text[: -len(word)]
    return text, tuple(found)


@cache
def words(kind: str) -> dict[str, str]:
    """The words of one kind with their class, longest first."""
    found = {row["word"]: row["class"] for row in rows("subject_words") if row["kind"] == kind}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _longest_trade() -> int:
    return max(map(len, words("trade")))


def is_common(core: str) -> bool:
    """Whether a core is made only of characters that very many companies use (顺达, 鑫源)."""
    return all(character in words("common") for character in core)


def is_usual(characters: str) -> bool:
    """Whether all of them are such as companies like to be called by."""
    return all(character in words("common") or character in words("usual") for character in characters)


def names_of(texts: Sequence[str]) -> tuple[Name, ...]:
    """Names and the former ones that stand inside them, each once."""
    found: dict[str, Name] = {}
    for text in texts:
        name = read_name(text)
        if not name.text:
            continue
        found.setdefault(name.text, name)
        for former in name.former:
            found.setdefault(normalise_name(former), read_name(former))
    return tuple(found.values())
