"""The calls for what the archive does: sources, plots, runs."""

from fastapi import APIRouter, Response

from jobs.reading.change_list import check_source
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_details import run_details
from jobs.reading.run_list import run_list
from jobs.reading.run_overview import run_overview
from jobs.reading.source_activity import source_view
from jobs.web.api import parameters as given
from jobs.web.api.activity_shapes import PlotsDocument, RunGlance, SourceDocument, SourcePage
from jobs.web.api.calling import CallAnswer, listed
from jobs.web.api.list_calls import Asking
from jobs.web.api.list_shapes import RunDocument, RunPage
from jobs.web.kept_pages import kept_activity, kept_plots
from jobs.web.page_request import PageRequest

activity = APIRouter()


@activity.get("/sources", response_model=SourcePage, summary="How the sources do")
async def sources(ask: Asking) -> Response:
    """List all sources: health, schedule, costs and changes of seven days; a minute old at most."""
    return await ask(lambda opened, _: CallAnswer(kept_activity(opened).document()))


@activity.get("/sources/{name}", response_model=SourceDocument, summary="How one source does")
async def one_source(ask: Asking, name: given.SourceName) -> Response:
    """Tell of one source, with its lists and its failed checks."""
    return await ask(lambda opened, _: CallAnswer(source_view(opened, name).document()))


@activity.get("/plots", response_model=PlotsDocument, summary="What the plots are drawn from")
async def plots(ask: Asking, *, source: given.Source = None) -> Response:
    """Count changes by age and silence, and checks by hour and outcome; a minute old at most."""

    def question(opened: OpenedArchive, _: PageRequest) -> CallAnswer:
        if source:
            check_source(opened, source)
        return CallAnswer(kept_plots(opened, source or None).document())

    return await ask(question)


@activity.get("/runs", response_model=RunPage, summary="The runs, newest first")
async def runs(ask: Asking, cursor: given.Cursor = None, limit: given.Limit = 10) -> Response:
    """List runs, as `palimpsest report --json` does."""

    def question(opened: OpenedArchive, asked: PageRequest) -> CallAnswer:
        found = run_list(opened, limit=limit, before=cursor or None)
        return listed(found.document(), asked, found.next)

    return await ask(question)


@activity.get("/runs/{run}", response_model=RunDocument, summary="All that is known of one run")
async def one_run(ask: Asking, run: given.RunName) -> Response:
    """Tell of one run, as `palimpsest report --run --json` does."""
    return await ask(lambda opened, _: CallAnswer(run_details(opened, run).document()))


@activity.get("/runs/{run}/overview", response_model=RunGlance, summary="A run at a glance")
async def run_at_a_glance(ask: Asking, run: given.RunName, limit: given.Limit = 100) -> Response:
    """Tell how many checks came to what, and the first of each sort, however long the run is."""
    return await ask(
        lambda opened, _: CallAnswer(run_overview(opened, run, limit=limit).document())
    )
