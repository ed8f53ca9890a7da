"""The files of a release, from what was built before. The same files give the same bytes.

Usage: release.py version [TAG]                 prints the version; fails if TAG is of another one
       release.py functions ARCHITECTURE OUT    what infra/build.sh built, with the template: for infra/deploy.sh
       release.py command TRIPLE BINARY OUT     the command `switchboard`, with its SBOM
       release.py checksums OUT                 SHA256SUMS of all files of OUT

OUT is a folder, which is created when absent. Needs Python 3.11 or later; `command` also needs cargo.
"""

import gzip
import hashlib
import io
import re
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ("receive", "reconstruct", "emit", "import", "sweep", "interactions", "notify")
SUMS = "SHA256SUMS"
CODE_URI = re.compile(r"^( +CodeUri: )\.\./functions/(\w+)$", re.MULTILINE)
LICENCES = ("LICENSE-APACHE", "LICENSE-MIT")


def version() -> str:
    with (ROOT / "Cargo.toml").open("rb") as file:
        return tomllib.load(file)["workspace"]["package"]["version"]


def template() -> str:
    """The template, with zips in place of source code."""
    text, count = CODE_URI.subn(r"\1functions/\2.zip", (ROOT / "infra/template.yaml").read_text("utf-8"))
    assert count == len(FUNCTIONS), f"infra/template.yaml has {count} functions, and {len(FUNCTIONS)} are built"
    return text


def tar(path: Path, top: str, files: dict[str, tuple[bytes, int]]) -> None:
    """A .tar.gz of files: name, content and mode. No times and no owners, so that it can be reproduced."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as packed, tarfile.open(fileobj=packed, mode="w") as out:
        for name, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mode = len(content), mode
            out.addfile(entry, io.BytesIO(content))


def zipped(path: Path, top: str, files: dict[str, tuple[bytes, int]]) -> None:
    with zipfile.ZipFile(path, "w") as out:
        for name, (content, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{top}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, (0o100000 | mode) << 16
            out.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


def read(*names: str) -> dict[str, tuple[bytes, int]]:
    return {Path(name).name: ((ROOT / name).read_bytes(), 0o644) for name in names}


def functions(architecture: str, out: Path, built: Path | None = None) -> Path:
    """The zips of the functions, which are in the given folder, or where infra/build.sh puts them."""
    built = built or ROOT / "target/lambda" / architecture
    files = read(*LICENCES, "infra/samconfig.toml")
    files["template.yaml"] = (template().encode(), 0o644)
    files["schemas/registry.json"] = ((ROOT / "infra/schemas/registry.json").read_bytes(), 0o644)
    for name in FUNCTIONS:
        zip_file, bill = built / f"{name}.zip", built / f"{name}.cdx.json"
        if not zip_file.exists() or not bill.exists():
            sys.exit(f"release: {zip_file} is not built: run bash infra/build.sh {architecture}")
        files[f"functions/{name}.zip"] = (zip_file.read_bytes(), 0o644)
        files[f"sbom/{name}.cdx.json"] = (bill.read_bytes(), 0o644)
    top = f"switchboard-{version()}-lambda-{architecture}"
    tar(out / f"{top}.tar.gz", top, files)
    return out / f"{top}.tar.gz"


def command(triple: str, binary: Path, out: Path) -> Path:
    import sbom

    top = f"switchboard-{version()}-{triple}"
    content = binary.read_bytes()
    sbom.write("switchboard", triple, content, out / f"{top}.cdx.json")
    files = read(*LICENCES, "README.md", "CHANGELOG.md")
    if "windows" in triple:
        files["switchboard.exe"] = (content, 0o755)
        path = out / f"{top}.zip"
        zipped(path, top, files)
    else:
        files["switchboard"] = (content, 0o755)
        path = out / f"{top}.tar.gz"
        tar(path, top, files)
    return path


def checksums(out: Path) -> Path:
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (out / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    return out / SUMS


def main(arguments: list[str]) -> None:
    match arguments:
        case ["version"]:
            print(version())
        case ["version", tag]:
            if tag != f"v{version()}":
                sys.exit(f"release: the tag is {tag}, and Cargo.toml says {version()}: tag v{version()}, or change Cargo.toml")
            print(version())
        case ["functions", architecture, out]:
            Path(out).mkdir(parents=True, exist_ok=True)
            print(functions(architecture, Path(out)))
        case ["command", triple, binary, out]:
            Path(out).mkdir(parents=True, exist_ok=True)
            print(command(triple, Path(binary), Path(out)))
        case ["checksums", out]:
            print(checksums(Path(out)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
