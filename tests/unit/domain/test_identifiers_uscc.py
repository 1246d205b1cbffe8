from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.identifiers import (
    IdentifierError,
    IdentifierReason,
    MaskedUscc,
    Uscc,
    parse_masked_uscc,
    parse_uscc,
)
from tests.support.identifiers import ALPHABET, inner, outer, usccs

R = IdentifierReason
GOOD = [
    "913101166078754287",
    "91330481554013049C",
    "91320500565336601D",
    "9131011656957181XN",
    "91330482MA29GEU99P",
    "11230500001755309F",
]


def refusal(text: str | None) -> IdentifierError:
    with pytest.raises(IdentifierError) as caught:
        parse_uscc(text, field="CF_XDR_SHXYM")
    assert caught.value.field == "CF_XDR_SHXYM"
    assert str(caught.value).startswith("CF_XDR_SHXYM: ")
    return caught.value


@pytest.mark.parametrize("code", GOOD)
def test_published_codes_are_taken(code: str) -> None:
    assert parse_uscc(code) == Uscc(code)
    assert str(parse_uscc(code)) == code


def test_parts_of_a_code() -> None:
    uscc = parse_uscc("91330482MA29GEU99P")
    assert (uscc.registrar, uscc.kind, uscc.region_code, uscc.organisation_code) == ("9", "91", "330482", "MA29GEU99")
    assert (uscc.entity_class, uscc.is_organ, uscc.is_individual_business) == ("企业", False, False)
    assert uscc.notes == ()


def test_an_organ_is_known_as_one() -> None:
    organ = parse_uscc("11230500001755309F")
    assert organ.is_organ is True
    assert organ.entity_class == "机关"
    assert organ.notes == ("region 230500 is in no table held here (黑龙江省)",)


def _code(head: str, region: str) -> str:
    body = "60787542"
    first = head + region + body + inner(body)
    return first + outer(first)


def test_historical_and_foreign_regions_are_noted_never_refused() -> None:
    assert "310228 is historical: 金山县, until 1997" in parse_uscc(_code("11", "310228")).notes[0]
    assert "no GB/T 2260 province" in parse_uscc(_code("91", "990000")).notes[0]
    assert parse_uscc(_code("11", "100000")).notes == ("region 100000: registered nationally",)


def test_village_cooperatives_and_unlisted_classes_are_taken() -> None:
    cooperative = parse_uscc(_code("N2", "330482"))
    assert cooperative.entity_class == "村级集体经济组织"
    assert "unverified" in cooperative.notes[0]
    unlisted = parse_uscc(_code("88", "330482"))
    assert (unlisted.entity_class, unlisted.is_organ) == (None, None)
    assert "class 88" in unlisted.notes[0]


def test_individual_businesses_are_recognised() -> None:
    assert parse_uscc(_code("92", "310116")).is_individual_business


@pytest.mark.parametrize(
    "dirty",
    [
        "统一社会信用代码：913101166078754287",
        "统一社会信用代码: 913101166078754287",
        "913101166078754287（1/1）",
        "913101166078754287(1/1)",
        "913101166078754287()",
        "９１３１０１１６６０７８７５４２８７",
        " 91310116 6078754-2 87\t",
        "\ufeff913101166078754287\u200b",
        "91310116–60787542–87",
        "统一社会信用代码：９１３１０１１６ ６０７８７５４２８７（１/１）",
    ],
)
def test_dirt_of_real_feeds_is_taken_off(dirty: str) -> None:
    assert parse_uscc(dirty).code == "913101166078754287"


def test_lower_case_is_raised() -> None:
    assert parse_uscc("91330482ma29geu99p").code == "91330482MA29GEU99P"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, R.EMPTY),
        ("", R.EMPTY),
        (" \u3000 ", R.EMPTY),
        ("undefined", R.EMPTY),
        ("NULL", R.EMPTY),
        ("无", R.EMPTY),
        ("-", R.EMPTY),
        ("——", R.EMPTY),
        ("/", R.EMPTY),
        ("()", R.EMPTY),
        ("统一社会信用代码：", R.EMPTY),
        ("0" * 18, R.EMPTY),
        ("91430102**********", R.MASKED),
        ("91430681XXXXXXXXXX", R.MASKED),
        ("91430681xxxxxxxxxx", R.MASKED),
        ("9143****1234", R.MASKED),
        ("91310116●●●●754287", R.MASKED),
        ("310110000594299", R.REGISTRATION_NUMBER),
        ("370611200 007878", R.REGISTRATION_NUMBER),
        ("220181020004532", R.REGISTRATION_NUMBER),
        ("91310116", R.LENGTH),
        ("9131011660787542871", R.LENGTH),
        ("31011000059429A", R.LENGTH),
        ("913101166078754287；", R.LENGTH),
        ("91310116S11653529C", R.ALPHABET),
        ("9131O1166078754287", R.ALPHABET),
        ("91A101166078754287", R.ALPHABET),
        ("91310116607875428乙", R.ALPHABET),
        ("91310116607875428²", R.CHECKSUM),
        ("91310116MA1H23ABC4", R.CHECKSUM),
        ("913101166078754286", R.CHECKSUM),
    ],
)
def test_each_fault_has_its_reason(text: str | None, reason: IdentifierReason) -> None:
    assert refusal(text).reason is reason


