"""The emitted files of one filing → Arelle's verdict on them.

In: the folder with ``report.xml``, ``report.json``, ``facts-metadata.json`` and, for a text, ``report.xhtml`` beside
the filer's ``extension/``, and the taxonomy packages it builds on. Out: a finding for each error, warning and
inconsistency that Arelle reports, for each fact that the files do not share, or that all is well.
What a fact should be, the judge refuses to know: it sees only what was written.

Arelle works offline, without the user's configuration or cache, and says nothing on the terminal.
It is imported when first asked, for it takes longer to load than most commands to run.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.codes import JUDGE_DIFFERENT_FACTS, JUDGE_MESSAGE, JUDGE_PASSED, JUDGE_SKIPPED, JUDGE_WARNING
from pipeline.model import Finding, Source

REPORTS = ("report.xml", "report.json", "facts-metadata.json")
"""The files that hold the same facts; the first is what the others are held against."""
INLINE = "report.xhtml"
"""The filing's text with the same facts in it, for an input that is a text."""
CODES = {
    "CRITICAL": JUDGE_MESSAGE,
    "ERROR": JUDGE_MESSAGE,
    "ERROR-SEMANTIC": JUDGE_MESSAGE,
    "INCONSISTENCY": JUDGE_MESSAGE,
    "ASSERTION-NOT-SATISFIED": JUDGE_MESSAGE,
    "WARNING": JUDGE_WARNING,
    "WARNING-SEMANTIC": JUDGE_WARNING,
}
"""What Arelle's levels are worth; the others only tell how it went."""
CONFLICT = "arelle:duplicateFacts"
"""Two values for one fact: only a warning to Arelle, an error to whoever reads the report."""
VIEWS = (
    *("_nonNilFactsInInstance", "_factsByQname", "_factsByLocalName", "_factsByDatatype"),
    *("_factsByPeriodType", "_factsByDimQname", "_dimensionsInUse"),
)
"""What a model of Arelle 2.47 derives from its facts and keeps; it must go when other facts come."""
MOST_DIFFERENCES = 20
"""Differing facts that are told one by one; a file that holds none of a report's facts would drown the rest."""


class Stated(NamedTuple):
    """One fact as Arelle reads it: what must be equal in every format."""

    concept: str
    entity: tuple[str, str]
    period: tuple[str, str]
    unit: tuple[tuple[str, ...], ...]
    dimensions: tuple[tuple[str, str], ...]
    value: str
    decimals: str

    def __str__(self) -> str:
        members = "".join(f", {member.rpartition('}')[2]}" for _, member in self.dimensions)
        return (
            f"{self.concept.rpartition('}')[2]} = {self.value[:60]!r} ({'/'.join(filter(None, self.period))}{members})"
        )


def judge(folder: Path, packages: Sequence[Path]) -> list[Finding]:
    """Load and validate what was emitted into ``folder``, and compare the facts of its files."""
    present = [name for name in (*REPORTS, INLINE) if (folder / name).is_file()]
    findings = [
        Finding(JUDGE_SKIPPED, "the file is not there to be judged", Source(name, 1))
        for name in REPORTS
        if name not in present
    ]
    facts: dict[str, Counter[Stated]] = {}
    with _arelle(packages) as (controller, log):
        findings += _messages(log.messages, "taxonomy packages", folder)
        for name, held, messages in _read(controller, log, [folder / name for name in present]):
            facts[name] = held
            findings += _messages(messages, name, folder)
    findings += _differences(facts)
    if not findings:
        message = f"{len(present)} files, each with the same {sum(facts[REPORTS[0]].values())} facts"
        findings.append(Finding(JUDGE_PASSED, message, Source(REPORTS[0], 1)))
    return findings


def judge_taxonomy(package: bytes, entry_point: str) -> list[Finding]:
    """Validate a taxonomy package whole, its base taxonomies included: every message of Arelle is a finding."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        path.write_bytes(package)
        with _arelle([path], base_taxonomies="all") as (controller, log):
            from arelle import Validate

            model = controller.modelManager.load(entry_point)
            Validate.validate(model)
            return _messages(log.messages, path.name, Path(folder))


@contextmanager
def _arelle(packages: Iterable[Path], base_taxonomies: str = "none") -> Iterator[tuple[Any, Any]]:
    """Start Arelle as a silent judge: offline, with the settings of the design, and a log that keeps every message."""
    from arelle import PackageManager, PluginManager, ValidateDuplicateFactsConst
    from arelle.Cntlr import Cntlr
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.ModelFormulaObject import FormulaOptions
    from arelle.ValidateXbrlCalcs import ValidateCalcsMode
    from arelle.ValidateXbrlDTS import ValidateBaseTaxonomiesMode

    for kept in (PackageManager.getInstance(), PluginManager.getInstance()):
        kept.close()  # else the packages of an earlier judgement in this process would still be in force
    with tempfile.TemporaryDirectory() as cache, closing(Cntlr(disable_persistent_config=True)) as controller:
        log = StructuredMessageLogHandler(controller)
        controller.startLogging(logHandler=log, logPropagate=False)
        controller.userAppDir = controller.webCache.cacheDir = cache
        controller.webCache.workOffline = True
        for package in packages:
            controller.packages.add(str(package), None)
        controller.packages.rebuild()
        models = controller.modelManager
        models.disclosureSystem.select(None)
        models.formulaOptions = FormulaOptions()
        models.baseTaxonomyValidationMode = ValidateBaseTaxonomiesMode.fromName(base_taxonomies)
        models.validateCalcs = ValidateCalcsMode.ROUND_TO_NEAREST
        models.validateUtr = True
        models.validateDuplicateFacts = ValidateDuplicateFactsConst.DuplicateTypeArg("inconsistent").duplicateType()
        yield controller, log
        for model in list(models.loadedModelXbrls):
            models.close(model)


def _read(
    controller: Any, log: Any, paths: Iterable[Path]
) -> Iterator[tuple[str, Counter[Stated], list[Mapping[str, Any]]]]:
    """Read the files, each with its facts and what Arelle says of it.

    Calculations, duplicates and units are a matter of the facts and the taxonomy alone: a file that
    loads without complaint and holds just the facts of the first is not validated once more.
    """
    model, first = None, Counter[Stated]()
    for path in paths:
        log.messages.clear()
        facts = Counter[Stated]() if model is None else _load_beside(model, path)
        if model is None or facts != first or any(message["levelname"] in CODES for message in log.messages):
            log.messages.clear()
            loaded, facts = _load(controller, path)
            model, first = (loaded, facts) if model is None else (model, first)
        yield path.name, facts, list(log.messages)


def _load(controller: Any, path: Path) -> tuple[Any, Counter[Stated]]:
    """Load and validate one file; return Arelle's model of it, if it made one, and its facts."""
    from arelle import Validate

    model = controller.modelManager.load(str(path))
    if model is None or model.modelDocument is None:
        return None, Counter()
    Validate.validate(model)
    return model, _facts(model)


