# shellcheck shell=bash
# Sourced by the other scripts: brings what they need onto a Debian machine.

install_packages() {
  # Installs the Debian packages $@; without apt-get, or the right to use it, says that they are missing and fails.
  [ $# -gt 0 ] || return 0
  local as_root=(env)
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo env)
  fi
  if ! type -P apt-get >/dev/null || ! type -P "${as_root[0]}" >/dev/null; then
    echo "Missing, and to be installed by you: $*" >&2
    return 1
  fi
  echo "Installing $* ..." >&2
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
