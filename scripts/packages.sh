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

install_prow() {
  # Puts Prow's own programs, with which tests try the jobs, into the directory $1, unless they are there already; without Go, says
  # so and fails. No version of it has a tag; this is the one that Go's module proxy calls its latest. The golang.org/x/tools that it
  # names cannot be compiled by Go 1.25 or later.
  local prow=v0.0.0-20240619181241-cfb8754e0459 tools=v0.24.1
  local names=(checkconfig mkpj mkpod entrypoint sidecar) name missing='' bin=$1 module status
  if ! type -P go >/dev/null; then
    echo "Missing, and to be installed by you: Go, for Prow's programs" >&2
    return 1
  fi
  for name in "${names[@]}"; do
    go version -m "$bin/$name" 2>/dev/null | grep -q "sigs.k8s.io/prow.*$prow" || missing=1
  done
  [ -n "$missing" ] || return 0
  echo "Installing Prow's programs (the first time takes minutes) ..." >&2
  module=$(mktemp -d)
  (
    cd "$module" && mkdir -p "$bin" && go mod init prow.example &&
      go get "sigs.k8s.io/prow@$prow" "golang.org/x/tools@$tools" &&
      nice go build -mod=mod -o "$bin/" "${names[@]/#/sigs.k8s.io/prow/cmd/}"
  ) >"$module/log" 2>&1
  status=$?
  [ "$status" -eq 0 ] || cat "$module/log" >&2
  rm -rf "$module"
  return "$status"
}
