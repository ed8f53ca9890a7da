#!/usr/bin/env bash
# Checks the typed packages: that they are generated from the schemas as they are, compile, keep to
# their style, read every sample, and can be packed and installed. Needs Python 3.11 or later with
# venv, and a JDK 17 or later with Jackson, which apt-get installs where it can; installs the rest
# under target/ and node_modules, from PyPI and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/packages/tools.sh

install_tools infra/packages/requirements.txt
cd infra/packages
python3 generate --check
python3 readme.py typescript/README.md ts typescript/test/readme .ts
python3 readme.py python/README.md python python/tests/readme .py
python3 readme.py java/README.md java java/test/readme .java
ruff check --quiet generate readme.py java --config python/pyproject.toml
ruff format --quiet --check generate readme.py java --config python/pyproject.toml

# Python: style, types, tests; then the wheel, installed where nothing else of this repository is.
(
  cd python
  ruff check --quiet .
  ruff format --quiet --check .
  mypy
  python -m pytest
)
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir "$fresh" ./python
python -m pip install --quiet --disable-pip-version-check --no-deps --target "$fresh/python" "$fresh"/*.whl
sample=$PWD/../schemas/samples/AgentAssigned.json
(
  cd "$fresh"
  PYTHONPATH=$fresh/python python - "$sample" <<'PYTHON'
import sys
import switchboard_events

assert switchboard_events.__file__.startswith(sys.path[1]), switchboard_events.__file__
event = switchboard_events.parse_sqs_record({"body": open(sys.argv[1]).read()})
assert isinstance(event, switchboard_events.AgentAssignedEvent)
PYTHON
)

# Java: compiled with all warnings as errors, then the same tests.
jars=/usr/share/java
if ! command -v javac >/dev/null || [[ ! -f $jars/jackson-databind.jar ]]; then
  command -v apt-get >/dev/null || { echo "there is no javac, or no Jackson in $jars: install both"; exit 1; }
  sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo)
  "${sudo[@]}" apt-get update --quiet --quiet || true
  "${sudo[@]}" apt-get install --yes --quiet --quiet --no-install-recommends default-jdk-headless libjackson2-databind-java
fi
CLASSPATH=$jars/jackson-databind.jar:$jars/jackson-core.jar:$jars/jackson-annotations.jar:$fresh/java
export CLASSPATH
mkdir "$fresh/java"
javac -Xlint:all -Werror --release 17 -d "$fresh/java" java/src/switchboard/events/*.java java/test/*.java java/test/readme/*.java
python -m pytest -q -p no:cacheprovider java/test

# TypeScript: the same.
cd typescript
! grep --line-number '"resolved"' package-lock.json
cd ../../..
npm_ci infra/packages/typescript
cd infra/packages/typescript
npx biome check --error-on-warnings
npm run --silent build
node --test --test-reporter=dot "dist/test/*.test.js"
npm pack --silent --ignore-scripts --pack-destination "$fresh" >/dev/null
mkdir "$fresh/typescript"
(
  cd "$fresh/typescript"
  npm install --silent --no-audit --no-fund --offline ../switchboard-events-*.tgz
  node --input-type=module - "$sample" <<'NODE'
import { readFileSync } from 'node:fs';
import { isType, parseSqsRecord } from 'switchboard-events';

const event = parseSqsRecord({ body: readFileSync(process.argv.at(-1), 'utf8') });
if (!isType(event, 'AgentAssigned')) throw new Error(event['detail-type']);
NODE
)
echo "check: the packages are those of the schemas, and read every sample, in TypeScript, Python and Java"
