"""The review loop: the queue shown, decisions turned into rows, and what is refused before anything is written."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE, Command, Ended

CIK = "0000123456"
BY = ("--by", "Jane Doe", "--date", "2026-01-31")
CREDITORS = "Due to bankruptcy creditors"


@pytest.fixture(scope="module")
def shared_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of two filings of one filer, as a manifest states it; not to be written to."""
    from conftest import run_command

    place = tmp_path_factory.mktemp("review")
    for name in ("first", "second"):
        shutil.copy(SAMPLE, place / f"{name}.txt")
    rows = "".join(f"{name}.txt,{CIK},,\n" for name in ("first", "second"))
    (place / "filings.csv").write_text("path,cik,form,period\n" + rows, encoding="utf-8")
    ended = run_command("run", place / "filings.csv", "--out", place / "out", "--judge", "none")
    assert ended.code == 0, ended.talk
    return place / "out"


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "mappings", tmp_path / "mappings"))


def queue_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "review.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(folder: Path, label: str) -> dict[str, str]:
    return next(row for row in queue_of(folder) if row["label"] == label)


def suggested(folder: Path) -> dict[str, str]:
    """A line item of the balance sheet whose caption stands once in the queue, and whose concept is a suggestion."""
    rows = [row for row in queue_of(folder) if row["statement"] == "balance_sheet" and row["status"] == "suggested"]
    return next(row for row in rows if sum(row["label"] == other["label"] for other in rows) == 1)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(folder: Path, place: Path, decisions: dict[str, str], separator: str = ",", start: str = "") -> Path:
    """The queue as a spreadsheet saves it, with decisions by label."""
    rows = [{**row, "decision": decisions.get(row["label"], "")} for row in queue_of(folder)]
    with place.open("w", encoding="utf-8", newline="") as file:
        file.write(start)
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return place


def test_the_queue_is_shown_with_its_candidates(shared_run: Path, tieout: Command) -> None:
    ended = tieout("review", shared_run / "first")
    assert (ended.code, ended.talk) == (0, "")
    assert CREDITORS in ended.out
    assert f"1 {row_of(shared_run / 'first', CREDITORS)['concept_1']}" in ended.out


def test_the_queue_as_json_is_the_queue(shared_run: Path, tieout: Command) -> None:
    ended = tieout("review", shared_run / "first", "--json")
    assert json.loads(ended.out)["queue"] == queue_of(shared_run / "first")


def accept(tieout: Command, folder: Path, mappings: Path, decision: str, *more: str, label: str = CREDITORS) -> Ended:
    accepted = f"{row_of(folder, label)['row']}={decision}"
    return tieout("review", folder, "--accept", accepted, *BY, "--mappings", mappings, *more)


def test_nothing_is_written_unless_asked_for(shared_run: Path, mappings: Path, tieout: Command) -> None:
    ended = accept(tieout, shared_run / "first", mappings, "1")
    assert ended.code == 0
    assert "nothing is written without --write" in ended.out
    assert not (mappings / "filers" / f"{CIK}.csv").exists()


def test_an_accepted_candidate_becomes_the_filers_row_with_author_day_and_evidence(
    shared_run: Path, mappings: Path, tieout: Command
) -> None:
    ended = accept(tieout, shared_run / "first", mappings, "1", "--write")
    assert ended.code == 0, ended.talk
    (row,) = rows_of(mappings / "filers" / f"{CIK}.csv")
    assert (row["statement"], row["label"]) == ("balance_sheet", "due to bankruptcy creditor")
    asked = row_of(shared_run / "first", CREDITORS)
    assert (row["section"], row["concept"]) == ("current liabilities", asked["concept_1"])
    assert row["seen"] == "review 2026-01-31 by Jane Doe"
    assert "first:72" in row["note"] and "258,924" in row["note"] and "DueToBankruptcyCreditors before" in row["note"]
    assert tieout("tidy", mappings).out == ""


def test_what_would_change_in_every_earlier_run_is_told_before(
    shared_run: Path, mappings: Path, tieout: Command
) -> None:
    told = json.loads(accept(tieout, shared_run / "first", mappings, "1", "--json").out)
    assert told["written"] == []
    concept = row_of(shared_run / "first", CREDITORS)["concept_1"]
    assert [(c["filing"], c["label"], c["before"], c["after"]) for c in told["changes"]] == [
        (name, CREDITORS, "DueToBankruptcyCreditors (own)", f"{concept} (rule)") for name in ("first", "second")
    ]


