#!/usr/bin/env bash
# Builds the functions for deployment: bash infra/build.sh [arm64|x86_64 ...], by default for both
# architectures. For each function it writes two files to target/lambda/<architecture>:
#   <function>.zip       a `bootstrap` that runs on Amazon Linux 2023
#   <function>.cdx.json  a CycloneDX SBOM of what is linked into it
# `sam build` compiles the same code and shares the compiled crates with this script.
# Needs Rust with rustup, and Python 3.10 or later with venv. Downloads missing crates and packages
# from crates.io and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'build: %s\n' "$*" >&2; exit 1; }

architectures=("$@")
[[ ${#architectures[@]} -gt 0 ]] || architectures=(arm64 x86_64)
for architecture in "${architectures[@]}"; do
  [[ $architecture == arm64 || $architecture == x86_64 ]] || fail "there is no architecture $architecture, only arm64 and x86_64"
done

# cargo-lambda uses Zig's C compiler, which targets either architecture and an older glibc.
venv=target/infra-venv/build
wanted=(cargo-lambda==1.9.2 ziglang==0.17.1)
if [[ "${wanted[*]}" != "$(cat "$venv/installed.txt" 2>/dev/null)" ]] || ! "$venv/bin/cargo-lambda" lambda --version >/dev/null; then
  command -v python3 >/dev/null || fail "there is no python3: install Python 3.10 or later"
  python3 -m venv --clear "$venv" || fail "python3 has no venv: install it (on Debian: apt-get install python3-venv)"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${wanted[@]}" ||
    fail "pip could not install ${wanted[*]}; it says above why"
  echo "${wanted[*]}" >"$venv/installed.txt"
fi
export PATH="$PWD/$venv/bin:$PATH"

functions=(receive reconstruct emit import sweep interactions notify)
for architecture in "${architectures[@]}"; do
  case $architecture in
    arm64) triple=aarch64-unknown-linux-gnu flag=--arm64 ;;
    x86_64) triple=x86_64-unknown-linux-gnu flag=--x86-64 ;;
  esac
  # Two steps, because `grep -q` would close a pipe from rustup early, and rustup would fail.
  installed=$(rustup target list --installed)
  grep --quiet --line-regexp "$triple" <<<"$installed" || rustup target add "$triple"
  out=target/lambda/$architecture
  # One cargo call per function, as `sam build` does. In a single call cargo would unify features, so
  # each function would get the features that any function needs.
  for function in "${functions[@]}"; do
    cargo lambda build --release "$flag" --locked --lambda-dir "$out" --package "$function"
  done
  python3 - "$architecture" "$triple" "$out" "${functions[@]}" <<'PYTHON'
"""Zips the binaries, writes their SBOMs, and checks that Lambda can start them."""
import hashlib, json, re, subprocess, sys, uuid, zipfile
from pathlib import Path

architecture, triple, out, *functions = sys.argv[1:]
BUDGET = 4_000_000                                  # bytes of a zip: small zips start fast
GLIBC = (2, 34)                                     # the version in provided.al2023
MACHINE = {"arm64": 0xB7, "x86_64": 0x3E}           # e_machine in the ELF header
EPOCH = (1980, 1, 1, 0, 0, 0)                       # a fixed time, so that the same binary gives the same zip


def pack(binary: bytes, path: Path) -> None:
    entry = zipfile.ZipInfo("bootstrap", EPOCH)
    entry.create_system, entry.external_attr = 3, 0o100755 << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(entry, binary, zipfile.ZIP_DEFLATED, 9)


def sbom(function: str, binary: bytes) -> dict:
    """The crates linked into a function for this target, without build and test dependencies."""
    tree = subprocess.run(
        ["cargo", "tree", "--locked", "--package", function, "--target", triple, "--edges", "normal,no-proc-macro",
         "--prefix", "depth", "--format", "\t{p}\t{l}\t{r}"], check=True, capture_output=True, text=True).stdout
    components, needs, above = {}, {}, []
    for line in tree.splitlines():
        depth, package, licence, repository = line.removesuffix(" (*)").split("\t")
        name, version = package.split()[:2]
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


wrong = []
for function in functions:
    binary = (Path(out) / function / "bootstrap").read_bytes()
    path = Path(out) / f"{function}.zip"
    pack(binary, path)
    bill = sbom(function, binary)
    (Path(out) / f"{function}.cdx.json").write_text(json.dumps(bill, indent=1) + "\n")
    size = path.stat().st_size
    glibc = max((tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", binary)), default=(0, 0))
    print(f"build: {architecture} {path}: {size:,} bytes, {len(binary):,} unpacked, of {len(bill['components'])} crates,"
          f" needs glibc {glibc[0]}.{glibc[1]}")
    if binary[:4] != b"\x7fELF" or int.from_bytes(binary[18:20], "little") != MACHINE[architecture]:
        wrong.append(f"{function} is not compiled for {architecture}")
    if glibc > GLIBC:
        wrong.append(f"{function} needs glibc {glibc[0]}.{glibc[1]}, and Lambda has {GLIBC[0]}.{GLIBC[1]}")
    if size > BUDGET:
        wrong.append(f"{path} has {size:,} bytes, and may have {BUDGET:,}")
for sentence in wrong:
    print(f"build: {sentence}", file=sys.stderr)
sys.exit(bool(wrong))
PYTHON
done
