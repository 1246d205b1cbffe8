"""Opaque page tokens (AIP-158): where the last page ended, bound to the request that asked."""

from __future__ import annotations

import base64
import binascii
import json
from hashlib import sha256
from typing import Any

from google.protobuf.message import Message

from exchange.v1 import error_pb2
from exchange.wire import RefusedError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
MAX_KEY = 1 << 63  # databases hold no larger number


def page_size(request: Any) -> int:
    """The number of rows to answer with."""
    return min(request.page_size or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


def token_for(request: Message, key: Any) -> str:
    """A token that continues the same request after `key` (JSON values)."""
    return base64.urlsafe_b64encode(json.dumps([_fingerprint(request), key]).encode()).decode()


def key_in(request: Any, default: Any) -> Any:
    """The key that the request's token holds; `default` for the first page.

    Raises:
        RefusedError: the token isn't one of ours, or was given for another request.
    """
    if not request.page_token:
        return default
    try:
        fingerprint, key = json.loads(base64.urlsafe_b64decode(request.page_token.encode()))
    except (binascii.Error, ValueError, TypeError) as error:
        raise RefusedError(error_pb2.ERROR_REASON_PAGE_TOKEN_INVALID, "page_token isn't one this node gave; start without it") from error
    fits = type(key) is type(default) and (not isinstance(key, int) or 0 <= key < MAX_KEY)
    if fingerprint != _fingerprint(request) or not fits:
        raise RefusedError(
            error_pb2.ERROR_REASON_PAGE_TOKEN_INVALID, "page_token was given for another request; keep all other fields as they were"
        )
    return key


def _fingerprint(request: Message) -> str:
    """Of everything in the request but its page."""
    same = type(request)()
    same.CopyFrom(request)
    for name in ("page_token", "page_size"):
        same.ClearField(name)
    return sha256(same.SerializeToString(deterministic=True)).hexdigest()[:16]
