"""Values that several commands take, checked before a node is asked: codes, dates, moments, names of enum values."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import click

from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import _


class UsccType(click.ParamType[str]):
    """A unified social credit code with both check digits right; full-width characters and blanks are put right."""

    name = "uscc"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in normal form."""
        from exchange.domain.identifiers import IdentifierError, parse_uscc

        try:
            return str(parse_uscc(str(value)))
        except IdentifierError as error:
            self.fail(str(error), param, ctx)


class SubjectType(click.ParamType[str]):
    """A company's USCC or, for old entities, its 15-digit registration number."""

    name = "uscc|registration number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in normal form."""
        text = str(value).strip()
        if re.fullmatch(r"[0-9]{15}", text):  # looked up as published: some published numbers fail their check digit
            return text
        return UsccType().convert(value, param, ctx)


class MemberType(click.ParamType[str]):
    """A member's code."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code itself."""
        if not re.fullmatch(r"[0-9]{6}", str(value)):
            self.fail(_("{value}: a member's code has six digits (GB/T 2260)").format(value=repr(value)), param, ctx)
        return str(value)


class MatterType(click.ParamType[str]):
    """A matter's code."""

    name = "matter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code itself."""
        if not re.fullmatch(r"[0-9]{14}", str(value)):
            self.fail(_("{value}: a matter's code has 14 digits").format(value=repr(value)), param, ctx)
        return str(value)


class PlacedMatterType(click.ParamType[tuple[str, str]]):
    """A matter as one member codes it: `310116:31011600000001`."""

    name = "member:matter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Member and code."""
        member, _colon, code = str(value).partition(":")
        return MEMBER.convert(member, param, ctx), MATTER.convert(code, param, ctx)


class PairType(click.ParamType[tuple[str, str]]):
    """A name and its value: `A=A1`."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Both halves, without the blanks around them."""
        left, sign, right = (part.strip() for part in str(value).partition("="))
        if not (left and sign and right):
            self.fail(_("{value}: write NAME=VALUE").format(value=repr(value)), param, ctx)
        return left, right


class DateType(click.ParamType[str]):
    """A legal day, ISO 8601."""

    name = "yyyy-mm-dd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day as it was given."""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fail(_("{value}: a day is written 2026-03-01").format(value=repr(value)), param, ctx)


class MomentType(click.ParamType[datetime]):
    """A moment: a day (its beginning in Asia/Shanghai) or a date and time there, unless the text names another zone."""

    name = "date[time]"

    def __init__(self, *, end: bool = False) -> None:
        """With `end`, a bare day means its end: `--to 2026-03-01` includes that day."""
        self._end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            parsed = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(_("{value}: a moment is written 2026-03-01 or 2026-03-01T08:30").format(value=repr(value)), param, ctx)
        if self._end and _is_day(str(value)):
            parsed += timedelta(days=1)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=LEGAL_TIME)).astimezone(UTC)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class EnumType(click.ParamType[int]):
    """A value of a protobuf enum by its name without prefix, upper or lower case; completes in the shell."""

    def __init__(self, module: str, enum: str, *, prefix: str) -> None:
        self._module, self._enum, self._prefix = module, enum, prefix
        self.name = enum

    def _names(self) -> dict[str, int]:
        from importlib import import_module

        enum = getattr(import_module(f"exchange.v1.{self._module}_pb2"), self._enum)
        return {name.removeprefix(self._prefix): number for name, number in enum.items() if number}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The value's number."""
        if isinstance(value, int):
            return value
        names = self._names()
        name = str(value).upper().replace("-", "_").removeprefix(self._prefix)
        if name not in names:
            self.fail(_("{value} isn't one of {names}").format(value=repr(value), names=", ".join(names)), param, ctx)
        return names[name]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002  # click's signature
        """The names that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self._names() if name.startswith(incomplete.upper())]


_Ordered = TypeVar("_Ordered", str, datetime)
USCC = UsccType()
SUBJECT = SubjectType()
MEMBER = MemberType()
MATTER = MatterType()
PLACED_MATTER = PlacedMatterType()
PAIR = PairType()
DATE = DateType()
MOMENT = MomentType()
END_MOMENT = MomentType(end=True)


def check_order(first: _Ordered | None, last: _Ordered | None) -> None:
    """Refuses a span that ends before it begins, which would look like there was nothing.

    Raises:
        click.BadParameter: `first` (of `--from`) lies after `last` (of `--to`).
    """
    if first and last and first > last:
        raise click.BadParameter(_("--from lies after --to; give the earlier one to --from"), param_hint="--to")


def today(now: datetime) -> str:
    """The legal day of a moment."""
    return now.astimezone(LEGAL_TIME).date().isoformat()
