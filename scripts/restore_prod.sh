#!/usr/bin/env bash
# The disaster path: puts back everything the snapshot has, also what no manifest ever named.
#
#   scripts/restore_prod.sh --thin-manifest-dir=DIR --snapshot=URI [reconcile's other options]
#
# Shows the plan, asks, then applies it; one that has meanwhile become another is refused as every large plan is. Without
# a terminal to ask on, name the plan: --yes=PLANID. REINSTATE is the program to run, if it is not the one beside this.
set -euo pipefail

reinstate=${REINSTATE:-$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/reinstate}
nothing_left=0 partial=4 usage=2 refused=5

say() {
  printf '%s\n' "$*" >&2
}

yes=''
options=()
for word in "$@"; do
  case $word in
    --yes=*) yes=${word#--yes=} ;;
    --confirm | --dry-run | --json | --approve=* | --approve | --yes)
      say "restore_prod.sh: $word is not for you to give: it shows the plan, asks, and approves what you approved."
      exit "$usage" ;;
    *) options+=("$word") ;;
  esac
done

if [ -z "$yes" ] && [ ! -t 0 ]; then
  say "restore_prod.sh: no terminal to ask on. Look at the plan with"
  say "  scripts/reinstate reconcile --restore-unmanaged ..."
  say "and give its id: --yes=PLANID"
  exit "$usage"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The plan for people goes to standard error, for us into the file.
status=0
"$reinstate" reconcile --restore-unmanaged ${options[@]+"${options[@]}"} --json >"$work/plan.json" || status=$?
case $status in
  "$nothing_left" | "$partial") ;;
  *) exit "$status" ;;
esac

plan=$(sed -n 's/.*"planId" *: *"\([0-9a-f]\{64\}\)".*/\1/p' "$work/plan.json" | head -n 1)
if [ -z "$plan" ]; then
  say "restore_prod.sh: the dry run named no plan; nothing was written."
  exit 1
fi
if ! grep -q '"kind" *: *"\(restore-image\|add-tag\|move-tag\)"' "$work/plan.json"; then
  exit "$status"
fi

if [ -n "$yes" ]; then
  if [ "$yes" != "$plan" ]; then
    say "restore_prod.sh: --yes names another plan; this one is $plan. Nothing was written."
    exit "$refused"
  fi
else
  say ""
  say "This is plan $plan."
  printf 'Nothing is written yet. To apply it, type the first eight characters of its id: ' >&2
  IFS= read -r typed || typed=''
  if [ "${#typed}" -lt 8 ] || [ "${plan#"$typed"}" = "$plan" ]; then
    say "That is not how it begins. Nothing was written."
    exit "$refused"
  fi
fi

rm -rf "$work"
exec "$reinstate" reconcile --restore-unmanaged ${options[@]+"${options[@]}"} --confirm --approve="$plan"
