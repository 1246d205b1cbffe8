"""Damaged records of real companies, labelled: what tests/conformance/data/subjects/README.md describes. Knows nothing of the matcher.

    registered, published = Damage(companies, seed=1).pairs()[0].left, ….right

Every draw comes from one seeded generator, so that a set can be made again.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from exchange.v1.subject_pb2 import Subject
from tests.support.identifiers import ALPHABET, inner, outer

DATA = Path(__file__).resolve().parents[1] / "conformance" / "data"
COMPANIES = DATA / "identifiers" / "companies_identifiers_public.csv"
SEED = 20261126
DRAWS = 12  # damaged records of each company
FORMS = ("有限责任公司", "股份有限公司", "有限公司")
TRADES = (
    "电子商务",
    "汽车运输",
    "物流",
    "运输",
    "仓储",
    "贸易",
    "科技",
    "食品",
    "货运",
)  # told from the lists' names; "other trade" draws from it
CITIES = ("杭州", "苏州", "嘉兴", "合肥", "南京", "宁波", "上海", "成都", "武汉", "青岛", "郑州", "西安", "长沙", "福州", "济南", "昆明")

# What becomes of the code. Shares: RULES 1.1 (274 of 770 real rows have no USCC; published decisions mask), the rest assumed.
CODE_STATES = {"whole": 20, "old": 15, "masked": 25, "scanned": 15, "none": 25}
# What a scan makes of a code, counted over the 183 real ones of uscc_ocr_dirty_codes.csv (their README says how).
SCANS = {"blank": 30, "last": 97, "last and one more": 26, "inside": 6, "lost": 2, "two inside": 11, "cut": 11}
NAME_DAMAGES = {
    "as it is": 20, "signs": 12, "form": 10, "place shortened": 8, "place dropped": 6, "province added": 3, "sound": 9, "shape": 8,
    "lost": 4, "doubled": 2, "swapped": 3, "traditional": 4, "cut": 4, "wrapped": 2, "trade shortened": 3, "renamed": 4, "note": 2,
}  # fmt: skip
SIGNS = "^？；乙又丸只：)"  # what the real scans have for a last letter, beside digits
MISREAD_DIGITS = "9193745"


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """A real row."""

    name: str
    uscc: str
    registration: str
    organisation: str

    def subject(self) -> Subject:
        """As a register has it."""
        return Subject(
            name=self.name, uscc=self.uscc, registration_number=self.registration, organisation_code="" if self.uscc else self.organisation
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two records and whether they are about one company; `kind` names what was done."""

    left: Subject
    right: Subject
    same: bool
    kind: str
    code: str = "none"


