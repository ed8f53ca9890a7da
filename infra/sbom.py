"""CycloneDX SBOMs: the crates that are linked into a binary.

Usage: sbom.py PACKAGE TRIPLE BINARY OUT    writes the SBOM of a package for a target to OUT
"""

import hashlib
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path


def sbom(package: str, triple: str, binary: bytes) -> dict:
    """The crates linked into a binary for this target, without build and test dependencies."""
    # Releases of the command have all of its verbs.
    features = ["--features", "export"] if package == "switchboard" else []
    tree = subprocess.run(
        ["cargo", "tree", "--locked", "--package", package, *features, "--target", triple, "--edges", "normal,no-proc-macro",
         "--prefix", "depth", "--format", "\t{p}\t{l}\t{r}"], check=True, stdout=subprocess.PIPE, text=True).stdout
    components, needs, above = {}, {}, []
    for line in tree.splitlines():
        depth, crate, licence, repository = line.removesuffix(" (*)").split("\t")
        name, version = crate.split()[:2]
        ref = f"pkg:cargo/{name}@{version.removeprefix('v')}"
        component = {"type": "library", "bom-ref": ref, "name": name, "version": version.removeprefix("v"), "purl": ref}
        if licence:
            component["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", licence)}]
        if repository:
            component["externalReferences"] = [{"type": "vcs", "url": repository}]
        components.setdefault(ref, component)
        needs.setdefault(ref, set())
        del above[int(depth):]
        if above:
            needs[above[-1]].add(ref)
        above.append(ref)
    root = next(iter(components))
    digest = hashlib.sha256(binary).hexdigest()
    own = components.pop(root) | {"type": "application", "hashes": [{"alg": "SHA-256", "content": digest}]}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "metadata": {"component": own, "properties": [{"name": "cargo:target", "value": triple}]},
        "components": [components[ref] for ref in sorted(components)],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())],
    }


def write(package: str, triple: str, binary: bytes, path: Path) -> dict:
    bill = sbom(package, triple, binary)
    path.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    return bill


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    write(sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_bytes(), Path(sys.argv[4]))
