"""The register of interventions (干预记录): somebody without part in a case tried to influence it (国令825; 两办2015 by analogy, [C]).

Appended only: nothing replaces, continues or revises an entry. It stays in the node (不予共享), and only the supervising auditor of the
own member is shown it: neither the organs that handle cases, the one that wrote it down included, nor any neighbour.
"""

from __future__ import annotations

from exchange.domain.policy import PolicyError
from exchange.v1 import error_pb2, record_pb2


def check_register(*, sharing_class: int, thread_id: str, supersedes: str) -> None:
    """Whether an intervention may be entered under this header.

    Raises:
        PolicyError: CLASS_NOT_ALLOWED, or FIELD_INVALID where it would replace or continue something.
    """
    if sharing_class != record_pb2.SHARING_CLASS_WITHHELD:
        raise PolicyError(
            error_pb2.ERROR_REASON_CLASS_NOT_ALLOWED, "sharing_class", "an intervention is never shared; its class is WITHHELD (不予共享)"
        )
    for field, value in (("supersedes", supersedes), ("thread_id", thread_id)):
        if value:
            raise PolicyError(
                error_pb2.ERROR_REASON_FIELD_INVALID,
                field,
                f"{field}: the register is appended only; leave it empty and enter a new record",
            )