def companies(path: Path = COMPANIES) -> list[Company]:
    """The rows, each name once."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    found = {}
    for row in table:
        organisation = row["org_code"] if len(row["org_code"]) == 9 else ""
        registration = row["reg_no"] if len(row["reg_no"]) == 15 and row["reg_no"].isdigit() else ""
        uscc = row["uscc_raw"] if row["stdnum_check"] == "ok" and len(row["uscc_raw"]) == 18 else ""
        found.setdefault(row["name"], Company(name=row["name"], uscc=uscc, registration=registration, organisation=organisation))
    return list(found.values())


def halves(rows: Sequence[Company]) -> tuple[list[Company], list[Company]]:
    """(tuning, held out): by company, shuffled by the seed."""
    mixed = sorted(rows, key=lambda one: one.name)
    random.Random(SEED).shuffle(mixed)
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]


@cache
def sounds() -> dict[str, str]:
    """Characters by one of the same sound (pycorrector same_pinyin.txt: same tone, then other tones)."""
    lines = (DATA / "subjects" / "same_pinyin.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {cell[0]: "".join(cell[1:]) for cell in cells if len(cell) > 1 and "".join(cell[1:])}


@cache
def shapes() -> dict[str, str]:
    """Characters by those of a like shape (pycorrector same_stroke.txt)."""
    table: dict[str, str] = {}
    for line in (DATA / "subjects" / "same_stroke.txt").read_text(encoding="utf-8").splitlines():
        group = [part for part in line.split() if len(part) == 1]
        for one in group:
            table[one] = table.get(one, "") + "".join(other for other in group if other != one)
    return table


@cache
def traditional() -> dict[str, str]:
    """Simplified characters by their first traditional one (OpenCC STCharacters.txt)."""
    lines = (DATA / "subjects" / "traditional.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1].split()[0] for line in lines if "\t" in line}


@dataclass(kw_only=True, slots=True)
class Damage:
    """Makes the pairs of one half."""

    rows: Sequence[Company]
    seed: int = SEED
    draws: int = DRAWS
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def pairs(self) -> list[Pair]:
        """Damaged records of each company, and as many hard pairs of different ones."""
        found = []
        for company in self.rows:
            found += [self.same(company) for _draw in range(self.draws)]
            found += self.different(company)
        return found

    # The same company

    def same(self, company: Company) -> Pair:
        """A record of the company as somebody publishes it."""
        kind, state = self._draw(NAME_DAMAGES), self._draw(CODE_STATES)
        right, code = self._coded(company, state)
        if kind == "renamed":
            new = self._other_core(company.name)
            right.name = new
            if code in {"none", "masked", "cut"} or self.random.random() < 0.5:
                right.former_names.append(company.name)
        else:
            right.name = self.damaged_name(company.name, kind)
        return Pair(left=company.subject(), right=right, same=True, kind=kind, code=code)

    def _coded(self, company: Company, state: str) -> tuple[Subject, str]:
        """A subject with what is left of the code, and what that is called."""
        if state == "old" and (company.registration or company.organisation):
            by_number = company.registration and (self.random.random() < 0.7 or not company.organisation)
            return Subject(
                **{"registration_number": company.registration} if by_number else {"organisation_code": company.organisation}
            ), "old"
        if state == "none" or not company.uscc:
            return Subject(), "none"
        if state == "masked":
            return Subject(masked_code=self._masked(company.uscc)), "masked"
        if state == "scanned":
            kind = self._draw(SCANS)
            return Subject(uscc=self.scanned(company.uscc, kind)), "cut" if kind == "cut" else "scanned"
        return Subject(uscc=company.uscc), "whole"

    def _masked(self, code: str) -> str:
        """The ways seen in published decisions, and two more."""
        way = self.random.randrange(5)
        if way == 0:
            return code[:8] + "*" * 10
        if way == 1:
            return code[:8] + "X" * 10
        if way == 2:
            return code[:4] + "*" * 10 + code[-4:]
        if way == 3:
            return code[:6] + "********" + code[-4:]
        return code[:10] + "****" + code[-4:]

    def scanned(self, code: str, kind: str) -> str:
        """A code as OCR reads it."""
        pick = self.random
        if kind == "blank":
            at = pick.randrange(10, 16)
            return f"{code[:at]} {code[at:]}"
        if kind in {"last", "last and one more"}:
            code = code[:-1] + pick.choice(MISREAD_DIGITS + SIGNS)
            if kind == "last":
                return code
            at = pick.randrange(9, 18)
            return code[:at] + pick.choice("1149268)") + code[at:]
        if kind == "cut":
            return code[: pick.randrange(7, 15)]
        for _time in range(2 if kind == "two inside" else 1):
            at = pick.randrange(len(code))
            code = code[:at] + ("" if kind == "lost" else pick.choice("0123456789BDGQZ")) + code[at + 1 :]
        return code

    def damaged_name(self, name: str, kind: str) -> str:
        """A name with one kind of damage; as it is where that kind can't be done to it."""
        pick = self.random
        place, rest = _place(name)
        form = next((one for one in FORMS if rest.endswith(one)), "")
        body = rest.removesuffix(form)
        ways = {
            "signs": lambda: self._signs(name),
            "form": lambda: place + body + pick.choice([one for one in ("有限责任公司", "有限公司", "公司", "") if one != form]),
            "place shortened": lambda: (place[:-1] if place[-1:] in _PLACE_ENDS and len(place) > 2 else place) + rest,
            "place dropped": lambda: rest,
            "province added": lambda: _PROVINCES.get(place.rstrip("市县"), "") + name,
            "sound": lambda: self._slip(name, place, body, sounds()),
            "shape": lambda: self._slip(name, place, body, shapes()),
            "traditional": lambda: "".join(traditional().get(one, one) for one in name),
            "cut": lambda: name[: -pick.randrange(1, 4)] if pick.random() < 0.7 else name[1:],
            "wrapped": lambda: _wrapped(name, pick.randrange(1, 3)),
            "trade shortened": lambda: name.replace("电子商务", "电商").replace("汽车运输", "运输").replace("仓储物流", "物流"),
            "note": lambda: pick.choice([f"{name}（以下简称当事人）", f"当事人：{name}", f"{name}（个体工商户）", f"{name}。"]),
        }
        return ways[kind]() if kind in ways else self._edited(name, place, kind)

    def _edited(self, name: str, place: str, kind: str) -> str:
        """One character lost, doubled or swapped, anywhere behind the place."""
        at = self.random.randrange(len(place), len(name) - 1)
        changed = {"lost": "", "doubled": name[at] * 2, "swapped": name[at + 1] + name[at]}
        if kind not in changed:
            return name
        return name[:at] + changed[kind] + name[at + (2 if kind == "swapped" else 1) :]

    def _signs(self, name: str) -> str:
        pick = self.random
        wide = pick.randrange(4)
        if wide == 0:
            at = pick.randrange(1, len(name))
            return f"{name[:at]} {name[at:]}"
        if wide == 1:
            return f"{name[:2]}　{name[2:]}　"
        place, rest = _place(name)
        if wide == 2 and place:
            at = len(rest) - next((len(one) for one in FORMS if rest.endswith(one)), 0)
            return f"{rest[:at]}（{place.rstrip('市')}）{rest[at:]}"
        return f"“{name}”"

    def _slip(self, name: str, place: str, body: str, table: dict[str, str]) -> str:
        """One character (the company's own, more often than not) as another of like sound or shape."""
        spots = [at for at in range(len(place), len(place) + len(body)) if table.get(name[at])]
        if not spots:
            return name
        near = [at for at in spots if at < len(place) + 4]
        at = self.random.choice(near if near and self.random.random() < 0.8 else spots)
        return name[:at] + self.random.choice(table[name[at]]) + name[at + 1 :]

    # Different companies

    def different(self, company: Company) -> list[Pair]:
        """Hard pairs: what a careless matcher would take for the company."""
        place, rest = _place(company.name)
        trade = next((one for one in TRADES if one in rest), "")
        core = rest.split(trade)[0] if trade else rest
        elsewhere = self.random.choice([one for one in CITIES if one not in place] or list(CITIES))
        other_trade = self.random.choice([one for one in TRADES if one not in rest])
        made = {
            "neighbour": self._neighbour(company),
            "sibling, other trade": company.name.replace(trade, other_trade) if trade else "",
            "sibling, numbered": place + core + self.random.choice(["一", "二", "第三", "南", "东"]) + rest[len(core) :],
            "elsewhere": elsewhere + rest if place else "",
            "one character": self._other_character(company.name, place, core),
            "branch": company.name + self.random.choice(["绍兴分公司", "第一分公司", "松江分公司", "营业部"]),
        }
        return [self._different(company, kind, name) for kind, name in made.items() if name and name != company.name]

    def _different(self, company: Company, kind: str, name: str) -> Pair:
        """The other company with a code of its own in some state, in the same division; its name is damaged at times."""
        own = self._invented(company.uscc[:8] or "91330482")
        other = Company(name=name, uscc=own, registration="", organisation="")
        right, code = self._coded(other, self._draw(CODE_STATES))
        right.name = self.damaged_name(name, "signs") if self.random.random() < 0.3 else name
        return Pair(left=company.subject(), right=right, same=False, kind=kind, code=code)

    def _neighbour(self, company: Company) -> str:
        """Another real company of the same place, else of the same trade."""
        place, rest = _place(company.name)
        others = [one.name for one in self.rows if one.name != company.name]
        near = [one for one in others if place and _place(one)[0].rstrip("市") == place.rstrip("市")]
        like = [one for one in others if any(trade in one and trade in rest for trade in TRADES)]
        return self.random.choice(near or like or others)

    def _other_core(self, name: str) -> str:
        place, rest = _place(name)
        return place + self.random.choice(["宏图", "盛世", "新锐", "云帆", "万象"]) + rest[2:]

    def _other_character(self, name: str, place: str, core: str) -> str:
        """The name with one character of its own replaced by one that many companies use."""
        if len(core) < 2:
            return ""
        at = len(place) + self.random.randrange(len(core))
        return name[:at] + self.random.choice([one for one in "鑫达宏诚宇嘉金华东海龙捷飞腾联" if one != name[at]]) + name[at + 1 :]

    def _invented(self, head: str) -> str:
        body = head + "".join(self.random.choice(ALPHABET[:10]) for _digit in range(8))
        code = body + inner(body[8:])
        return code + outer(code)

    def _draw(self, shares: dict[str, int]) -> str:
        return self.random.choices(list(shares), list(shares.values()))[0]


