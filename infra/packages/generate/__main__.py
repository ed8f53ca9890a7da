"""Generates the typed packages from infra/schemas.

Usage: python3 infra/packages/generate [--check]

Writes the types of all packages and their version, `<schemaVersion>.<edition>.<patch>`. With
`--check` writes nothing, names the files that are stale and ends with 1. A release that changes a
package without raising the edition raises the patch in typescript/package.json.
"""

import json
import re
import sys
from pathlib import Path

import contract
import java
import python
import typescript

PACKAGES = Path(__file__).resolve().parents[1]


def main() -> int:
    read = contract.read()
    version = _version(read)
    wanted = {
        "typescript/src/types.ts": typescript.write(read),
        "typescript/package.json": _with_version("typescript/package.json", version),
        "typescript/package-lock.json": _with_version("typescript/package-lock.json", version),
        "python/src/switchboard_events/types.py": python.write(read),
        "java/src/switchboard/events/CommonEvents.java": java.write(read),
        "python/pyproject.toml": re.sub(
            r'(?m)^version = ".*"$',
            f'version = "{version}"',
            (PACKAGES / "python/pyproject.toml").read_text("utf-8"),
        ),
    }
    stale = [name for name, text in wanted.items() if _current(PACKAGES / name) != text]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"infra/packages/{name} is stale: run `python3 infra/packages/generate`")
        return 1 if stale else 0
    for name in stale:
        (PACKAGES / name).write_text(wanted[name], "utf-8")
        print(f"wrote infra/packages/{name}")
    return 0


def _current(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _version(read: contract.Contract) -> str:
    """The version in package.json, unless the contract has moved on."""
    prefix = f"{read.schema_version}.{read.edition}."
    version = json.loads((PACKAGES / "typescript/package.json").read_text("utf-8"))["version"]
    return version if version.startswith(prefix) else f"{prefix}0"


def _with_version(name: str, version: str) -> str:
    document = json.loads((PACKAGES / name).read_text("utf-8"))
    document["version"] = version
    if "packages" in document:
        document["packages"][""]["version"] = version
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
