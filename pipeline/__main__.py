"""`tieout`, also as `python -m pipeline`: what the command line is made of takes a second to load."""

import signal


def main() -> None:
    """Run the command line; an interrupt while it loads ends the program, as nothing is begun yet."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from pipeline.cli import main as run  # here, and not above: in loading, an interrupt would show a traceback

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
