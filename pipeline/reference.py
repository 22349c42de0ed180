"""What every filing is read with: the taxonomy, the mapping tables, a user's official package, and hashes of them.

In: folders of tables. Out: a `Reference`, loaded once for a run. Filings are not known here.
"""

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pipeline import codes
from pipeline.mappings import SUPPRESSIONS, Mappings, load_mappings
from pipeline.model import Suppression
from pipeline.official import plug_in
from pipeline.package import Package, load_package
from pipeline.suppressions import load_suppressions
from pipeline.tables import data_folder, loading
from pipeline.taxonomy import Taxonomy, load_taxonomy

CODE = (".css", ".js", ".py")
"""What of `pipeline/` decides what a run makes of its inputs."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The data that every filing is read with, loaded once, and the hashes that name it."""

    taxonomy: Taxonomy
    mappings: Mappings
    taxonomy_hash: str
    mappings_hash: str
    code_hash: str = ""
    suppressions: tuple[Suppression, ...] = ()
    package: Package | None = None
    """The user's official package, whose concepts stand in the taxonomy in the place of ours."""


@loading()
def load_reference(
    taxonomy: Path | None = None,
    mappings: Path | None = None,
    package: Path | None = None,
    least: Decimal = Decimal(0),
) -> Reference:
    """Load taxonomy and mappings, from the given folders or from those that ship with tieout, and a user's package.

    ``least`` is how sure a concept of the taxonomy must be to be stated.
    """
    taxonomy_folder = taxonomy or data_folder("taxonomy")
    mappings_folder = mappings or data_folder("mappings")
    loaded = load_taxonomy(taxonomy_folder)
    rules = replace(load_mappings(mappings_folder, loaded), least=least)
    suppressions = load_suppressions(mappings_folder / SUPPRESSIONS, codes.full_catalogue(loaded.relations))
    hashes = hash_folder(taxonomy_folder), hash_folder(mappings_folder), hash_folder(Path(__file__).parent, CODE)
    if package is None:
        return Reference(loaded, rules, *hashes, suppressions)
    official = load_package(package)
    both = hashlib.sha256((hashes[0] + official.sha256).encode()).hexdigest()
    return Reference(plug_in(loaded, official), rules, both, *hashes[1:], suppressions, official)


def hash_folder(folder: Path, kinds: tuple[str, ...] = (".csv", ".toml")) -> str:
    """One hash of every table (or file of ``kinds``) below a folder: names and contents, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in kinds):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
