#!/usr/bin/env bash
# Builds the functions for deployment: bash infra/build.sh [arm64|x86_64 ...], by default for both
# architectures. For each function it writes two files to target/lambda/<architecture>:
#   <function>.zip       a `bootstrap` that runs on Amazon Linux 2023
#   <function>.cdx.json  a CycloneDX SBOM of what is linked into it
# `sam build` compiles the same code and shares the compiled crates with this script.
# Every binary names the version and the commit in its first log line and with --version.
# SWITCHBOARD_COMMIT=<text> names another commit than that of the checkout, or none.
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

source infra/commit.sh

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
  # each function would get the features that any function needs. Of other crates they have the same
  # features anyway (see shared/runtime/Cargo.toml), so the SDKs are compiled once.
  for function in "${functions[@]}"; do
    cargo lambda build --release "$flag" --locked --lambda-dir "$out" --package "$function"
  done
  python3 - "$architecture" "$triple" "$out" "${functions[@]}" <<'PYTHON'
"""Zips the binaries, writes their SBOMs, and checks that Lambda can start them."""
import re, sys, zipfile
from pathlib import Path

sys.path.insert(0, "infra")
import sbom

architecture, triple, out, *functions = sys.argv[1:]
# Bytes of a zip: small zips start fast. The largest is that of interactions, with its pages, its API, its client of
# Genesys Cloud and the directory of names.
BUDGET = 4_100_000
GLIBC = (2, 34)                                     # the version in provided.al2023
MACHINE = {"arm64": 0xB7, "x86_64": 0x3E}           # e_machine in the ELF header
EPOCH = (1980, 1, 1, 0, 0, 0)                       # a fixed time, so that the same binary gives the same zip


def pack(binary: bytes, path: Path) -> None:
    entry = zipfile.ZipInfo("bootstrap", EPOCH)
    entry.create_system, entry.external_attr = 3, 0o100755 << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(entry, binary, zipfile.ZIP_DEFLATED, 9)


wrong = []
for function in functions:
    binary = (Path(out) / function / "bootstrap").read_bytes()
    path = Path(out) / f"{function}.zip"
    pack(binary, path)
    bill = sbom.write(function, triple, binary, Path(out) / f"{function}.cdx.json")
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
