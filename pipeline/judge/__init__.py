"""The emitted files of one filing → Arelle's verdict on them.

In: the folder with ``report.xml``, ``report.json``, ``facts-metadata.json`` and, for a text, ``report.xhtml`` beside
the filer's ``extension/``, and the taxonomy they build on. Out: findings. A verdict is given the warm way, with
the taxonomy read once; what it flags, and a sample of what it passes, a plain Session of Arelle judges again.

Arelle is imported when first asked, for it takes longer to load than most commands to run.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.codes import JUDGE_DISAGREES, JUDGE_SKIPPED
from pipeline.judge.child import DiedError, in_child
from pipeline.judge.plain import judge_plainly, judge_taxonomy
from pipeline.judge.verdict import REPORTS
from pipeline.judge.warm import Warm
from pipeline.model import Finding, Severity, Source

__all__ = ["Dts", "Judge", "Judging", "judge_taxonomy"]

SAMPLED = 50
"""One filing of so many is in the sample: a plain Session takes about five times as long as the warm way, so that
the sample costs a tenth more."""


class Judging(StrEnum):
    """Which filings are judged."""

    ALL = "all"
    SAMPLE = "sample"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dts:
    """The taxonomy that reports build on: its packages and its entry point."""

    packages: tuple[Path, ...]
    entry_point: str


class Judge:
    """Arelle, started when first needed and kept: one for each process that judges."""

    def __init__(self, judging: Judging = Judging.ALL) -> None:
        self.judging = judging
        self._warm: tuple[Dts, Warm] | None = None

    def judge(self, folder: Path, dts: Dts) -> list[Finding]:
        """Judge what was emitted into ``folder`` for one filing."""
        is_of_sample = self.judging is not Judging.NONE and is_sampled(folder / REPORTS[0])
        if self.judging is Judging.NONE or (self.judging is Judging.SAMPLE and not is_of_sample):
            message = f"not judged by Arelle, as --judge {self.judging} asks"
            return [Finding(JUDGE_SKIPPED, message, Source(REPORTS[0], 1))]
        warmly = self._judge_warmly(folder, dts) if self.judging is Judging.ALL else None
        if warmly is not None and not is_flagged(warmly) and not is_of_sample:
            return warmly
        plainly = in_child(lambda: judge_plainly(folder, dts.packages))
        return plainly if warmly is None else [*plainly, *_disagreement(warmly, plainly)]

    def _judge_warmly(self, folder: Path, dts: Dts) -> list[Finding] | None:
        if self._warm is None or self._warm[0] != dts:
            self._warm = dts, Warm(dts.packages, dts.entry_point)
        try:
            return self._warm[1].judge(folder)
        except DiedError:
            return None


def is_sampled(report: Path) -> bool:
    """Whether a report is in the sample: its content decides, so that every run has the same sample."""
    content = report.read_bytes() if report.is_file() else b""
    return int(hashlib.sha256(content).hexdigest(), 16) % SAMPLED == 0


def is_flagged(verdict: Iterable[Finding]) -> bool:
    """Whether a verdict holds more than talk."""
    return any(finding.code.severity is not Severity.INFO for finding in verdict)


def _disagreement(warmly: Iterable[Finding], plainly: Iterable[Finding]) -> list[Finding]:
    told = {_format_codes(warmly), _format_codes(plainly)}
    if len(told) == 1:
        return []
    message = f"the warm judge says {_format_codes(warmly)}, a plain Session {_format_codes(plainly)}"
    return [Finding(JUDGE_DISAGREES, message, Source(REPORTS[0], 1))]


def _format_codes(verdict: Iterable[Finding]) -> str:
    """What a verdict says, by file and code."""
    said = {f"{finding.source.path} {finding.code.id} {finding.message.partition(': ')[0]}" for finding in verdict}
    return "; ".join(sorted(said))
