import csv
import io
from dataclasses import replace
from decimal import Decimal

from reports import example_report, shipped_taxonomy

from pipeline.emit.review import BEST, COLUMNS, format_review, row_id
from pipeline.model import Candidate, Report, Rule, Source, StatementKind, Status
from pipeline.origins import trace
from pipeline.read.sgml import read_submission
from pipeline.reference import Reference
from pipeline.run import make_report
from pipeline.tables import FORMULA_STARTS

GUESSES = tuple(Candidate(f"Concept{n}", Decimal("0.5") - Decimal(n) / 10, f"known caption {n}") for n in range(1, 5))


def rows(report: Report) -> dict[str, dict[str, str]]:
    text = format_review(report).decode("utf-8")
    return {row["row"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def doubtful(status: Status = Status.SUGGESTED, rule: Rule | None = None, label: str = "Cash") -> Report:
    """The example report, its row of cash not sure."""
    report = example_report(shipped_taxonomy())
    facts = [
        fact._replace(
            item=replace(fact.item, label=label),
            status=status,
            rule=rule,
            table="balance_sheet",
            sections=("current assets", "assets"),
            candidates=GUESSES[:BEST],
        )
        for fact in report.facts
        if fact.item.source.line == 101
    ]
    return replace(report, facts=tuple(facts))


def test_every_line_item_that_is_not_sure_has_one_row_and_of_the_notes_what_is_suggested(sample_report: Report) -> None:
    of_notes = {row_id(f) for f in sample_report.facts if f.statement is StatementKind.NOTE and f.status == "suggested"}
    of_statements = [fact for fact in sample_report.facts if fact.statement is not StatementKind.NOTE]
    waiting = {row_id(fact) for fact in of_statements if fact.status in (Status.SUGGESTED, Status.OWN)}
    assert len(waiting) > 10 and of_notes
    assert set(rows(sample_report)) == waiting | of_notes


def test_rows_follow_the_print_and_show_it(sample_report: Report) -> None:
    told = list(rows(sample_report).values())
    assert [int(row["line"]) for row in told] == sorted(int(row["line"]) for row in told)
    own = next(row for row in told if row["label"] == "Due to bankruptcy creditors")
    assert (own["statement"], own["section"], own["status"]) == ("balance_sheet", "current liabilities", "own")
    assert own["printed"] == "Due to bankruptcy creditors 258,924"
    assert own["amounts"] == "258,924"
    assert own["decision"] == ""


def test_candidates_stand_best_first_with_the_captions_they_are_like(sample_report: Report) -> None:
    for row in rows(sample_report).values():
        offered = [(row[f"concept_{n}"], row[f"confidence_{n}"], row[f"like_{n}"]) for n in (1, 2, 3)]
        named = [offer for offer in offered if offer[0]]
        assert offered[: len(named)] == named
        assert [Decimal(confidence) for _, confidence, _ in named] == sorted(
            (Decimal(confidence) for _, confidence, _ in named), reverse=True
        )
        if row["status"] == "suggested":
            assert row["concept"].partition(":")[2] in [concept for concept, _, _ in named]


def test_two_columns_of_one_line_item_are_one_row() -> None:
    report = doubtful()
    assert len(report.facts) == 2
    (row,) = rows(replace(report, facts=tuple(f._replace(id=f"s1r2c{n}") for n, f in enumerate(report.facts)))).values()
    assert row["amounts"] == "$ 1,285 | 1,230"


def test_own_concept_that_a_person_chose_is_settled() -> None:
    assert len(rows(doubtful(Status.OWN))) == 2
    chosen = Rule("balance_sheet", "cash", "", "own", "", "review", "", Source("mappings/filers/1.csv", 2))
    assert rows(doubtful(Status.OWN, chosen)) == {}


def test_facts_that_stand_are_not_asked_about() -> None:
    assert rows(doubtful(Status.RULE)) == {}
    assert format_review(doubtful(Status.RULE)).decode() == ",".join(COLUMNS) + "\n"


def test_no_cell_runs_as_a_formula() -> None:
    for start in FORMULA_STARTS:
        for row in rows(doubtful(label=f"{start}1+1|cmd")).values():
            assert [cell for cell in row.values() if cell.startswith(FORMULA_STARTS)] == []


def test_rows_of_html_show_the_line_as_laid_out_and_the_place_in_the_file(reference: Reference) -> None:
    """The whole statement stands on one line of the file."""
    cells = "".join(
        f"<tr><td>{label}</td><td>$</td><td>{amount}</td></tr>"
        for label, amount in (("Cash", "1,204"), ("Orchard ladders held abroad", "37"), ("Total assets", "1,241"))
    )
    head = "<p>BALANCE SHEET</p><p>(in thousands)</p><table><tr><td></td><td colspan=2>June 30, 2004</td></tr>"
    filing, _ = read_submission(f"<html><p>{'We sell ladders. ' * 60}</p>\n{head}{cells}".encode(), "case.htm")
    assert filing is not None
    pages = make_report(filing, (), reference)
    text = format_review(trace(pages), pages).decode()
    (row,) = (row for row in csv.DictReader(io.StringIO(text)) if row["label"].startswith("Orchard"))
    assert (row["line"], row["printed"]) == ("2", "Orchard ladders held abroad $37")
