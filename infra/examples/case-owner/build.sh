#!/usr/bin/env bash
# Builds both functions, into python/dist and typescript/dist, from where template.yaml takes them.
# Needs Python with pip, and Node 22 or later with npm.
set -euo pipefail
cd "$(dirname "$0")"
packages=$PWD/../../packages

# The wheels of Lambda's platform; pydantic has compiled parts.
rm -rf python/dist
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
python3 -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$wheels" "$packages/python"
python3 -m pip install --quiet --disable-pip-version-check --target python/dist --find-links "$wheels" \
  --platform manylinux2014_aarch64 --python-version 3.13 --only-binary=:all: --requirement python/requirements.txt
cp python/handler.py python/cases.py python/dist

[[ -d $packages/typescript/node_modules ]] || npm --prefix "$packages/typescript" ci
[[ -d $packages/typescript/dist ]] || npm --prefix "$packages/typescript" run build
[[ -d typescript/node_modules ]] || npm --prefix typescript ci
npm --prefix typescript run build
