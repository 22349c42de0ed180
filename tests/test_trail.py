"""Who signs can rely on it: what changes after a sign-off is told, by file and by fact, and no sign-off is lost."""

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from conftest import SAMPLE, Command, Ended, run_command

from pipeline.inputs import Input, name_outputs
from pipeline.tellings import TELLERS

BY = ("--by", "Jane Doe", "--date", "2026-01-31")
QUIET = ("--judge", "none")
NAME = SAMPLE.stem
TAX = "gaap:IncomeTaxExpenseBenefit"


@pytest.fixture
def out(judged: tuple[Ended, Path], tmp_path: Path) -> Path:
    """A copy of the sample's outputs."""
    return Path(shutil.copytree(judged[1], tmp_path / "out"))


@pytest.fixture
def signed(out: Path, tieout: Command) -> Path:
    """A copy of the sample's outputs, signed for."""
    ended = tieout("sign", out / NAME, *BY, "--note", "as filed")
    assert ended.code == 0, ended.talk
    return out


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def lines_of(out: Path) -> list[str]:
    return (out / "signoffs.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def outputs(out: Path) -> list[str]:
    """Every file of a filing's outputs and of the taxonomy they refer to, by its path."""
    files = (path for folder in (NAME, "taxonomy") for path in (out / folder).rglob("*") if path.is_file())
    return sorted(path.relative_to(out).as_posix() for path in files)


# --- sign and verify --------------------------------------------------------------------


def test_what_is_signed_and_left_alone_holds(signed: Path, tieout: Command) -> None:
    ended = tieout("verify", signed / NAME)
    assert ended.code == 0
    assert f"{NAME}: signed by Jane Doe on 2026-01-31 (as filed)" in ended.out
    assert "nothing changed since" in ended.out


def test_what_nobody_signed_does_not_hold(out: Path, tieout: Command) -> None:
    ended = tieout("verify", out / NAME)
    assert ended.code == 3
    assert f"{NAME}: nobody has signed for it" in ended.out


def test_a_folder_that_is_not_there_is_told(out: Path, tieout: Command) -> None:
    ended = tieout("verify", out / "nowhere")
    assert ended.code == 2
    assert "nowhere:1: error: is no folder of outputs" in ended.talk


def test_an_entry_holds_hashes_of_every_output_and_of_what_they_were_made_of(signed: Path) -> None:
    (entry,) = map(json.loads, lines_of(signed))
    run = json.loads((signed / "run.json").read_bytes())
    written = {p.relative_to(signed).as_posix() for p in (signed / NAME).rglob("*") if p.is_file()}
    assert written <= entry["outputs"].keys()
    assert entry["outputs"].items() >= run["inputs"][0]["outputs"].items()
    assert entry["made_of"] == {
        "path": SAMPLE.name,
        "input": run["inputs"][0]["sha256"],
        "tieout": run["tieout"],
        "code": run["code"]["sha256"],
        "taxonomy": run["taxonomy"]["sha256"],
        "mappings": run["mappings"]["sha256"],
    }
    assert len(entry["facts"]) == run["inputs"][0]["facts"]


def test_a_change_of_any_output_is_caught(signed: Path, tieout: Command) -> None:
    """One bit of each file in turn, whatever it means."""
    names = outputs(signed)
    assert len(names) > 15
    for name in names:
        content = (signed / name).read_bytes()
        middle = len(content) // 2
        (signed / name).write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        ended = tieout("verify", signed / NAME)
        assert ended.code == 3
        assert f"\n{name}: " in ended.out
        (signed / name).write_bytes(content)
    assert tieout("verify", signed / NAME).code == 0


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("report.json", '"-47937"', '"47937"'),
        ("report.xml", ">-47937<", ">47937<"),
        ("facts.csv", '"-47937"', '"47937"'),
        ("report.xhtml", ' sign="-">47,937<', ">47,937<"),
    ],
)
def test_a_changed_value_is_named_by_its_fact(
    signed: Path, tieout: Command, name: str, before: str, after: str
) -> None:
    edit(signed / NAME / name, before, after)
    ended = tieout("verify", signed / NAME)
    assert f"{NAME}/{name}: fact s2r14c1: {TAX} was -47937, is 47937\n" in ended.out
    assert "not what was signed: 1 change since" in ended.out


