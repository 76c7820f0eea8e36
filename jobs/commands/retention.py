"""``retention``: remove raw captures whose time is over, by the configuration."""

from dataclasses import asdict

from crawler.errors import UsageError
from jobs.context import Context, now
from jobs.redacting import expire
from jobs.wording import counted


def run(context: Context, *, yes: bool) -> int:
    """Remove, or say what would go. Returns the exit status.

    Raises ``UsageError`` where the configuration keeps everything for good.
    """
    if not context.config.retention.is_set:
        raise UsageError(
            "the configuration keeps all captures for good",
            hint="Say under retention: in config.yaml how long versions, daily or suspects stay.",
        )
    done = expire(context.config, context.index, carry_out=yes, clock=now)
    if context.json:
        context.print_json({"done": yes, **asdict(done)})
        return context.end()
    number = done.versions + done.daily + done.suspects
    parts = f"{done.versions:,} of versions, {done.daily:,} daily, {done.suspects:,} suspect"
    saved = f", {done.bytes:,} bytes" if done.bytes is not None else ""
    context.out.print(
        f"{'removed' if yes else 'would remove'}: {counted(number, 'capture')} of "
        f"{counted(done.articles, 'article')} ({parts}){saved}"
    )
    if not yes and number:
        context.out.print("nothing was removed; --yes removes them for good")
    return context.end()
