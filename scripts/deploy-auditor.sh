#!/usr/bin/env bash
# Deploys the auditor to Cloud Run, by digest, and has Pub/Sub push every change of the registries to it.
#
#   scripts/deploy-auditor.sh [options] PROJECT SHA256 [-- options of `reinstate audit`]
#
#   --dry-run              print the commands and run none
#   --image=NAME           the image without tag or digest
#   --region=REGION        where it runs (us-central1)
#   --service=NAME         what it is called there (reinstate-auditor)
#   --topic=NAME           where the registries publish (gcr)
#   --manifest-repo=URL    git repository of the manifests (https://github.com/kubernetes/k8s.io)
#   --branch=NAME          its branch (main)
#   --manifest-dir=PATH    the thin manifest directory in it (registry.k8s.io)
#   --snapshot=gs://…      the snapshot store
#   --min-instances=N      how many instances are always there (1)
#   --max-instances=N      how many there may be (1); repeats of a fault are counted by each instance for itself
#
# Whatever is there already is left as it is or brought up to date, so that it can be run again.
set -euo pipefail

usage=2
dry_run=''
image=us-central1-docker.pkg.dev/k8s-staging-images/reinstate/reinstate
region=us-central1
service=reinstate-auditor
topic=gcr
manifest_repo=https://github.com/kubernetes/k8s.io
branch=main
manifest_dir=registry.k8s.io
snapshot=''
min_instances=1
max_instances=1

die() {
  printf 'deploy-auditor.sh: %s\n' "$*" >&2
  exit "$usage"
}

positional=()
audit=()
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry_run=yes ;;
    --image=*) image=${1#*=} ;;
    --region=*) region=${1#*=} ;;
    --service=*) service=${1#*=} ;;
    --topic=*) topic=${1#*=} ;;
    --manifest-repo=*) manifest_repo=${1#*=} ;;
    --branch=*) branch=${1#*=} ;;
    --manifest-dir=*) manifest_dir=${1#*=} ;;
    --snapshot=*) snapshot=${1#*=} ;;
    --min-instances=*) min_instances=${1#*=} ;;
    --max-instances=*) max_instances=${1#*=} ;;
    --) shift; audit=("$@"); break ;;
    -*) die "there is no option $1" ;;
    *) positional+=("$1") ;;
  esac
  shift
done
[ "${#positional[@]}" -eq 2 ] || die "give PROJECT and SHA256; see the head of this script"
project=${positional[0]}
digest=${positional[1]#sha256:}

matches() {
  [[ $1 =~ ^($2)$ ]]
}

# https://cloud.google.com/resource-manager/docs/creating-managing-projects#before_you_begin
matches "$project" '[a-z][a-z0-9-]{4,28}[a-z0-9]' || die "'$project' is not the id of a project"
matches "$digest" '[0-9a-f]{64}' || die "'${positional[1]}' is not a SHA-256: 64 hex digits, with or without sha256:"
matches "$image" '[a-z0-9.-]+(/[a-z0-9._-]+)+' || die "--image: '$image' is not a name without tag and digest"
matches "$region" '[a-z]+-[a-z]+[0-9]+' || die "--region: '$region' is not a region"
# The accounts are named after it, and have thirty characters at most.
matches "$service" '[a-z][a-z0-9-]{4,21}[a-z0-9]' || die "--service: '$service' is not 6 to 23 characters of a-z, 0-9, -"
matches "$topic" '[A-Za-z][A-Za-z0-9._~+%-]{2,254}' || die "--topic: '$topic' is not the name of a topic"
matches "$min_instances" '[0-9]{1,3}' || die "--min-instances: '$min_instances' is not a number"
matches "$max_instances" '[1-9][0-9]{0,2}' || die "--max-instances: '$max_instances' is not a number above 0"
[ "$min_instances" -le "$max_instances" ] || die "--min-instances is more than --max-instances"
matches "$snapshot" '|gs://[a-z0-9._-]+(/.*)?' || die "--snapshot: '$snapshot' is not gs://bucket[/prefix]"
case "$manifest_repo$branch$manifest_dir$snapshot${audit[*]-}" in
  *['|$`']*) die "no value may hold any of | \$ \`" ;;
esac

account=$service@$project.iam.gserviceaccount.com
pusher=$service-pusher@$project.iam.gserviceaccount.com
dead_letters=$service-dead-letters
audience=$service.$project