def test_a_note_is_named_by_its_beginning_and_not_repeated(signed: Path, tieout: Command) -> None:
    report = json.loads((signed / NAME / "report.json").read_bytes())
    note = next(id for id, fact in report["facts"].items() if len(fact["value"]) > 200)
    report["facts"][note]["value"] += "\nmore"
    (signed / NAME / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (told,) = json.loads(tieout("verify", signed / NAME, "--json").out)["filings"][0]["changes"]
    assert told["fact"] == note and "goes on otherwise" in told["message"]
    assert len(told["message"]) < 250
    (entry,) = map(json.loads, lines_of(signed))
    assert max(len(value) for _, value, *_ in entry["facts"].values()) <= 60


def test_other_hashes_in_the_manifest_are_caught(signed: Path, tieout: Command) -> None:
    edit(signed / "run.json", f'"{NAME}/report.xml": "', f'"{NAME}/report.xml": "0')
    ended = tieout("verify", signed / NAME)
    assert ended.code == 3
    assert "run.json: names outputs with other hashes than were signed" in ended.out


def test_a_changed_context_names_every_fact_in_it(signed: Path, tieout: Command) -> None:
    edit(signed / NAME / "report.xml", "<xbrli:instant>2004-05-31<", "<xbrli:instant>2004-05-30<")
    told = json.loads(tieout("verify", signed / NAME, "--json").out)["filings"][0]
    changed = {change["fact"] for change in told["changes"]}
    assert "s1r1c1" in changed and "s2r14c1" not in changed
    assert all("another entity, period" in change["message"] for change in told["changes"])


def test_a_changed_story_of_a_fact_is_named_by_its_fact(signed: Path, tieout: Command) -> None:
    edit(signed / NAME / "line_items.csv", "Income tax benefit", "Income tax")
    ended = tieout("verify", signed / NAME)
    assert f"line_items.csv: fact s2r14c1: what it told of {TAX} -47937 was changed" in ended.out


@pytest.mark.parametrize(
    ("name", "before", "after", "fact"),
    [
        ("review.html", ">(47,937)</a>", ">(47,973)</a>", "s2r14c1"),
        ("review.html", '"value":"-47937"', '"value":"47937"', "s2r14c1"),
        ("review.html", ">952,322</a>", ">952,332</a>", "s2r12c1"),
        ("review.html", ">Income tax benefit<", ">Income taxes<", "s2r14c3"),
        ("review.csv", ",Gain on sale of assets,", ",Gain on sale,", "s2r10c1"),
    ],
    ids=["a cell", "what the script tells", "a mark in the source", "a caption", "the queue"],
)
def test_what_a_page_or_a_queue_shows_of_a_fact_is_named_by_it(
    signed: Path, tieout: Command, name: str, before: str, after: str, fact: str
) -> None:
    edit(signed / NAME / name, before, after)
    told = json.loads(tieout("verify", signed / NAME, "--json").out)["filings"][0]["changes"]
    assert {change["file"] for change in told} == {f"{NAME}/{name}"}
    assert fact in {change["fact"] for change in told}
    assert len(told) <= 4
    assert all("what it told of gaap:" in change["message"] for change in told)


def test_the_comparison_with_the_filers_tags_is_named_by_its_facts(
    judged: tuple[Ended, Path], tmp_path: Path, tieout: Command
) -> None:
    shutil.copy(judged[1] / NAME / "report.xhtml", tmp_path / "tagged.xhtml")
    out = tmp_path / "out"
    tieout("run", tmp_path / "tagged.xhtml", "--out", out, "--compare-inline", *QUIET)
    assert tieout("sign", out / "tagged", *BY, "--with-errors").code == 0
    assert tieout("verify", out / "tagged").code == 0
    edit(out / "tagged" / "compare.csv", "-47937", "47937")
    ended = tieout("verify", out / "tagged")
    assert ended.code == 3
    assert f"tagged/compare.csv: fact s2r14c1: what it told of {TAX} -47937 was changed\n" in ended.out


def test_a_page_without_its_facts_and_one_that_is_none_are_told(signed: Path, tieout: Command) -> None:
    path = signed / NAME / "review.html"
    page = path.read_text(encoding="utf-8")
    path.write_text(page.partition("<main>")[0], encoding="utf-8")
    assert f"review.html: fact s2r14c1: what it told of {TAX} -47937 is gone\n" in json_lines(tieout, signed)
    path.write_text(page.replace('id="workpaper">{', 'id="workpaper">{{'), encoding="utf-8")
    assert f"{NAME}/review.html: was changed, and cannot be read" in tieout("verify", signed / NAME).out


def json_lines(tieout: Command, out: Path) -> str:
    """Every change, as a line each; on the terminal only the first are told."""
    told = json.loads(tieout("verify", out / NAME, "--json").out)["filings"][0]["changes"]
    return "".join(f"{change['file']}: fact {change['fact']}: {change['message']}\n" for change in told)


def test_an_entry_of_an_older_tieout_still_holds_and_is_told_by_file(
    signed: Path, tieout: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds no digests of what the page and the queue tell."""
    (signed / "signoffs.jsonl").unlink()
    monkeypatch.setattr("pipeline.trail.TELLERS", {"line_items.csv": TELLERS["line_items.csv"]})
    assert tieout("sign", signed / NAME, *BY).code == 0
    monkeypatch.undo()
    assert {len(fact) for fact in json.loads(lines_of(signed)[0])["facts"].values()} == {4}
    assert tieout("verify", signed / NAME).code == 0
    edit(signed / NAME / "review.html", ">(47,937)</a>", ">(47,973)</a>")
    assert f"{NAME}/review.html: was changed\n" in tieout("verify", signed / NAME).out
    edit(signed / NAME / "line_items.csv", "Income tax benefit", "Income tax")
    assert "line_items.csv: fact s2r14c1: what it told of" in tieout("verify", signed / NAME).out


def test_facts_that_come_and_go_are_named(signed: Path, tieout: Command) -> None:
    path = signed / NAME / "report.json"
    report = json.loads(path.read_bytes())
    report["facts"]["added"] = report["facts"].pop("s2r14c1")
    path.write_text(json.dumps(report), encoding="utf-8")
    ended = tieout("verify", signed / NAME)
    assert f"fact s2r14c1: {TAX} -47937 is gone" in ended.out
    assert f"fact added: {TAX} -47937 was not there" in ended.out


def test_files_that_come_and_go_are_named(signed: Path, tieout: Command) -> None:
    (signed / NAME / "review.csv").unlink()
    (signed / NAME / "extension" / "more.xml").write_text("<a/>", encoding="utf-8")
    ended = tieout("verify", signed / NAME)
    assert f"{NAME}/review.csv: is gone" in ended.out
    assert f"{NAME}/extension/more.xml: was not there" in ended.out


@pytest.mark.parametrize(
    ("key", "words"), [("sha256", "the input: signed "), ("path", "the name of the input: signed ")]
)
def test_another_input_in_the_manifest_is_caught(signed: Path, tieout: Command, key: str, words: str) -> None:
    run = json.loads((signed / "run.json").read_bytes())
    run["inputs"][0][key] = "0" * 64
    (signed / "run.json").write_text(json.dumps(run), encoding="utf-8")
    ended = tieout("verify", signed / NAME)
    assert ended.code == 3
    assert f"run.json: {words}" in ended.out


@pytest.mark.parametrize(
    ("key", "words"), [("code", "its code"), ("mappings", "the mappings"), ("taxonomy", "the taxonomy")]
)
def test_other_code_or_tables_that_made_the_same_are_told(signed: Path, tieout: Command, key: str, words: str) -> None:
    """Tables are edited every day, for other filers; what they make of this filing is what was signed."""
    run = json.loads((signed / "run.json").read_bytes())
    run[key]["sha256"] = "0" * 64
    (signed / "run.json").write_text(json.dumps(run), encoding="utf-8")
    ended = tieout("verify", signed / NAME)
    assert ended.code == 0
    assert f"run.json: {words}: signed " in ended.out and "; the same came of the same input" in ended.out
    assert len(json.loads(tieout("verify", signed / NAME, "--json").out)["filings"][0]["remarks"]) == 1


def test_markup_that_was_made_hostile_is_told_and_not_expanded(signed: Path, tieout: Command) -> None:
    path = signed / NAME / "report.xml"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<x id="a">&b;</x>'
    path.write_bytes(bomb)
    assert f"{NAME}/report.xml: " in tieout("verify", signed / NAME).out
    path.write_bytes(b"\x00")
    assert f"{NAME}/report.xml: was changed, and cannot be read" in tieout("verify", signed / NAME).out


# --- the warehouse beside the outputs -----------------------------------------------------


@pytest.fixture
def loaded(signed: Path, tieout: Command) -> Path:
    """A copy of the sample's outputs, signed for and loaded."""
    assert tieout("load", signed).code == 0
    return signed


CHANGES = {
    "num": ("update num set value = 1 where tag = 'IncomeTaxExpenseBenefit' and value = -47937", "fact s2r14c1: "),
    "lineage": ("update lineage set label = 'Taxes' where fact_id = 's2r14c1'", "fact s2r14c1: "),
    "txt": ("update txt set value = 'other' where tag like '%TextBlock'", "fact n1"),
    "pre": ("update pre set plabel = 'Taxes' where tag = 'IncomeTaxExpenseBenefit'", "pre sample-10qsb "),
    "sub": ("update sub set name = 'Other Telephone Corp.'", "sub sample-10qsb: name is Other Telephone Corp., by "),
    "tag": ("delete from tag where tag = 'IncomeTaxExpenseBenefit'", "tag lacks the row of IncomeTaxExpenseBenefit "),
    "finding": (
        "insert into finding (adsh, seq) values ('sample-10qsb', 99)",
        "finding holds a row of sample-10qsb 99",
    ),
}


def test_a_warehouse_that_holds_what_was_signed_changes_nothing(loaded: Path, tieout: Command) -> None:
    assert tieout("verify", loaded / NAME).code == 0


@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_row_of_the_database_is_named_by_its_fact(loaded: Path, tieout: Command, table: str) -> None:
    statement, told = CHANGES[table]
    with duckdb.connect(loaded / "warehouse.duckdb") as connection:
        connection.execute(statement)
    ended = tieout("verify", loaded / NAME)
    assert ended.code == 3
    assert f"\nwarehouse.duckdb: {told}" in ended.out


def test_a_changed_row_of_a_parquet_file_is_named_by_its_fact(loaded: Path, tieout: Command) -> None:
    (path,) = (loaded / "warehouse" / "num").rglob("*.parquet")
    table = pyarrow.parquet.read_table(path)
    values = [value * 2 if value == -47937 else value for value in table["value"].to_pylist()]
    at = table.schema.get_field_index("value")
    changed = table.set_column(at, table.schema.field(at), pyarrow.array(values, table.schema.field(at).type))
    pyarrow.parquet.write_table(changed, path)
    ended = tieout("verify", loaded / NAME)
    assert ended.code == 3
    assert "warehouse: fact s2r14c1: num sample-10qsb IncomeTaxExpenseBenefit " in ended.out
    assert ": value is -95874.0000000000, by the outputs -47937\n" in ended.out


def test_a_warehouse_that_cannot_be_read_is_told_and_one_without_the_filing_is_not_asked(
    loaded: Path, tieout: Command
) -> None:
    shutil.rmtree(loaded / "warehouse")
    with duckdb.connect(loaded / "warehouse.duckdb") as connection:
        connection.execute("delete from run")
    assert tieout("verify", loaded / NAME).code == 0
    (loaded / "warehouse.duckdb").write_bytes(b"nothing" * 1000)
    ended = tieout("verify", loaded / NAME)
    assert ended.code == 3
    assert "warehouse.duckdb: cannot be read: " in ended.out


# --- the chain --------------------------------------------------------------------------


@pytest.fixture
def chain(signed: Path, tieout: Command) -> tuple[Path, list[str]]:
    """Three sign-offs of one filing, and the last two seals as `sign` told them."""
    seals = [
        json.loads(tieout("sign", signed / NAME, "--by", by, "--date", "2026-02-01", "--json").out)["seal"]
        for by in ("Second Reader", "Zoë Third")
    ]
    return signed, seals


def test_every_signer_is_told(chain: tuple[Path, list[str]], tieout: Command) -> None:
    ended = tieout("verify", chain[0])
    assert ended.code == 0
    assert [line.partition("by ")[2][:6] for line in ended.out.splitlines()[:3]] == ["Jane D", "Second", "Zoë Th"]


def test_an_edited_entry_breaks_the_chain(chain: tuple[Path, list[str]], tieout: Command) -> None:
    edit(chain[0] / "signoffs.jsonl", "Second Reader", "Second Leader")
    ended = tieout("verify", chain[0] / NAME)
    assert ended.code == 3
    assert "signoffs.jsonl:2: error: was edited after Second Leader signed" in ended.out


@pytest.mark.parametrize(
    ("order", "line"), [([1, 2], 1), ([0, 2], 2), ([1, 0, 2], 1), ([0, 2, 1], 2), ([0, 0, 1, 2], 2)]
)
def test_a_dropped_moved_or_doubled_entry_breaks_the_chain(
    chain: tuple[Path, list[str]], tieout: Command, order: list[int], line: int
) -> None:
    entries = lines_of(chain[0])
    (chain[0] / "signoffs.jsonl").write_text("".join(entries[n] for n in order), encoding="utf-8")
    ended = tieout("verify", chain[0] / NAME)
    assert ended.code == 3
    assert f"signoffs.jsonl:{line}: error: does not follow the entry before it" in ended.out


def test_the_seal_kept_elsewhere_shows_that_the_last_entry_was_dropped(
    chain: tuple[Path, list[str]], tieout: Command
) -> None:
    out, seals = chain
    assert tieout("verify", out / NAME, "--seal", seals[-1]).code == 0
    (out / "signoffs.jsonl").write_text("".join(lines_of(out)[:-1]), encoding="utf-8")
    (out / "signoffs.html").unlink()
    assert tieout("verify", out / NAME).code == 0
    ended = tieout("verify", out / NAME, "--seal", seals[-1])
    assert ended.code == 3
    assert f"holds no entry with the seal {seals[-1]}" in ended.out


def test_an_entry_that_a_power_cut_left_half_written_is_told(signed: Path, tieout: Command) -> None:
    path = signed / "signoffs.jsonl"
    path.write_bytes(path.read_bytes() + b'{"by":"J')
    ended = tieout("verify", signed / NAME)
    assert ended.code == 3
    assert "signoffs.jsonl:2: error: is cut off" in ended.out


def test_a_chain_of_which_nothing_can_be_read_is_told(signed: Path, tieout: Command) -> None:
    (signed / "signoffs.jsonl").write_bytes(b"nothing\n")
    for folder in (signed, signed / NAME):
        ended = tieout("verify", folder)
        assert ended.code in (2, 3)
        assert "signoffs.jsonl:1: error: is no entry any more" in ended.out + ended.talk


def test_nobody_signs_on_top_of_a_broken_chain(chain: tuple[Path, list[str]], tieout: Command) -> None:
    edit(chain[0] / "signoffs.jsonl", "Second Reader", "Second Leader")
    before = lines_of(chain[0])
    ended = tieout("sign", chain[0] / NAME, *BY)
    assert ended.code == 2
    assert "take this file away, and keep it" in ended.talk
    assert lines_of(chain[0]) == before


# --- what may be signed -----------------------------------------------------------------


def test_outputs_that_no_run_vouches_for_are_not_signed(out: Path, tieout: Command) -> None:
    edit(out / NAME / "report.json", '"-47937"', '"47937"')
    (out / NAME / "extra.txt").write_text("", encoding="utf-8")
    ended = tieout("sign", out / NAME, *BY)
    assert ended.code == 2
    assert [line.partition(":")[0] for line in ended.talk.splitlines()] == [f"{NAME}/extra.txt", f"{NAME}/report.json"]
    assert not (out / "signoffs.jsonl").exists()


def test_a_folder_that_the_last_run_did_not_write_is_not_signed(out: Path, tieout: Command) -> None:
    shutil.copytree(out / NAME, out / "other")
    ended = tieout("sign", out / "other", *BY)
    assert ended.code == 2
    assert "the last run wrote nothing to other; read the filing again" in ended.talk


@pytest.mark.parametrize("by", ["", "  ", "Jane\x1b[31m", "two\nlines"])
def test_a_signer_is_a_name_on_one_line(out: Path, tieout: Command, by: str) -> None:
    assert tieout("sign", out / NAME, "--by", by, "--date", "2026-01-31").code == 2
    assert not (out / "signoffs.jsonl").exists()


@pytest.fixture
def with_error(tmp_path: Path, tieout: Command) -> Path:
    """A filing with a misprinted digit, read: its outputs carry an error finding."""
    path = tmp_path / "misprinted.txt"
    path.write_text(SAMPLE.read_text(encoding="utf-8").replace("1,429,740", "1,439,740", 1), encoding="utf-8")
    assert tieout("run", path, "--out", tmp_path / "out", *QUIET).code == 3
    return tmp_path / "out"


def test_open_errors_are_signed_only_when_told_to_and_show_forever(
    with_error: Path, tieout: Command, tmp_path: Path
) -> None:
    folder = with_error / "misprinted"
    refused = tieout("sign", folder, *BY)
    assert refused.code == 2
    assert "misprinted.txt:" in refused.talk and "foot/sum-mismatch" in refused.talk and "--with-errors" in refused.talk
    assert not (with_error / "signoffs.jsonl").exists()
    signed = tieout("sign", folder, *BY, "--with-errors")
    assert signed.code == 0
    assert "signed by Jane Doe on 2026-01-31, with 2 open errors" in signed.out
    (tmp_path / "misprinted.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    tieout("run", tmp_path / "misprinted.txt", "--out", with_error, *QUIET)
    assert tieout("sign", folder, "--by", "Second Reader", "--date", "2026-02-02").code == 0
    told = tieout("verify", folder)
    assert told.code == 0
    assert (
        "signed by Jane Doe on 2026-01-31, with 2 open errors\n  open error: foot/sum-mismatch misprinted.txt:"
        in told.out
    )
    assert told.out.count("\n  open error: foot/sum-mismatch") == 2 and "items add to" in told.out
    assert "signed by Jane Doe on 2026-01-31, with 2 open errors\n" in tieout("review", folder).out
    assert json.loads(tieout("review", folder, "--json").out)["signoffs"][0].endswith("with 2 open errors")


def test_the_sheet_shows_open_errors_whatever_is_read_and_signed_since(
    with_error: Path, tieout: Command, tmp_path: Path
) -> None:
    folder = with_error / "misprinted"
    tieout("sign", folder, *BY, "--with-errors", "--note", "<b>of the printer</b>")
    assert 'href="../signoffs.html"' in (folder / "review.html").read_text(encoding="utf-8")
    (tmp_path / "misprinted.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    tieout("run", tmp_path / "misprinted.txt", "--out", with_error, *QUIET)
    tieout("sign", folder, "--by", "Second Reader", "--date", "2026-02-02")
    sheet = (with_error / "signoffs.html").read_text(encoding="utf-8")
    assert "✗ signed with 2 open errors</b>" in sheet and "foot/sum-mismatch misprinted.txt:" in sheet
    assert sheet.index("Jane Doe") < sheet.index("Second Reader")
    assert "&lt;b&gt;of the printer" in sheet and "<script" not in sheet
    assert tieout("verify", folder).code == 0


def test_a_sheet_that_says_otherwise_than_the_entries_is_told(signed: Path, tieout: Command) -> None:
    edit(signed / "signoffs.html", "Jane Doe", "John Doe")
    ended = tieout("verify", signed / NAME)
    assert ended.code == 3
    assert "signoffs.html:1: error: is not what signoffs.jsonl tells: one of the two was edited" in ended.out


def test_suppressed_errors_need_no_leave_and_show_with_their_decision(with_error: Path, tieout: Command) -> None:
    folder = with_error / "misprinted"
    told = json.loads((folder / "findings.json").read_bytes())
    for finding in told["findings"]:
        row = {"reason": "as printed", "by": "Jane Doe", "expires": "2030-01-31", "row": "mappings/suppressions.csv:2"}
        finding["suppressed"] = row if finding["severity"] == "error" else None
    (folder / "findings.json").write_text(json.dumps(told), encoding="utf-8")
    run = json.loads((with_error / "run.json").read_bytes())
    digest = hashlib.sha256((folder / "findings.json").read_bytes()).hexdigest()
    run["inputs"][0]["outputs"]["misprinted/findings.json"] = digest
    (with_error / "run.json").write_text(json.dumps(run), encoding="utf-8")
    assert tieout("sign", folder, *BY).code == 0
    told_of = tieout("verify", folder)
    assert told_of.code == 0
    assert "foot/sum-mismatch misprinted.txt:" in told_of.out and "mappings/suppressions.csv:2" in told_of.out
    assert "open error" not in told_of.out


# --- runs after a sign-off --------------------------------------------------------------


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filing, and its outputs, signed for."""
    folder = tmp_path_factory.mktemp("once")
    shutil.copy(SAMPLE, folder / "a.txt")
    run_command("run", folder / "a.txt", "--out", folder / "out", *QUIET)
    assert run_command("sign", folder / "out" / "a", *BY).code == 0
    return folder


@pytest.fixture
def rerun(once: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to edit and read again."""
    return Path(shutil.copytree(once, tmp_path / "again"))


@pytest.mark.parametrize("option", [(), ("--force",)])
def test_a_run_that_gives_the_same_outputs_leaves_a_signoff_as_it_is(
    rerun: Path, tieout: Command, option: tuple[str, ...]
) -> None:
    before = lines_of(rerun / "out")
    ended = tieout("run", rerun / "a.txt", "--out", rerun / "out", *QUIET, *option)
    assert "signed by" not in ended.talk
    assert lines_of(rerun / "out") == before
    assert tieout("verify", rerun / "out").code == 0


def test_a_run_that_changes_signed_outputs_says_so(rerun: Path, tieout: Command) -> None:
    edit(rerun / "a.txt", "206,695", "206,696")
    ended = tieout("run", rerun / "a.txt", "--out", rerun / "out", *QUIET)
    assert "a: signed by Jane Doe on 2026-01-31; the outputs have changed since" in ended.talk
    told = tieout("verify", rerun / "out" / "a")
    assert told.code == 3
    assert "a/report.json: fact s1r1c1: gaap:CashAndCashEquivalentsAtCarryingValue was 206695, is 206696" in told.out
    assert "run.json: the input: signed " in told.out


def test_a_filing_that_is_refused_now_keeps_its_signoff(rerun: Path, tieout: Command) -> None:
    (rerun / "a.txt").write_text("nothing at all\n", encoding="utf-8")
    ended = tieout("run", rerun / "a.txt", "--out", rerun / "out", *QUIET)
    assert "a: signed by Jane Doe" in ended.talk
    told = tieout("verify", rerun / "out" / "a")
    assert told.code == 3
    assert "a/report.xml: is gone" in told.out


def test_a_later_run_of_other_filings_takes_nothing_from_a_signoff(rerun: Path, tieout: Command) -> None:
    shutil.copy(SAMPLE, rerun / "b.txt")
    tieout("run", rerun / "b.txt", "--out", rerun / "out", *QUIET)
    assert tieout("verify", rerun / "out" / "a").code == 0


def test_no_filing_takes_the_place_of_the_signoffs() -> None:
    names = [Input(name, Path(name)) for name in ("signoffs.txt", "signoffs.jsonl.txt", "signoffs.html.txt")]
    assert {"signoffs", "signoffs.jsonl", "signoffs.html"} & {entry.id for entry in name_outputs(names)} == set()
