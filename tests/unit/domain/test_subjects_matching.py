"""Subjects compared: what codes decide, what names make likely, and what they never may. Names and codes are fictitious."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.domain.subjects import Verdict, Why, compare, profile, with_ambiguity
from exchange.v1.subject_pb2 import Subject
from tests.support.identifiers import inner, uscc, usccs

SAME, LIKELY, POSSIBLE, RELATED, NONE = (
    Verdict.MATCH_VERDICT_SAME,
    Verdict.MATCH_VERDICT_LIKELY,
    Verdict.MATCH_VERDICT_POSSIBLE,
    Verdict.MATCH_VERDICT_RELATED,
    Verdict.MATCH_VERDICT_UNSPECIFIED,
)
NAME = "平湖市虚诺电子商务有限公司"
CODE = uscc(head="91", region="330482", body="57650187")
OTHER = uscc(head="91", region="330482", body="MA2CU7HX")
ORGANISATION = "57650187" + inner("57650187")
NUMBER, OTHER_NUMBER = "330482000055706", "330482000000017"  # check digits right (GS15-2006)


def match(left, right):
    one, other = profile(Subject(**left)), profile(Subject(**right))
    assert compare(other, one) == compare(one, other)
    return compare(one, other)


def whys(found):
    return {reason.why for reason in found.reasons}


# Codes


def test_equal_credit_codes_are_the_same_whatever_the_names():
    found = match({"name": NAME, "uscc": CODE}, {"name": "嘉善县改名食品厂", "uscc": CODE})

    assert (found.verdict, found.score) == (SAME, 1000)


def test_right_credit_codes_that_differ_are_never_the_same():
    found = match({"name": NAME, "uscc": CODE}, {"name": NAME, "uscc": OTHER})

    assert (found.verdict, found.score) == (NONE, 0)
    assert Why.USCC_DIFFERENT in whys(found)


def test_the_organisation_code_is_inside_the_credit_code():
    assert match({"name": NAME, "uscc": CODE}, {"name": "平湖虚诺", "organisation_code": ORGANISATION}).verdict == SAME
    assert match({"name": NAME, "uscc": OTHER}, {"name": NAME, "organisation_code": ORGANISATION}).verdict == NONE


def test_equal_registration_numbers_are_the_same_unless_the_cores_have_nothing_in_common():
    found = match({"name": NAME, "registration_number": NUMBER}, {"name": NAME, "registration_number": NUMBER})
    strange = match({"name": NAME, "registration_number": NUMBER}, {"name": "嘉善县假达食品有限公司", "registration_number": NUMBER})

    assert (found.verdict, strange.verdict) == (SAME, LIKELY)


@pytest.mark.parametrize("mask", ["91330482**********", "91330482XXXXXXXXXX", "9133**********" + CODE[-4:], CODE[:12] + "******"])
def test_a_mask_supports_a_name_and_identifies_nobody(mask):
    assert match({"name": NAME, "uscc": CODE}, {"name": NAME, "masked_code": mask}).verdict == LIKELY
    assert match({"name": NAME, "uscc": CODE}, {"name": "平湖市假达食品有限公司", "masked_code": mask}).verdict in {NONE, POSSIBLE}


def test_a_mask_that_does_not_fit_speaks_against_the_same_name():
    found = match({"name": NAME, "uscc": CODE}, {"name": NAME, "masked_code": "91330421**********"})

    assert (found.verdict, Why.MASK_CONTRADICTS in whys(found)) == (NONE, True)


@pytest.mark.parametrize("damaged", [CODE[:-1] + "^", CODE[:9] + "O" + CODE[10:], CODE[:12] + CODE[13:], CODE[:12] + "1" + CODE[12:]])
def test_a_damaged_code_makes_likely_and_never_the_same(damaged):
    assert match({"name": NAME, "uscc": CODE}, {"name": "平湖虚诺", "uscc": damaged}).verdict == LIKELY
    assert match({"name": NAME, "uscc": CODE}, {"name": "", "uscc": damaged}).verdict in {NONE, POSSIBLE}


# Names


@pytest.mark.parametrize(
    "name",
    [
        "平湖虚诺电子商务有限公司",
        "平湖市虚诺电子商务有限责任公司",
        "平湖市虚诺电子商务公司",
        "浙江省平湖市虚诺电子商务有限公司",
        "平湖市虛諾電子商務有限公司",
        "平湖市虚诺电商有限公司",
        "平湖市虚若电子商务有限公司",  # shape
        "平湖市虚懦电子商务有限公司",  # sound
        "平湖市虚诺电字商务有限公司",
        "平糊市虚诺电子商务有限公司",
        "平湖市虚诺电子商务有公限司",
        "湖市虚诺电子商务有限公司",
        "平湖市虚诺电子商务有",
        "平湖市虚虚诺电子商务有限公司",
    ],
)
def test_damage_that_people_and_machines_do_leaves_a_name_likely(name):
    assert match({"name": NAME}, {"name": name}).verdict == LIKELY


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (NAME, "平湖市虚诺食品有限公司"),  # a sibling in another trade
        (NAME, "杭州虚诺电子商务有限公司"),  # the same core elsewhere
        (NAME, "平湖市宏图电子商务有限公司"),  # a neighbour in the same trade
        ("平湖市鸿达物流有限公司", "平湖市宏达物流有限公司"),  # sounds alike, and both are what companies like to be called
        ("平湖市虚诺第一物流有限公司", "平湖市虚诺第二物流有限公司"),
        ("平湖市虚诺东物流有限公司", "平湖市虚诺西物流有限公司"),
        ("虚诺电子商务有限公司", NAME),  # two characters, and no place
        ("平湖市某某电子商务有限公司", NAME),
        ("湖州市虚诺物流有限公司", "杭州市虚诺物流有限公司"),
        ("平湖市虚诺电子商务有限公司", "平湖市虚诺电子商务经营部"),
    ],
)
def test_names_that_companies_are_told_apart_by_are_not_likely_the_same(left, right):
    assert match({"name": left}, {"name": right}).verdict in {NONE, POSSIBLE}


def test_the_place_in_a_code_stands_in_for_one_that_a_name_lacks():
    assert match({"name": NAME}, {"name": "虚诺电子商务有限公司", "masked_code": "91330482**********"}).verdict == LIKELY


def test_a_former_name_counts():
    found = match({"name": NAME}, {"name": "平湖市新图贸易有限公司", "former_names": [NAME]})

    assert (found.verdict, Why.FORMER_NAME in whys(found)) == (LIKELY, True)


# Relations


@pytest.mark.parametrize("branch", ["嘉善分公司", "第一分公司", "营业部"])
def test_a_branch_is_related_to_its_legal_person_and_to_its_sisters(branch):
    for other in (NAME, f"{NAME}绍兴分公司"):
        assert match({"name": other, "uscc": CODE}, {"name": NAME + branch, "uscc": OTHER}).verdict == RELATED


def test_a_branch_names_its_legal_persons_code():
    found = match({"name": NAME, "uscc": CODE}, {"name": "虚诺驿站", "uscc": OTHER, "parent_uscc": CODE})

    assert (found.verdict, Why.PARENT_CODE in whys(found)) == (RELATED, True)


def test_a_branch_of_another_company_is_no_relation():
    assert match({"name": NAME}, {"name": "杭州假达食品有限公司绍兴分公司"}).verdict == NONE


# Several


def test_two_companies_that_fit_alike_are_both_only_possible():
    asked = profile(Subject(name="虚诺科创电子商务有限公司"))
    others = [profile(Subject(name="虚诺科创电子商务有限公司", uscc=code)) for code in (CODE, OTHER)]

    judged = with_ambiguity([(other, compare(asked, other)) for other in others])

    assert [one.verdict for one in judged] == [POSSIBLE, POSSIBLE]
    assert all(one.reasons[-1].why is Why.AMBIGUOUS for one in judged)


def test_a_company_that_fits_far_better_stays_likely():
    asked = profile(Subject(name=NAME))
    others = [profile(Subject(name=NAME, uscc=CODE)), profile(Subject(name=NAME.replace("诺", "若"), uscc=OTHER))]

    judged = with_ambiguity([(other, compare(asked, other)) for other in others])

    assert [one.verdict for one in judged] == [LIKELY, POSSIBLE]


# Properties

NAMES = st.one_of(st.text(max_size=40), st.text("平湖市杭州虚诺鸿宏达电子商务物流有限责任公司第一二分店(某)*", max_size=24))
CODES = st.one_of(st.just(""), usccs(), st.text("0123456789ABCDEFGHX*^乙 ", max_size=20))
SUBJECTS = st.builds(
    lambda name, code, number, former: Subject(name=name, uscc=code, registration_number=number, former_names=former),
    NAMES,
    CODES,
    st.sampled_from(["", NUMBER, OTHER_NUMBER, "330482000055707"]),
    st.lists(NAMES, max_size=2),
)


@given(SUBJECTS, SUBJECTS)
def test_the_order_makes_no_difference_and_a_score_is_between_0_and_1000(left, right):
    one, other = profile(left), profile(right)
    found, turned = compare(one, other), compare(other, one)

    assert (found.score, found.verdict) == (turned.score, turned.verdict)
    assert sorted(map(str, found.reasons)) == sorted(map(str, turned.reasons))
    assert 0 <= found.score <= 1000
    assert found.verdict != SAME or whys(found) & {Why.USCC_EQUAL, Why.ORGANISATION_EQUAL, Why.REGISTRATION_EQUAL}


@given(NAMES, NAMES, usccs(), usccs())
def test_different_right_codes_are_never_the_same_nor_likely(left, right, code, other):
    assume(code != other)

    assert match({"name": left, "uscc": code}, {"name": right, "uscc": other}).verdict in {NONE, RELATED}


@given(NAMES, st.integers(min_value=0, max_value=17))
def test_a_masked_code_is_never_the_same(name, hidden):
    mask = CODE[:hidden] + "*" + CODE[hidden + 1 :]

    assert match({"name": name, "uscc": CODE}, {"name": name, "masked_code": mask}).verdict != SAME
