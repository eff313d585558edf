# The set-up that script/run and script/test share. It is sourced, never run by itself.
#
# `setup run` makes this machine able to show the kiosk, `setup test` able to test it as well:
#   1. the system packages that are missing, through apt-get (Debian 12, Ubuntu 24.04; root or sudo);
#   2. the Python environment .venv, at the versions of constraints.txt.
# What is already there is left alone, so that a second run takes no time. An environment that was interrupted half-way,
# that was moved, or whose Python is gone, is made again. Every failure is one sentence that says what to do.
#
# PYTHON names another Python than `python3`; CHROMIUM another browser for the tests than Debian's.
# shellcheck shell=bash

set -Eeuo pipefail

root="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
me="script/$(basename "$0")"
stage="starting"
cd "$root"

# Kivy's wheel carries SDL2; these are what SDL2 looks for when it opens a window, follows a finger and plays a sound,
# and the voice with its library for pyttsx3.
run_packages=(
  espeak-ng libespeak-ng1 libgl1 libgl1-mesa-dri libmtdev1
  libx11-6 libxcursor1 libxext6 libxfixes3 libxi6 libxrandr2 libxrender1 libxss1
)
# A screen that nobody sees, and what Playwright's driver links to. The browser is added below.
test_packages=(libatomic1 xauth xvfb)

say() { echo "$me: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

unexpected() {
  local code=$?
  if [ "$BASH_SUBSHELL" -eq 0 ]; then
    say "stopped while $stage; the lines above say why, and starting $me again is safe."
  fi
  exit "$code"
}
trap unexpected ERR

# Those of the named packages that are neither installed nor provided by an installed one
# (Ubuntu's libmtdev1t64 provides libmtdev1).
missing() {
  # shellcheck disable=SC2016
  dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' | awk -v wanted="$*" '
    $1 == "installed" {
      sub(/^installed /, "")
      count = split($0, names, /, */)
      for (i = 1; i <= count; i++) { sub(/ .*/, "", names[i]); there[names[i]] = 1 }
    }
    END { count = split(wanted, names, " "); for (i = 1; i <= count; i++) if (!(names[i] in there)) print names[i] }'
}

install_packages() {
  stage="looking for missing system packages"
  command -v dpkg-query > /dev/null || fail "this is neither Debian nor Ubuntu: start it on Debian 12 or Ubuntu 24.04."
  local absent
  absent="$(missing "$@" | tr '\n' ' ')"
  absent="${absent% }"
  if [ -z "$absent" ]; then return; fi

  local by_hand="apt-get update && apt-get install --no-install-recommends $absent"
  local -a admin=() names
  read -ra names <<< "$absent"
  if [ "$(id -u)" -ne 0 ]; then
    admin=(sudo)
    if [ ! -t 0 ]; then admin+=(-n); fi
    if ! command -v sudo > /dev/null || ! "${admin[@]}" true; then
      fail "system packages are missing: as administrator run '$by_hand', then start $me again."
    fi
  fi
  admin+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)

  stage="installing system packages"
  say "installing system packages: $absent"
  "${admin[@]}" update > /dev/null \
    || say "apt-get update failed in part: going on with the lists of packages that are here."
  "${admin[@]}" install -y --no-install-recommends "${names[@]}" > /dev/null \
    || fail "apt-get install failed: check the network, or run '$by_hand' as administrator, then start $me again."
}

python() { "${PYTHON:-python3}" "$@"; }

python_is_there() { command -v "${PYTHON:-python3}" > /dev/null; }

check_python_version() {
  stage="looking at Python's version"
  local version
  version="$(python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" \
    || fail "${PYTHON:-python3} does not run: repair it, or name another with PYTHON=/path/to/python3 $me."
  python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or later is needed, this is $version: use Debian 12 or Ubuntu 24.04," \
      "or name another Python with PYTHON=/path/to/python3 $me."
}

python_makes_environments() { python -I -c 'import ensurepip, venv' 2> /dev/null; }

# The environment's own Python runs and has pip, it was made for this folder, and no installation in it was interrupted.
environment_is_whole() {
  [ ! -e .venv/unfinished ] && grep -qsF "$root/.venv" .venv/bin/activate \
    && .venv/bin/python -I -c 'import pip' 2> /dev/null
}

environment_is_current() { # run | test
  [ "$(cat ".venv/stamp-$1" 2> /dev/null)" = "$wanted" ] && environment_is_whole
}

install_environment() { # run | test
  stage="preparing the Python environment"
  local lock
  exec {lock}< "$root"
  flock "$lock" # two at once would spoil each other's environment
  if ! environment_is_current "$1"; then
    if ! environment_is_whole; then
      say "making the Python environment"
      rm -rf .venv
      mkdir .venv
      touch .venv/unfinished
      python -m venv "$root/.venv" \
        || fail "the Python environment could not be made: check that the disk has room, then start $me again."
    fi
    say "installing Python packages"
    touch .venv/unfinished
    rm -f .venv/stamp-run .venv/stamp-test
    local what="."
    if [ "$1" = test ]; then what=".[test]"; fi
    PYTHONWARNINGS=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
      .venv/bin/python -m pip install -q -c constraints.txt -e "$what" \
      || {
        rm .venv/unfinished # pip undid what it began: only an interruption spoils an environment
        fail "the Python packages could not be installed: check the network and the disk's room, then start $me again."
      }
    rm .venv/unfinished
    if [ "$1" = test ]; then echo "$wanted" > .venv/stamp-test; fi
    echo "$wanted" > .venv/stamp-run
  fi
  exec {lock}<&-
}

# Prints the browser for the tests: the one that CHROMIUM names, the system's, or Playwright's own.
browser() {
  local name downloads="${HOME:-}/.cache/ms-playwright"
  for name in "${CHROMIUM:-}" chromium google-chrome "$downloads"/chromium-*/chrome-linux*/chrome; do
    if [ -n "$name" ] && command -v "$name"; then return; fi
  done
  return 1
}

setup() { # run | test
  local -a packages=("${run_packages[@]}")
  # The settings of ruff or pytest are left out: a change of theirs must not send a kiosk to the network.
  wanted="$(awk '/^\[/ { keep = /^\[(build-system|project|tool\.setuptools)/ } keep' pyproject.toml \
    | cat - constraints.txt | sha256sum)"
  if [ "$1" = test ]; then
    packages+=("${test_packages[@]}")
    # Ubuntu's own package is only a stand-in for a snap, which cannot be installed from here.
    if ! browser > /dev/null && ! grep -qsx 'ID=ubuntu' /etc/os-release; then packages+=(chromium); fi
  fi
  if environment_is_current "$1"; then
    install_packages "${packages[@]}"
  else
    if python_is_there; then check_python_version; fi
    if ! python_is_there || ! python_makes_environments; then packages+=(python3 python3-venv); fi
    install_packages "${packages[@]}"
    check_python_version
    install_environment "$1"
  fi
  if [ "$1" = test ]; then
    CHROMIUM="$(browser)" \
      || fail "no Chromium is here: run '.venv/bin/playwright install --with-deps chromium'," \
        "or name a browser with CHROMIUM=/path/to/chromium $me."
    export CHROMIUM
  fi
  stage="starting"
}
