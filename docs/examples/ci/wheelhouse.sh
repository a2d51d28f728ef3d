#!/usr/bin/env bash
# Makes a wheelhouse on a machine with a package index, in the clone, with the Python and the platform of the machine without one.
# usage: wheelhouse.sh DIR; PYTHON names another interpreter
set -euo pipefail
house=$1
python=${PYTHON:-python3}
mkdir -p "$house"
"$python" -m pip download --no-deps --require-hashes --only-binary :all: --dest "$house" --requirement constraints.txt
"$python" -m pip wheel --no-deps --wheel-dir "$house" .
(cd "$house" && sha256sum -- *.whl >SHA256SUMS)
