"""Local accounts, for places without a log-in service of their own: name, password, and a one-time code.

- Passwords: Argon2id (RFC 9106: 3 passes, 64 MiB, one lane: OpenSSL's lanes share a pool that parallel hashes can block for good), one at
  a time in a process. What may be chosen follows NIST SP 800-63B-4 §3.1.1: length counts, composition doesn't, common ones and one's own
  name are refused.
- One-time codes: TOTP (RFC 6238, SHA-1, 6 digits, 30 s, as apps take them), one step of tolerance, each step once. The secret lies sealed
  in the database (AES-256-GCM, key in `keys/accounts.key`), and is shown until the first code proves that it was taken over, never after.
- Tries in vain are counted by name and by address, in the database: they hold for all processes. A name that doesn't exist costs the same
  work and gives the same answer.
- An account has one role; a person who holds one of the three administrators' roles gets no second of them (DESIGN §4).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from threading import Lock

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.storage import accounts as store
from exchange.storage import audit, sessions
from exchange.storage.accounts import StoredAccount
from exchange.sync.context import NodeContext
from exchange.sync.secrets import secret_of
from exchange.trust.errors import IdentityError, UnknownMemberError
from exchange.trust.identity import Identity, Role
from exchange.v1 import audit_pb2
from exchange.wire import invalid

ADMINISTRATORS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
ROLES = (Role.ORGAN, Role.PLANNER, *sorted(ADMINISTRATORS))
SHORTEST, LONGEST = 12, 128  # characters of a password
STEP_S, DIGITS, SECRET_SIZE = 30, 6, 20
MINUTE_US = 60_000_000
WINDOW_US = WAIT_US = 15 * MINUTE_US
NAME_LIMIT, ADDRESS_LIMIT = 5, 30  # tries in vain before a wait
NONCE_SIZE = 12
ONE_TIME = 18  # random bytes of a first password
_HASHING = Lock()


class Gate(StrEnum):
    """What came of a try."""

    IN = "in"
    ENROL = "enrol"  # the password is right; a new one must be chosen and the codes be set up
    REFUSED = "refused"
    WAIT = "wait"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """The outcome; `account` only where it is known and right."""

    gate: Gate
    account: StoredAccount | None = None


class Accounts:
    """The accounts of one node."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context

    def any(self) -> bool:
        """Whether there are any: without, the log-in page doesn't offer them."""
        return bool(self.list())

    def list(self) -> Sequence[StoredAccount]:
        """All, by name."""
        with self._context.database.reading() as connection:
            return store.list_all(connection)

    def add(self, name: str, *, role: str, organ: str = "", person: str, by: str) -> str:
        """A new account; returns its one-time password.

        Raises:
            RefusedError: FIELD_INVALID; `fields` name what is wrong.
        """
        account = self._checked(name, role=role, organ=organ, person=person, by=by)
        password = secrets.token_urlsafe(ONE_TIME)
        account = replace(account, password=_hash(password))
        with self._context.database.durable() as connection:
            if store.find(connection, name) is not None:
                raise invalid("name", f"{name!r} is taken; choose another")
            held = [one for one in store.list_all(connection) if one.person == person and one.role in ADMINISTRATORS]
            if held and account.role in ADMINISTRATORS:
                fault = f"{person!r} holds the role {held[0].role} already ({held[0].name}); nobody holds two of {', '.join(ROLES[2:])}"
                raise invalid("person", fault)
            store.add(connection, account)
            self._log(connection, by, f"account {name} added: {account.role} {organ} {person}".strip())
        return password

    def _checked(self, name: str, *, role: str, organ: str, person: str, by: str) -> StoredAccount:
        if role not in ROLES:
            raise invalid("role", f"{role!r} isn't a role for people; they are {', '.join(ROLES)}")
        try:
            Identity(member=self._context.member, role=Role(role), name=name)
        except IdentityError as error:
            raise invalid("name", str(error)) from error
        if not 0 < len(person) <= LONGEST // 2:
            fault = f"{person!r}; the authority's reference of who holds it, up to {LONGEST // 2} characters, no identity number, is right"
            raise invalid("person", fault)
        if role == Role.ORGAN:
            self._check_organ(organ)
        elif organ:
            raise invalid("organ", f"the role {role} acts for no organ; leave it empty")
        return StoredAccount(
            name=name,
            role=role,
            organ=organ,
            person=person,
            password="",
            must_change=True,
            secret=self._seal(secrets.token_bytes(SECRET_SIZE), name),
            enrolled=False,
            last_step=0,
            locked=False,
            created_at=self._context.microseconds(),
            created_by=by[:120],
        )

    def _check_organ(self, organ: str) -> None:
        try:
            member, _organ = self._context.trust.membership.organ(organ)
        except UnknownMemberError:
            member = ""
        if member != self._context.member:
            raise invalid("organ", f"{organ!r} isn't an organ of {self._context.member}; give the USCC of one that is")

    def set_locked(self, name: str, *, locked: bool, by: str) -> None:
        """A locked account's sessions end at once.

        Raises:
            RefusedError: FIELD_INVALID, name.
        """
        self._change(name, by, f"account {name} {'locked' if locked else 'unlocked'}", locked=locked)

    def reset(self, name: str, *, by: str) -> str:
        """A new one-time password, and the codes must be set up anew; returns the password.

        Raises:
            RefusedError: FIELD_INVALID, name.
        """
        password = secrets.token_urlsafe(ONE_TIME)
        secret = self._seal(secrets.token_bytes(SECRET_SIZE), name)
        self._change(name, by, f"account {name} reset", password=_hash(password), must_change=True, enrolled=False, secret=secret)
        return password

    def remove(self, name: str, *, by: str) -> None:
        """What it did stays in the audit log.

        Raises:
            RefusedError: FIELD_INVALID, name.
        """
        with self._context.database.durable() as connection:
            account = store.find(connection, name)
            if account is None or not store.remove(connection, name):
                raise invalid("name", f"there is no account {name!r}")
            self._end_sessions(connection, account)
            self._log(connection, by, f"account {name} removed")

    def _change(self, name: str, by: str, what: str, **values: object) -> None:
        with self._context.database.durable() as connection:
            account = store.find(connection, name)
            if account is None or not store.change(connection, name, **values):
                raise invalid("name", f"there is no account {name!r}")
            self._end_sessions(connection, account)
            store.forgive(connection, _name_key(name))
            self._log(connection, by, what)

    def _end_sessions(self, connection: Connection, account: StoredAccount) -> None:
        sessions.remove_of(connection, self.identity(account).uri, account.name)

    def identity(self, account: StoredAccount) -> Identity:
        """As whom it acts: an officer as the organ, everybody else by the account's name."""
        name = account.organ if account.role == Role.ORGAN else account.name
        return Identity(member=self._context.member, role=Role(account.role), name=name)

    def enter(self, name: str, password: str, code: str, *, address: str) -> Tried:
        """Whether name, password and code let somebody in. Takes about 0.1 s and 64 MiB."""
        account = self._tried(name, password, address)
        if isinstance(account, Tried):
            return account
        if account.must_change or not account.enrolled:
            return Tried(gate=Gate.ENROL, account=account)
        if not self._take_code(account, code):
            return self._refuse(name, address)
        self._succeed(account)
        return Tried(gate=Gate.IN, account=account)

    def enrol(self, name: str, password: str, code: str, *, new_password: str, address: str) -> Tried:
        """The first log-in: another password, and a code that proves that the secret was taken over.

        Raises:
            RefusedError: FIELD_INVALID: new_password.
        """
        account = self._tried(name, password, address)
        if isinstance(account, Tried):
            return account
        if not account.must_change and account.enrolled:  # nothing is set up twice without a reset
            return self._refuse(name, address)
        check_password(new_password, name=name, old=password, member=self._context.member)
        if not self._take_code(account, code):
            self._refuse(name, address)
            return Tried(gate=Gate.ENROL, account=account)
        with self._context.database.durable() as connection:
            store.change(connection, name, password=_hash(new_password), must_change=False, enrolled=True)
            self._log(connection, self.identity(account).uri, f"account {name} set up")
        self._succeed(account)
        return Tried(gate=Gate.IN, account=account)

    def _tried(self, name: str, password: str, address: str) -> StoredAccount | Tried:
        """The account whose password this is, or what came of the try."""
        now = self._context.microseconds()
        with self._context.database.reading() as connection:
            if store.blocked_until(connection, [_name_key(name), _address_key(address)]) > now:
                return Tried(gate=Gate.WAIT)
            account = store.find(connection, name)
        right = _verify(password, account.password if account else _decoy())
        if account is None or not right or account.locked:
            return self._refuse(name, address)
        return account

    def _refuse(self, name: str, address: str) -> Tried:
        now = self._context.microseconds()
        with self._context.database.durable() as connection:
            for key, limit in ((_name_key(name), NAME_LIMIT), (_address_key(address), ADDRESS_LIMIT)):
                store.failed(connection, key, now=now, window=WINDOW_US, limit=limit, wait=WAIT_US)
        return Tried(gate=Gate.REFUSED)

    def _succeed(self, account: StoredAccount) -> None:
        with self._context.database.durable() as connection:
            store.forgive(connection, _name_key(account.name))

    def _take_code(self, account: StoredAccount, code: str) -> bool:
        """Whether the code is of this time step, the last or the next, and of none that was used before."""
        totp, seconds = self._totp(account), int(self._context.now().timestamp())
        given = "".join(code.split()).encode()
        for step in (seconds // STEP_S + shift for shift in (0, -1, 1)):
            if secrets.compare_digest(totp.generate(step * STEP_S), given):
                with self._context.database.durable() as connection:
                    return store.take_step(connection, account.name, step, now=self._context.microseconds())
        return False

    def provisioning(self, account: StoredAccount) -> str:
        """`otpauth://…`, for an app, until the account is enrolled."""
        return self._totp(account).get_provisioning_uri(account.name, f"{self._context.settings.name} 长三角执法协同交换")

    def _totp(self, account: StoredAccount) -> TOTP:
        return TOTP(self._open(account.secret, account.name), DIGITS, SHA1(), STEP_S)  # noqa: S303  # RFC 6238's, and what apps take

    def _seal(self, secret: bytes, name: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + AESGCM(self.key()).encrypt(nonce, secret, name.encode())

    def _open(self, sealed: bytes, name: str) -> bytes:
        return AESGCM(self.key()).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], name.encode())

    def key(self) -> bytes:
        """The node's key for what accounts keep sealed; made at first use."""
        return secret_of(self._context.settings.home, "accounts")

    def _log(self, connection: Connection, by: str, detail: str) -> None:
        event = audit_pb2.AuditEvent(
            tag=AuditTag.ACCOUNT_CHANGED,
            actor=by,
            member=self._context.member,
            result=audit_pb2.AUDIT_RESULT_ALLOWED,
            detail=detail[:500],
        )
        event.at.FromDatetime(self._context.now())
        audit.append(connection, self._context.member, [event], now=self._context.microseconds())


