"""A report → its workpaper: what a person who signs looks at, each fact with all that stands behind it.

In: a `Report` on the lines that were laid out, the same in the user's file, the findings, the reference data.
Out: a `Workpaper`, which the review page shows and `story` tells from. It proves nothing anew and decides nothing: it
gathers what the stages said, and asks the mapping tables once more which rows lost.
"""

from collections.abc import Sequence

from pipeline.model import Filing, Finding, Report
from pipeline.workpaper.entries import Register, enter_facts
from pipeline.workpaper.nouns import Workpaper
from pipeline.workpaper.remarks import find_ties, make_remarks
from pipeline.workpaper.sheets import facts_beside, list_unreported, make_sheets

__all__ = ["Register", "Workpaper", "make_workpaper"]


def make_workpaper(laid_out: Report, traced: Report, findings: Sequence[Finding], register: Register) -> Workpaper:
    """Gather what was said of every printed number, and of every finding the facts that it is about.

    ``traced`` is the report with places in the user's file, its findings in the order of those of ``laid_out``;
    ``findings`` are those to show: the same and what the judge found, some of them suppressed. ``register`` is a new
    one for each filing.
    """
    pages = [[d.first_line, d.first_line + len(d.lines) - 1] for d in laid_out.filing.documents if d.layout]
    beside = facts_beside(laid_out)
    entries = enter_facts(laid_out, traced, beside, register)
    return Workpaper(
        filing=_describe(laid_out.filing),
        pages=pages,
        concepts=register.concepts,
        contexts=register.contexts,
        decisions=register.decisions,
        sheets=make_sheets(laid_out, traced, beside),
        facts=entries,
        unreported=list_unreported(laid_out, traced),
        findings=make_remarks(laid_out, traced, findings, pages),
        ties=find_ties(laid_out.facts),
    )


def _describe(filing: Filing) -> dict[str, str]:
    stated = {
        "name": filing.entity_name,
        "form": filing.form,
        "period": filing.period_of_report.isoformat() if filing.period_of_report else None,
        "filed": filing.filed.isoformat() if filing.filed else None,
        "accession": filing.accession,
        "cik": filing.cik,
        "file": filing.source.path,
    }
    return {name: text for name, text in stated.items() if text}
