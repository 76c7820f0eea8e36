"""The command ``palimpsest``, also as ``python -m jobs``.

The command line is imported when Ctrl-C already has an answer.
"""

from jobs import early_stop


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    early_stop.listen()
    from jobs.cli import main as command_line

    command_line(arguments)


if __name__ == "__main__":
    main()