def test_a_run_after_the_review_does_as_was_told(
    shared_run: Path, mappings: Path, tieout: Command, tmp_path: Path
) -> None:
    asked, other = row_of(shared_run / "first", CREDITORS), suggested(shared_run / "first")
    accept(tieout, shared_run / "first", mappings, "1", "--write")
    accept(tieout, shared_run / "first", mappings, "own", "--write", label=other["label"])
    manifest = shared_run.parent / "filings.csv"
    ended = tieout("run", manifest, "--out", tmp_path / "out", "--judge", "none", "--mappings", mappings)
    assert ended.code == 0, ended.talk
    assert {CREDITORS, other["label"]} & {row["label"] for row in queue_of(tmp_path / "out" / "first")} == set()
    ended = tieout("diff", shared_run, tmp_path / "out", "--json")
    assert ended.code == 3
    changed = {c["label"]: c for c in map(json.loads, ended.out.splitlines()) if c["after"]["rule"]}
    assert changed[CREDITORS]["after"]["concept"] == f"gaap:{asked['concept_1']}"
    assert changed[other["label"]]["before"]["concept"] == other["concept"]
    assert changed[other["label"]]["after"]["concept"].startswith(f"f{CIK}:")
    rules = {changed[label]["after"]["rule"] for label in (CREDITORS, other["label"])}
    assert rules == {f"mappings/filers/{CIK}.csv:{line}" for line in (2, 3)}


@pytest.mark.parametrize(("separator", "start"), [(",", ""), (";", "\ufeff")])
def test_a_spreadsheet_may_save_the_queue_as_it_likes(
    separator: str, start: str, shared_run: Path, mappings: Path, tieout: Command, tmp_path: Path
) -> None:
    other, (put_off, *_) = suggested(shared_run / "first"), queue_of(shared_run / "first")[-1:]
    decisions = {CREDITORS: "accept 2", other["label"]: other["concept"], put_off["label"]: "skip"}
    filled = fill_in(shared_run / "first", tmp_path / "filled.csv", decisions, separator, start)
    ended = tieout(
        *("review", shared_run / "first", "--decisions", filled, *BY, "--mappings", mappings, "--general", "--write")
    )
    assert ended.code == 0, ended.talk
    written = [row for row in rows_of(mappings / "balance_sheet.csv") if row["seen"].startswith("review")]
    second = row_of(shared_run / "first", CREDITORS)["concept_2"]
    assert {row["concept"] for row in written} == {second, other["concept"].partition(":")[2]}
    assert len(written) == 2


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("OtherLiabilitiesCurent", "near it are OtherLiabilitiesCurrent"),
        ("7", "names a candidate that the row does not have"),
        ("NetIncomeLoss", "is of a duration"),
        ("LiabilitiesCurrentAbstract", "LiabilitiesCurrentAbstract"),
    ],
)
def test_a_decision_that_cannot_be_is_told_and_nothing_written(
    decision: str, said: str, shared_run: Path, mappings: Path, tieout: Command
) -> None:
    ended = accept(tieout, shared_run / "first", mappings, decision, "--write")
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.talk
    assert not (mappings / "filers" / f"{CIK}.csv").exists()


def test_a_decision_against_a_persons_row_is_refused(shared_run: Path, mappings: Path, tieout: Command) -> None:
    accept(tieout, shared_run / "first", mappings, "1", "--write")
    before = (mappings / "filers" / f"{CIK}.csv").read_bytes()
    ended = accept(tieout, shared_run / "second", mappings, "2", "--write")
    assert ended.code == 2
    concept = row_of(shared_run / "first", CREDITORS)["concept_1"]
    assert f"mappings/filers/{CIK}.csv:2 says {concept} (review 2026-01-31 by Jane Doe)" in ended.talk
    assert (mappings / "filers" / f"{CIK}.csv").read_bytes() == before


def test_two_decisions_for_one_caption_are_refused(shared_run: Path, mappings: Path, tieout: Command) -> None:
    rows = [row for row in queue_of(shared_run / "first") if row["label"] == CREDITORS]
    doubled = [{**rows[0], "decision": "1"}, {**rows[0], "row": queue_of(shared_run / "first")[0]["row"]}]
    place = mappings.parent / "doubled.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(doubled)
    ended = tieout("review", shared_run / "first", "--decisions", place, *BY, "--mappings", mappings)
    assert ended.code == 2
    assert "doubled.csv:3" in ended.talk and "is not in the queue" in ended.talk


@pytest.mark.parametrize("given", [(), ("--by", "Jane Doe"), ("--date", "2026-01-31")])
def test_a_decision_needs_its_author_and_day(given: tuple[str, ...], shared_run: Path, tieout: Command) -> None:
    ended = tieout("review", shared_run / "first", "--accept", "s1r2=1", *given)
    assert (ended.code, ended.out) == (2, "")
    assert "--by" in ended.talk


def test_a_filing_without_a_filer_can_only_decide_for_all(
    judged: tuple[Ended, Path], mappings: Path, tieout: Command
) -> None:
    folder = judged[1] / SAMPLE.stem
    assert accept(tieout, folder, mappings, "1").code == 2
    assert accept(tieout, folder, mappings, "1", "--general").code == 0


def test_a_folder_that_no_run_wrote_is_told(tmp_path: Path, tieout: Command) -> None:
    ended = tieout("review", tmp_path)
    assert ended.code == 2
    assert "review.csv:1: error: cannot be read" in ended.talk