def _load_beside(model: Any, path: Path) -> Counter[Stated]:
    """Load another file into the taxonomy that ``model`` holds already, and return its facts.

    A hundred times the facts are loaded in the time that the taxonomy takes. Only the facts of
    the file before are put away; Arelle keeps them, their contexts and some views of them apart.
    """
    from arelle import ModelDocument

    for kept in (model.facts, model.factsInInstance, model.undefinedFacts, model.contexts, model.units):
        kept.clear()
    for view in VIEWS:
        model.__dict__.pop(view, None)
    document = ModelDocument.load(model, str(path), isEntry=True)
    return Counter() if document is None else _facts(model)


def _facts(model: Any) -> Counter[Stated]:
    return Counter(_stated(fact) for fact in model.factsInInstance if fact.context is not None)


def _stated(fact: Any) -> Stated:
    context = fact.context
    starts = context.startDatetime.isoformat() if context.isStartEndPeriod else ""
    ends = "" if context.isForeverPeriod else context.endDatetime.isoformat()
    return Stated(
        concept=fact.qname.clarkNotation,
        entity=tuple(context.entityIdentifier),
        period=(starts, ends),
        unit=() if fact.unit is None else tuple(tuple(sorted(m.clarkNotation for m in s)) for s in fact.unit.measures),
        dimensions=tuple(sorted((axis.clarkNotation, _member(value)) for axis, value in context.qnameDims.items())),
        value=_value(fact),
        decimals=str(fact.decimals) if fact.isNumeric else "",
    )


def _member(value: Any) -> str:
    return str(value.memberQname.clarkNotation if value.isExplicit else value.typedMember.stringValue)


def _value(fact: Any) -> str:
    if fact.isNil:
        return "(nil)"
    if fact.isNumeric and isinstance(fact.xValue, Decimal):
        return f"{fact.xValue.normalize():f}"
    return str(fact.value if fact.xValue is None else fact.xValue)


def _messages(messages: Iterable[Mapping[str, Any]], name: str, folder: Path) -> list[Finding]:
    """Turn what Arelle said while it read one file into findings, in a fixed order and without this machine's paths."""
    found = {
        Finding(
            JUDGE_MESSAGE if message["messageCode"] == CONFLICT else CODES[message["levelname"]],
            _portable(f"{message['messageCode']}: {message['msg']}", folder),
            Source(name, _line(message, name)),
        )
        for message in messages
        if message["levelname"] in CODES
    }
    return sorted(found, key=lambda finding: (finding.source, finding.code.id, finding.message))


def _line(message: Mapping[str, Any], name: str) -> int:
    lines = (ref.get("sourceLine") for ref in message["refs"] if str(ref.get("href", "")).partition("#")[0] == name)
    return next((int(line) for line in lines if line), 1)


def _portable(text: str, folder: Path) -> str:
    for known in sorted({str(folder), str(folder.absolute()), str(folder.resolve())}, key=len, reverse=True):
        text = text.replace(f"{known}/", "")
    return " ".join(text.split())


def _differences(facts: Mapping[str, Counter[Stated]]) -> list[Finding]:
    """Say which facts a file lacks or has alone, held against the first file."""
    findings: list[Finding] = []
    (first, reference), *others = facts.items() or [("", Counter())]
    for name, held in others:
        lacking = [f"{first} states {fact}, {name} does not" for fact in sorted((reference - held).elements())]
        alone = [f"{name} states {fact}, {first} does not" for fact in sorted((held - reference).elements())]
        told = (lacking + alone)[:MOST_DIFFERENCES]
        unsaid = len(lacking) + len(alone) - len(told)
        told += [f"{unsaid} more facts differ from {first}"] if unsaid else []
        findings += [Finding(JUDGE_DIFFERENT_FACTS, message, Source(name, 1)) for message in told]
    return findings
