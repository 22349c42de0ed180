"""Emitted files → Arelle's verdict, the taxonomy they share having been read once.

A report takes a hundredth of the time that its taxonomy takes. The taxonomy is loaded once, each filing's files
and own taxonomy are loaded beside it in a forked child, and the child ends with all that it added. This leans on
how Arelle 2.47 keeps its models, which is why its version is pinned, and why a plain Session looks again.
"""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.judge.child import in_child
from pipeline.judge.verdict import REPORTS, Reading, Stated, format_verdict, is_loud, list_reports, read_facts
from pipeline.model import Finding

VIEWS = (
    *("_nonNilFactsInInstance", "_factsByQname", "_factsByLocalName", "_factsByDatatype"),
    *("_factsByPeriodType", "_factsByDimQname", "_dimensionsInUse"),
)
"""What a model of Arelle 2.47 derives from its facts and keeps; it must go when other facts come."""
NO_CACHE = f"{os.devnull}/cache"
"""Where Arelle would look for what it has downloaded, and can never find or write anything."""


class Warm:
    """Arelle with a taxonomy in memory, as a judge of reports that build on it."""

    def __init__(self, packages: Sequence[Path], entry_point: str) -> None:
        self._controller, self._log = _start(packages)
        self._model = self._controller.modelManager.load(entry_point)
        self._is_fit = self._model.modelDocument is not None and not is_loud(self._log.messages)
        self._taxonomy = _discovered(self._model.modelDocument) if self._is_fit else frozenset()
        _ = self._model.qnameUtrUnits  # the registry of units: read here, it is not read for each filing

    def judge(self, folder: Path) -> list[Finding] | None:
        """The verdict on the files of ``folder``; None where they, or the taxonomy, ask for a plain Session."""
        return in_child(lambda: self._judge(folder)) if self._is_fit else None

    def _judge(self, folder: Path) -> list[Finding] | None:
        first, *others = [folder / name for name in list_reports(folder)] or [folder / REPORTS[0]]
        document = self._load(first)
        if document is None or not self._taxonomy <= _discovered(document) or self._is_maimed():
            return None
        readings = [Reading(first.name, self._validate(document), tuple(self._log.messages))]
        dts = _discovered(document) - {document.uri}
        readings += [self._read_beside(path, readings[0].facts, dts) for path in others]
        return format_verdict(readings, folder)

    def _is_maimed(self) -> bool:
        """Whether a document was only read in part: loaded once, it would not be complained of again."""
        return any(message["messageCode"] == "xmlSchema:syntax" for message in self._log.messages)

    def _load(self, path: Path) -> Any:
        """Load a file into the model that holds the taxonomy; return Arelle's document of it, if it made one."""
        from arelle import FileSource, ModelDocument, ModelXbrl

        self._log.messages.clear()
        model = self._model
        model.fileSource = FileSource.FileSource(str(path), self._controller)
        document = ModelDocument.load(model, str(path), isEntry=True)
        if document is not None:
            ModelXbrl.loadSchemalocatedSchemas(model)
        return document

    def _validate(self, document: Any) -> Counter[Stated]:
        """Validate a document of the model, and return its facts; what was derived before it came is derived anew."""
        from arelle import Validate

        self._model.modelDocument = document
        self._model.relationshipSets.clear()
        self._model.qnameDimensionDefaults.clear()
        Validate.validate(self._model)
        return read_facts(self._model)

    def _read_beside(self, path: Path, first: Counter[Stated], dts: frozenset[str]) -> Reading:
        """Read another file of the same facts.

        Calculations, duplicates and units are a matter of the facts and the taxonomy alone: a file that loads
        without complaint into the same taxonomy and holds the facts of the first is not validated once more.
        """
        model = self._model
        for kept in (model.facts, model.factsInInstance, model.undefinedFacts, model.contexts, model.units):
            kept.clear()
        for view in VIEWS:
            model.__dict__.pop(view, None)
        document = self._load(path)
        if document is not None and not is_loud(self._log.messages) and _discovered(document) - {document.uri} == dts:
            facts = read_facts(model)
            if facts == first:
                return Reading(path.name, facts, tuple(self._log.messages))
        return self._read_anew(path)

    def _read_anew(self, path: Path) -> Reading:
        """Read a file with a taxonomy of its own."""
        from arelle import Validate

        self._log.messages.clear()
        model = self._controller.modelManager.load(str(path))
        if model.modelDocument is None:
            return Reading(path.name, Counter(), tuple(self._log.messages))
        Validate.validate(model)
        return Reading(path.name, read_facts(model), tuple(self._log.messages))


def _discovered(document: Any) -> frozenset[str]:
    """Where the documents lie that a document leads to, its own place among them."""
    found = {document.uri: document}
    waiting = [document]
    while waiting:
        for other in waiting.pop().referencesDocument:
            if other.uri not in found:
                found[other.uri] = other
                waiting.append(other)
    return frozenset(found)


def _start(packages: Sequence[Path]) -> tuple[Any, Any]:
    """Start Arelle as the plain Session does, silent and offline, with a log that keeps every message."""
    from arelle import PackageManager, PluginManager, ValidateDuplicateFactsConst
    from arelle.Cntlr import Cntlr
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.ModelFormulaObject import FormulaOptions
    from arelle.ValidateXbrlCalcs import ValidateCalcsMode
    from arelle.ValidateXbrlDTS import ValidateBaseTaxonomiesMode

    for kept in (PackageManager.getInstance(), PluginManager.getInstance()):
        kept.close()  # else the packages of an earlier judge in this process would still be in force
    controller = Cntlr(disable_persistent_config=True)
    log = StructuredMessageLogHandler(controller)
    controller.startLogging(logHandler=log, logPropagate=False)
    controller.userAppDir = controller.webCache.cacheDir = NO_CACHE
    controller.webCache.workOffline = True
    for package in packages:
        controller.packages.add(str(package), None)
    controller.packages.rebuild()
    models = controller.modelManager
    models.disclosureSystem.select(None)
    models.formulaOptions = FormulaOptions()
    models.baseTaxonomyValidationMode = ValidateBaseTaxonomiesMode.NONE
    models.validateCalcs = ValidateCalcsMode.ROUND_TO_NEAREST
    models.validateUtr = True
    models.validateDuplicateFacts = ValidateDuplicateFactsConst.DuplicateTypeArg("inconsistent").duplicateType()
    return controller, log
