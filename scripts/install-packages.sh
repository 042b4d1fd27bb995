#!/bin/sh
# Installs those packages of packages.txt that are missing, with those of the sections that are named as arguments.
# Does nothing, and needs no rights, when all are there.
set -eu
list=$(dirname "$0")/packages.txt
command -v dpkg-query >/dev/null 2>&1 || { echo "not a Debian system: see $list for what is needed" >&2; exit 0; }
missing=
for p in $(awk -v named=" $* " '{ sub(/#.*/, "") } /^\[/ { gsub(/[][ ]/, ""); off = !index(named, " " $0 " "); next } !off' "$list"); do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    echo "packages are missing, and there is no sudo here to install them; as root:" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi
echo "installing:$missing" >&2
# RUNLEVEL: a server among them is not started as a service.
apt="env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get"
[ "$(id -u)" -eq 0 ] || apt="sudo $apt"
# An old package list is the usual reason for a failure: refresh it once, only when needed.
# shellcheck disable=SC2086
$apt install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    $apt update >/dev/null
    $apt install -y --no-install-recommends $missing >/dev/null
}
