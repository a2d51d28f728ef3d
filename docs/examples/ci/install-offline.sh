#!/usr/bin/env bash
# Installs from a wheelhouse on a machine without a package index. usage: install-offline.sh DIR VENV
set -euo pipefail
house=$1
venv=$2
(cd "$house" && sha256sum --quiet --check SHA256SUMS)
"${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --no-index --find-links "$house" "hawiya[certify]"
"$venv/bin/hawiya" --version
