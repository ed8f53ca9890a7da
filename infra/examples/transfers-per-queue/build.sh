#!/usr/bin/env bash
# Builds the function into dist, from where template.yaml takes it. Needs Python with pip.
set -euo pipefail
cd "$(dirname "$0")"

# The wheels of Lambda's platform; pydantic has compiled parts.
rm -rf dist
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
python3 -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$wheels" ../../packages/python
python3 -m pip install --quiet --disable-pip-version-check --target dist --find-links "$wheels" \
  --platform manylinux2014_aarch64 --python-version 3.13 --only-binary=:all: --requirement requirements.txt
cp handler.py dist
