"""`python -m pipeline` is `tieout`."""

from pipeline.cli import main

main()
