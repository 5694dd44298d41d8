#!/bin/sh
# Installs what a requirements file lists: python requirements.txt. A line for each step; of pip only what went wrong.
set -eu
python=$1 file=$2 faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
echo "Installing the packages of $file; the first time this takes a minute or two …"
{ "$python" -u -m pip install --progress-bar off --disable-pip-version-check --require-hashes -r "$file" 2>"$faults" ||
    echo failed; } |
while read -r word _; do
    case $word in
    Collecting) count=$((${count:-0} + 1)); [ $((count % 10)) -ne 0 ] || echo "  $count packages downloaded" ;;
    Installing) echo "  Unpacking the packages …" ;;
    failed) cat "$faults" >&2; exit 1 ;;
    esac
done
