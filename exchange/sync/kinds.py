"""Which jobs there are, in the order in which one would run them by hand.

    trust               every trust_interval_s
    collect <store>     every collect_interval_s
    pull <member>       every pull_interval_s
    witness             every witness_interval_s
    gossip              every pull_interval_s
    deadlines           every deadlines_interval_s
    withdrawals         every pull_interval_s, and after each pull
    deliver <store>     every deliver_interval_s, and after each pull
    attachments <member>  every pull_interval_s, and after each pull
    subjects            every collect_interval_s
    warnings            every warnings_interval_s
    draws               every pull_interval_s, and after each pull

A new kind of job is one more entry of `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from exchange.domain.audit import AuditTag
from exchange.settings import CaseStoreSettings, SyncSettings
from exchange.storage.projection import subjects
from exchange.storage.writer import Submission
from exchange.sync.attachments import Fetcher
from exchange.sync.collect import Collector
from exchange.sync.context import NodeContext
from exchange.sync.deadlines import DeadlineWatch
from exchange.sync.deliver import Deliverer
from exchange.sync.drawing import Drawing
from exchange.sync.events import job_event
from exchange.sync.peers import Peers, metadata
from exchange.sync.pull import Puller
from exchange.sync.stores import open_store
from exchange.sync.warning_job import WarningJob
from exchange.sync.withdrawing import Withdrawing
from exchange.sync.witnessing import Gossip, Witnessing
from exchange.trust.client import TrustClient
from exchange.trust.errors import TrustError
from exchange.trust.fetchers import GrpcFetcher

Counts = dict[str, int]


class Node(Protocol):
    """What a job works on."""

    @property
    def context(self) -> NodeContext:
        """The node."""

    @property
    def peers(self) -> Peers:
        """Its neighbours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobKind:
    """One kind of job: what it is run for (`targets`; one empty text where it is run once), how often, and what it does."""

    name: str
    targets: Callable[[Node], Sequence[str]]
    interval_s: Callable[[SyncSettings], float]
    run: Callable[[Node, str], Counts]
    after_pull: bool = False


def kind_of(name: str) -> tuple[JobKind, str]:
    """The kind and target of a job's name.

    Raises:
        ValueError: there is no such kind.
    """
    kind, _, target = name.partition(" ")
    for one in KINDS:
        if one.name == kind:
            return one, target
    raise ValueError(f"job {name!r}; kinds of jobs are {', '.join(one.name for one in KINDS)}")


def once(_node: Node) -> Sequence[str]:
    """A job without targets."""
    return ("",)


def each_peer(node: Node) -> Sequence[str]:
    """A job for every neighbour."""
    return node.peers.codes()


def _pull(node: Node, target: str) -> Counts:
    return asdict(Puller(node.context, node.peers).pull(target))


def _witness(node: Node, _target: str) -> Counts:
    return asdict(Witnessing(node.context, node.peers).run())


def _gossip(node: Node, _target: str) -> Counts:
    return {"forked": Gossip(node.context, node.peers, Puller(node.context, node.peers)).run()}


def _withdrawals(node: Node, _target: str) -> Counts:
    return asdict(Withdrawing(node.context).run())


def _fetch(node: Node, target: str) -> Counts:
    return asdict(Fetcher(node.context, node.peers).fetch(target))


def _collect(node: Node, target: str) -> Counts:
    settings = _store_settings(node, target)
    with open_store(settings) as store:
        return asdict(Collector(node.context, settings, store).collect())


def _deliver(node: Node, target: str) -> Counts:
    with open_store(_store_settings(node, target)) as store:
        return asdict(Deliverer(node.context, store).deliver())


def _deadlines(node: Node, _target: str) -> Counts:
    return asdict(DeadlineWatch(node.context).run())


def _store_settings(node: Node, name: str) -> CaseStoreSettings:
    for one in node.context.settings.case_stores:
        if one.name == name:
            return one
    raise ValueError(f"case store {name!r} isn't in node.toml")


def _refresh_trust(node: Node, _target: str) -> Counts:
    """From the first neighbour that can be reached; what it gives is believed only through the TUF workflow."""
    context, failure = node.context, ""
    for peer in node.peers.codes():
        fetcher = GrpcFetcher(node.peers.channel(peer), metadata=metadata())
        before = context.trust.membership.version
        try:
            membership = TrustClient(context.settings.trust_directory, fetcher).refresh(context.now())
        except TrustError as error:
            failure = f"{peer}: {error}"
            continue
        if membership.version != before:
            event = job_event(context, AuditTag.TRUST_REFRESHED, detail=f"version {before} → {membership.version}, from {peer}")
            context.writer.submit(Submission(audit=[event])).result()
            context.trust.replace(membership)
        return {"version": membership.version}
    if failure:
        raise TrustError(failure)
    return {}


def _warn(node: Node, _target: str) -> Counts:
    return asdict(WarningJob(node.context).run())


def _draw(node: Node, _target: str) -> Counts:
    return asdict(Drawing(node.context).run())


def _read_subjects(node: Node, _target: str) -> Counts:
    return {"entries": subjects.catch_up(node.context.database)}


KINDS: tuple[JobKind, ...] = (
    JobKind(name="trust", targets=once, interval_s=lambda sync: sync.trust_interval_s, run=_refresh_trust),
    JobKind(
        name="collect",
        targets=lambda node: [one.name for one in node.context.settings.case_stores if one.collect],
        interval_s=lambda sync: sync.collect_interval_s,
        run=_collect,
    ),
    JobKind(name="pull", targets=each_peer, interval_s=lambda sync: sync.pull_interval_s, run=_pull),
    JobKind(name="attachments", targets=each_peer, interval_s=lambda sync: sync.pull_interval_s, run=_fetch, after_pull=True),
    JobKind(name="witness", targets=once, interval_s=lambda sync: sync.witness_interval_s, run=_witness),
    JobKind(name="gossip", targets=once, interval_s=lambda sync: sync.pull_interval_s, run=_gossip),
    JobKind(name="deadlines", targets=once, interval_s=lambda sync: sync.deadlines_interval_s, run=_deadlines),
    JobKind(name="withdrawals", targets=once, interval_s=lambda sync: sync.pull_interval_s, run=_withdrawals, after_pull=True),
    JobKind(
        name="deliver",
        targets=lambda node: [one.name for one in node.context.settings.case_stores if one.deliver],
        interval_s=lambda sync: sync.deliver_interval_s,
        run=_deliver,
        after_pull=True,
    ),
    JobKind(name="subjects", targets=once, interval_s=lambda sync: sync.collect_interval_s, run=_read_subjects),
    JobKind(name="draws", targets=once, interval_s=lambda sync: sync.pull_interval_s, run=_draw, after_pull=True),
    JobKind(name="warnings", targets=once, interval_s=lambda sync: sync.warnings_interval_s, run=_warn),
)
