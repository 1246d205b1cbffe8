"""Jobs: when each ran last and how it went, every run, and a button that runs one now."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, may
from exchange.console.pages.base import page
from exchange.console.rendering import see_other, shown
from exchange.console.tables import Cell, Filter, Table, address_of, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.trust.identity import Role
from exchange.v1 import operations_service_pb2 as pb

SEEN_BY = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
PAGE_SIZE = 50
FAILED = "failed"
RUN = "OperationsService/RunJob"
_WORDS = {
    "trust": N_("refresh the membership"),
    "collect": N_("collect from the case store"),
    "pull": N_("pull the ledger"),
    "witness": N_("have checkpoints cosigned"),
    "gossip": N_("compare checkpoints"),
    "deadlines": N_("watch the clocks"),
    "withdrawals": N_("apply withdrawals"),
    "deliver": N_("deliver into the case store"),
    "attachments": N_("fetch attachments"),
    "subjects": N_("index companies"),
    "warnings": N_("look for warnings"),
    "draws": N_("take part in draws"),
}
_COUNTS = {
    "already": N_("there already"),
    "applied": N_("applied"),
    "batches": N_("batches"),
    "bytes": N_("bytes"),
    "closed": N_("closed"),
    "committed": N_("committed"),
    "cosigned": N_("cosigned"),
    "drawn": N_("drawn"),
    "due_soon": N_("due soon"),
    "entries": N_("entries"),
    "failed": N_("failed"),
    "fetched": N_("fetched"),
    "forked": N_("forked"),
    "lost": N_("lost"),
    "outcomes": N_("outcomes"),
    "outstanding": N_("outstanding"),
    "overdue": N_("overdue"),
    "published": N_("published"),
    "raised": N_("raised"),
    "recounted": N_("counted anew"),
    "refused": N_("refused"),
    "rejected": N_("rejected"),
    "reported": N_("reported"),
    "revealed": N_("revealed"),
    "retried": N_("to be tried again"),
    "unchanged": N_("unchanged"),
    "unreachable": N_("unreachable"),
    "version": N_("version"),
    "waiting": N_("waiting"),
    "withdrawn": N_("withdrawn"),
    "withheld": N_("withheld"),
    "without_organ": N_("without an organ"),
}
"""What the kinds of jobs count; a test holds that each of their counts stands here."""


def job_words(name: str) -> str:
    """`pull 330482` as people say it."""
    kind, _space, target = name.partition(" ")
    return " ".join(part for part in (_(_WORDS[kind]) if kind in _WORDS else kind, target) if part)


def counts_words(run: pb.JobRun) -> str:
    """What a run brought; nothing isn't named."""
    return ", ".join(f"{_(_COUNTS.get(name, name))} {count}" for name, count in sorted(run.counts.items()) if count)


async def show_jobs(request: Request) -> Response:
    """All jobs, and the runs that the filter asks for, newest first."""
    jobs = (await ask(request, "OperationsService/ListJobs", pb.ListJobsRequest())).jobs
    filters = [
        Filter(name="job", label=_("Job"), kind="select", choices=[(one.name, job_words(one.name)) for one in jobs]),
        Filter(name="result", label=_("Result"), kind="select", choices=[(FAILED, _("failed"))]),
    ]
    wanted = given(request, filters)
    message = pb.ListJobRunsRequest(
        page_size=PAGE_SIZE, page_token=page_token(request), job=wanted["job"], failed_only=wanted["result"] == FAILED
    )
    answer = await ask(request, "OperationsService/ListJobRuns", message)
    table = Table(
        columns=[_("Began"), _("Job"), _("Ended"), _("Result"), _("Counts"), _("Error")],
        rows=[_run_row(one) for one in answer.runs],
        next_token=answer.next_page_token,
    )
    return shown(
        request,
        "jobs.html",
        table,
        name="job-runs",
        filters=filters,
        jobs=_jobs_table(jobs),
        names=[(one.name, job_words(one.name)) for one in jobs] if may(request, RUN) else [],
        ran={name: request.query_params.get(name, "") for name in ("ran", "said")},
    )


def _jobs_table(jobs: list[pb.JobStanding]) -> Table:
    return Table(
        columns=[_("Job"), _("Every, seconds"), _("State"), _("Last run"), _("Last success"), _("Error")],
        rows=[
            [
                cell(job_words(one.name), href=address_of("/jobs", job=one.name)),
                cell(f"{one.interval_s:g}"),
                _state(one),
                cell(moment(one.last_run.started_at)),
                cell(moment(one.last_success_at)),
                cell(one.last_run.error, code=bool(one.last_run.error)),
            ]
            for one in jobs
        ],
    )


def _state(one: pb.JobStanding) -> Cell:
    if one.holder:
        return cell(_("running"), title=one.holder, tone="good")
    if not one.HasField("last_run"):
        return cell(_("never ran"), tone="warn")
    return cell(_("failed"), tone="bad") if one.last_run.error else cell(_("went well"), tone="good")


def _run_row(one: pb.JobRun) -> list[Cell]:
    ended = one.HasField("finished_at")
    result = (
        cell(_("failed"), tone="bad") if one.error else cell(_("went well"), tone="good") if ended else cell(_("not ended"), tone="warn")
    )
    return [
        cell(moment(one.started_at)),
        cell(job_words(one.job)),
        cell(moment(one.finished_at)),
        result,
        cell(counts_words(one)),
        cell(one.error, code=bool(one.error)),
    ]


async def run_job(request: Request) -> Response:
    """Runs one now, and says how it went."""
    name = str((await request.form()).get("name", ""))
    answer = await ask(request, RUN, pb.RunJobRequest(name=name))
    if answer.busy:
        said = _("It is running already; nothing was done.")
    else:
        said = answer.error or counts_words(pb.JobRun(counts=answer.counts)) or _("There was nothing to do.")
    return see_other(address_of("/jobs", ran=job_words(name), said=said))


PAGE = page(path="/jobs", title=N_("Jobs"), roles=SEEN_BY, handlers={"GET /jobs": show_jobs})
RUNNING = page(
    path="/jobs", title=N_("Run a job"), roles=frozenset({Role.SYSTEM_ADMIN}), handlers={"POST /jobs/run": run_job}, in_menu=False
)