# What a dry run prints can be pasted: its variables are those of the answers before.
shown() {
  local word
  printf 'gcloud'
  for word in "$@"; do
    if matches "$word" '[A-Za-z0-9@%+=:,./_-]+'; then
      printf ' %s' "$word"
    else
      word=${word//\\/\\\\}
      printf ' "%s"' "${word//\"/\\\"}"
    fi
  done
}

run() {
  if [ -n "$dry_run" ]; then
    shown "$@"
    printf '\n'
  else
    printf '+ %s\n' "$(shown "$@")" >&2
    gcloud "$@" >&2
  fi
}

# Two commands, the second of which is for when the first fails; a lone -- is between them.
either() {
  local first=()
  while [ "$1" != -- ]; do
    first+=("$1")
    shift
  done
  shift
  if [ -n "$dry_run" ]; then
    shown "${first[@]}"
    printf ' || '
    run "$@"
  elif ! gcloud "${first[@]}" >/dev/null 2>&1; then
    run "$@"
  fi
}

# What a command prints; in a dry run the variable for it.
answer() {
  local name=$1
  shift
  if [ -n "$dry_run" ]; then
    printf "%s=\$(%s)\n" "$name" "$(shown "$@")" >&3
    printf '$%s' "$name"
  else
    gcloud "$@"
  fi
}

exec 3>&1
in_project=("--project=$project" --quiet)

run services enable run.googleapis.com pubsub.googleapis.com logging.googleapis.com clouderrorreporting.googleapis.com \
  artifactregistry.googleapis.com "${in_project[@]}"
number=$(answer PROJECT_NUMBER projects describe "$project" '--format=value(projectNumber)' --quiet)
pubsub=serviceAccount:service-$number@gcp-sa-pubsub.iam.gserviceaccount.com

for name in "$service" "$service-pusher"; do
  either iam service-accounts describe "$name@$project.iam.gserviceaccount.com" "${in_project[@]}" \
    -- iam service-accounts create "$name" "--display-name=$name" "${in_project[@]}"
done

for role in logging.logWriter errorreporting.writer artifactregistry.reader; do
  run projects add-iam-policy-binding "$project" "--member=serviceAccount:$account" "--role=roles/$role" \
    --condition=None --quiet
done
if [ -n "$snapshot" ]; then
  bucket=${snapshot#gs://}
  run storage buckets add-iam-policy-binding "gs://${bucket%%/*}" "--member=serviceAccount:$account" \
    --role=roles/storage.objectViewer "${in_project[@]}"
fi
# Pub/Sub makes tokens of the pusher's; of nobody else's.
run iam service-accounts add-iam-policy-binding "$pusher" "--member=$pubsub" \
  --role=roles/iam.serviceAccountTokenCreator "${in_project[@]}"

# Cloud Run checks the tokens and takes their signatures out: see --no-allow-unauthenticated below.
arguments=audit\|--audience=$audience\|--push-account=$pusher\|--behind-cloud-run-iam
[ -z "$snapshot" ] || arguments+=\|--snapshot=$snapshot
for word in ${audit[@]+"${audit[@]}"}; do
  arguments+=\|$word
done
variables=CIP_AUDIT_GCP_PROJECT_ID=$project
variables+=\|CIP_AUDIT_MANIFEST_REPO_URL=$manifest_repo
variables+=\|CIP_AUDIT_MANIFEST_REPO_BRANCH=$branch
variables+=\|CIP_AUDIT_MANIFEST_REPO_MANIFEST_DIR=$manifest_dir

# The processor stays on between requests: manifests are fetched, and repairs run, after the answer.
run run deploy "$service" "--image=$image@sha256:$digest" "--region=$region" "--service-account=$account" \
  --no-allow-unauthenticated --ingress=internal "--set-custom-audiences=$audience" \
  "--min-instances=$min_instances" "--max-instances=$max_instances" --cpu=1 --memory=1Gi --no-cpu-throttling \
  --concurrency=250 --timeout=600 "--args=^|^$arguments" "--set-env-vars=^|^$variables" \
  --startup-probe=httpGet.path=/healthz,periodSeconds=5,failureThreshold=24 "${in_project[@]}"
run run services add-iam-policy-binding "$service" "--member=serviceAccount:$pusher" --role=roles/run.invoker \
  "--region=$region" "${in_project[@]}"
url=$(answer SERVICE_URL run services describe "$service" "--region=$region" '--format=value(status.url)' "${in_project[@]}")

# A dead letter without a subscription is lost.
for name in "$topic" "$dead_letters"; do
  either pubsub topics describe "$name" "${in_project[@]}" -- pubsub topics create "$name" "${in_project[@]}"
done
either pubsub subscriptions describe "$dead_letters" "${in_project[@]}" \
  -- pubsub subscriptions create "$dead_letters" "--topic=$dead_letters" --expiration-period=never \
  --message-retention-duration=7d "${in_project[@]}"

# What cannot be judged, because neither git nor registry answers, comes again for most of a day.
push=("--push-endpoint=$url/" "--push-auth-service-account=$pusher" "--push-auth-token-audience=$audience"
  --ack-deadline=600 --expiration-period=never --message-retention-duration=7d "--dead-letter-topic=$dead_letters"
  --max-delivery-attempts=100 --min-retry-delay=10s --max-retry-delay=600s)
either pubsub subscriptions describe "$service" "${in_project[@]}" \
  -- pubsub subscriptions create "$service" "--topic=$topic" "${push[@]}" "${in_project[@]}"
run pubsub subscriptions update "$service" "${push[@]}" "${in_project[@]}"
run pubsub topics add-iam-policy-binding "$dead_letters" "--member=$pubsub" --role=roles/pubsub.publisher \
  "${in_project[@]}"
run pubsub subscriptions add-iam-policy-binding "$service" "--member=$pubsub" --role=roles/pubsub.subscriber \
  "${in_project[@]}"