def test_inner_checksum_is_told_from_the_outer() -> None:
    body = "913101166078754" + "2" + "7"
    error = refusal(body + outer(body))
    assert error.reason is R.INNER_CHECKSUM
    assert "GB 11714-1997 gives 8" in str(error)


def test_messages_say_what_would_be_right() -> None:
    assert "GB 32100-2015 gives 7" in str(refusal("913101166078754286"))
    assert "character 9 is 'S'" in str(refusal("91310116S11653529C"))
    assert "check digit holds" in str(refusal("310110000594299"))
    assert "check digit fails" in str(refusal("220181020004532"))
    assert "has 18" in str(refusal("91310116"))


def test_an_identity_number_in_the_column_is_not_repeated_by_the_error() -> None:
    error = refusal("310116199001011230")
    assert error.value == "310116************"
    assert "19900101" not in error.value


def test_long_values_are_cut_in_the_error() -> None:
    assert len(refusal("9" * 100_000).value) < 100


def test_every_reason_is_one_of_the_seven() -> None:
    assert [str(reason) for reason in R] == [
        "EMPTY",
        "MASKED",
        "LENGTH",
        "ALPHABET",
        "CHECKSUM",
        "INNER_CHECKSUM",
        "REGISTRATION_NUMBER",
    ]


@given(usccs())
def test_valid_codes_round_trip(code: str) -> None:
    parsed = parse_uscc(code)
    assert parsed.code == code
    assert parsed.kind + parsed.region_code + parsed.organisation_code + code[17] == code


@given(usccs(), st.integers(0, 17), st.sampled_from(ALPHABET + "IOSVZ"))
def test_every_change_of_one_character_is_refused(code: str, position: int, other: str) -> None:
    changed = code[:position] + other + code[position + 1 :]
    if changed == code:
        return
    reason = refusal(changed).reason
    if other in "IOSVZ" or (2 <= position < 8 and not other.isdigit()):
        assert reason is R.ALPHABET
    else:
        assert reason in {R.CHECKSUM, R.MASKED}
        assert (reason is R.MASKED) == ("XXXX" in changed)


@given(usccs(), st.integers(0, 17), st.integers(0, 17))
def test_every_swap_but_first_with_last_is_refused(code: str, one: int, two: int) -> None:
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    text = "".join(swapped)
    if text == code or {one, two} == {0, 17}:
        return
    assert refusal(text).reason in {R.CHECKSUM, R.ALPHABET, R.MASKED}


@given(usccs(), st.sampled_from(["", " ", "\u3000", "-"]), st.sampled_from(["", "（1/1）", "()", "(12/30)"]))
def test_dirt_never_changes_the_code(code: str, gap: str, tail: str) -> None:
    assert parse_uscc("统一社会信用代码：" + gap.join(code.lower()) + tail).code == code


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused_with_a_reason(text: str) -> None:
    try:
        code = parse_uscc(text).code
    except IdentifierError as error:
        refused = error
    else:
        assert parse_uscc(code).code == code
        return
    assert refused.reason in R


@given(usccs(), st.integers(1, 16), st.integers(1, 16))
def test_a_masked_code_fits_its_original(code: str, start: int, length: int) -> None:
    end = min(18, start + length)
    masked = parse_masked_uscc(code[:start] + "*" * (end - start) + code[end:])
    assert masked.has_full_length
    assert masked.visible == 18 - (end - start)
    assert masked.fits(parse_uscc(code))


def test_masks_of_published_decisions() -> None:
    assert parse_masked_uscc("91430102**********") == MaskedUscc("91430102**********")
    assert parse_masked_uscc("91430681xxxxxxxxxx").pattern == "91430681**********"
    short = parse_masked_uscc("统一社会信用代码：9131****4287（1/1）")
    assert not short.has_full_length
    assert short.fits(parse_uscc("913101166078754287"))
    assert not short.fits(parse_uscc("91330482MA29GEU99P"))
    assert not parse_masked_uscc("91330482**********").fits(parse_uscc("913101166078754287"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("无", R.EMPTY),
        ("*" * 18, R.MASKED),
        ("91430102***********", R.LENGTH),
        ("91S30102**********", R.ALPHABET),
        ("913101166078754287", R.ALPHABET),
    ],
)
def test_what_is_no_masked_code_is_refused(text: str, reason: IdentifierReason) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_masked_uscc(text)
    assert caught.value.reason is reason
