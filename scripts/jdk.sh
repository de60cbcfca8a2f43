# shellcheck shell=bash
# Sourced by the other scripts: sets JAVA_HOME to a JDK of release 21 or later, and a locale in which it reads every file.

# The JVM decides by the locale how names of files are written, and what is not ASCII it cannot read in one without UTF-8,
# nor in one that is not installed. Bash counts characters by what is in force.
two_bytes=$'\xc3\xa9'
if [ "${#two_bytes}" -ne 1 ]; then
  export LC_ALL=C.UTF-8
fi

jdk_release() {
  # Prints the feature release of the JDK in directory $1, or 0 when there is none with a compiler.
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  # Starting the compiler to ask takes as long as a short run.
  local version
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  else
    version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  fi
  echo "${version:-0}"
}

find_jdk() {
  # The one the caller chose comes first, then the newest installed.
  local best='' best_release=20 candidate release
  local on_path
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  if [ "$(jdk_release "${JAVA_HOME:-/nonexistent}")" -ge 21 ]; then
    echo "$JAVA_HOME"
    return
  fi
  for candidate in "$on_path" /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$candidate" ] || continue
    release=$(jdk_release "$candidate")
    if [ "$release" -gt "$best_release" ]; then
      best=$candidate
      best_release=$release
    fi
  done
  if [ -z "$best" ]; then
    echo "reinstate needs a JDK of release 21 or later; install one or set JAVA_HOME." >&2
    return 1
  fi
  echo "$best"
}

JAVA_HOME=$(find_jdk) || exit 1
export JAVA_HOME