_PROVINCES = {
    "义乌": "浙江省", "杭州": "浙江", "宁波": "浙江省", "金华": "浙江", "江山": "浙江省", "深圳": "广东省", "成都": "四川省",
    "西安": "陕西省",
    "无锡": "江苏省", "武汉": "湖北省", "郑州": "河南省", "商丘": "河南省", "大连": "辽宁省", "石狮": "福建省", "昆山": "江苏省",
}  # fmt: skip
_PLACE_ENDS = ("省", "市", "县", "区")


def _wrapped(name: str, count: int) -> str:
    """A cell's last characters, read first."""
    return name[-count:] + name[:-count] if name.endswith("公司") else name


def _place(name: str) -> tuple[str, str]:
    """(place, rest) of a name as a reader sees it: up to the first 省, 市, 县 or 区 within five characters, else a city's two or three."""
    for at in range(2, 5):
        if name[at - 1 : at] in _PLACE_ENDS:
            return name[:at], name[at:]
    for bare in ("内蒙古", "黑龙江", "哈尔滨", "石家庄", "牡丹江", "张家界", "连云港", "秦皇岛", "乌鲁木齐"):
        if name.startswith(bare):
            return bare, name[len(bare) :]
    return (name[:2], name[2:]) if name[:2] in _known_places() else ("", name)


@cache
def _known_places() -> frozenset[str]:
    """Two characters that begin four names or more of the list, or begin a name with a suffix behind them elsewhere in it."""
    names = [one.name for one in companies()]
    starts = [name[:2] for name in names]
    suffixed = {name[:2] for name in names if name[2:3] in _PLACE_ENDS}
    return frozenset(start for start in starts if starts.count(start) >= 4 or start in suffixed) | frozenset(CITIES)


def measured(pairs: Iterable[tuple[Pair, bool]]) -> dict[str, float]:
    """Precision, recall and counts of (pair, taken for the same)."""
    found = list(pairs)
    right = sum(taken and pair.same for pair, taken in found)
    taken, same = sum(taken for _pair, taken in found), sum(pair.same for pair, _taken in found)
    rates = {"precision": right / taken if taken else 1.0, "recall": right / same if same else 1.0}
    return {**rates, "pairs": len(found), "same": same, "taken": taken}