def check_password(password: str, *, name: str, old: str, member: str) -> None:
    """What may be chosen (NIST SP 800-63B-4 §3.1.1.2).

    Raises:
        RefusedError: FIELD_INVALID, new_password.
    """
    text = unicodedata.normalize("NFKC", password)
    plain = text.casefold()
    if not SHORTEST <= len(text) <= LONGEST:
        raise invalid("new_password", f"{len(text)} characters; {SHORTEST} to {LONGEST} are right")
    if text == unicodedata.normalize("NFKC", old):
        raise invalid("new_password", "it is the old one; choose another")
    left = plain
    for word in sorted((*_weak(), name.casefold(), member), key=len, reverse=True):
        left = left.replace(word, "")
    if len(set(plain)) < SHORTEST // 3 or len(left) < SHORTEST // 2:
        fault = "it is made of common words, the account's name or few characters; a few words that don't belong together are right"
        raise invalid("new_password", fault)


@cache
def _weak() -> tuple[str, ...]:
    return tuple((resources.files("exchange.console") / "data" / "weak_passwords.txt").read_text(encoding="utf-8").split())


def _hash(password: str) -> str:
    kdf = Argon2id(salt=secrets.token_bytes(16), length=32, iterations=3, lanes=1, memory_cost=64 << 10)
    with _HASHING:
        return kdf.derive_phc_encoded(unicodedata.normalize("NFKC", password).encode())


def _verify(password: str, phc: str) -> bool:
    try:
        with _HASHING:
            Argon2id.verify_phc_encoded(unicodedata.normalize("NFKC", password)[: LONGEST * 4].encode(errors="replace"), phc)
    except InvalidKey:
        return False
    return True


@cache
def _decoy() -> str:
    """What an unknown name's password is compared with: the same work."""
    return _hash(secrets.token_urlsafe(ONE_TIME))


def _name_key(name: str) -> str:
    return f"account:{name[:64]}"


def _address_key(address: str) -> str:
    return f"address:{address[:64]}"
