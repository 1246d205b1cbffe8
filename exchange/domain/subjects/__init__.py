"""Subjects: which records may be about the same company, where codes are whole, old, masked, damaged or missing (RULES 1.1).

>>> from exchange.v1.subject_pb2 import Subject
>>> published = profile(Subject(name="义乌市卡诺电子商务有限公司", masked_code="91330782**********"))
>>> compare(published, profile(Subject(name="义乌卡诺电子商务有限责任公司", uscc="913307825765018792"))).score
940
"""

from exchange.domain.subjects._keys import index_keys, search_keys
from exchange.domain.subjects._matching import Match, Verdict, compare, default_min_score, with_ambiguity
from exchange.domain.subjects._names import Name, is_common, normalise_name, read_name
from exchange.domain.subjects._profile import Profile, profile
from exchange.domain.subjects._reasons import Reason, Why

__all__ = [
    "Match",
    "Name",
    "Profile",
    "Reason",
    "Verdict",
    "Why",
    "compare",
    "default_min_score",
    "index_keys",
    "is_common",
    "normalise_name",
    "profile",
    "read_name",
    "search_keys",
    "with_ambiguity",
]
