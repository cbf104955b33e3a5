#!/usr/bin/env bash
# The four buckets and the service account that reads and writes them. May be run again: it makes what is missing and puts right what is not as here.
# SITE_ORIGIN=https://… lets that site read pictures and upload models by script; without it the buckets' CORS stays as it is.
# Usage: setup.sh [file of parameters]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$here/../lib.sh"

read_parameters "${1:-}"
need_google
need_tool node "see https://nodejs.org."
[[ -z "${SITE_ORIGIN:-}" ]] || need SITE_ORIGIN 'https://[a-z0-9.-]+' "the site's origin, such as https://party.example"
refuse_if_wrong

export CLOUDSDK_CORE_DISABLE_PROMPTS=1 CLOUDSDK_CORE_PROJECT=$GCP_PROJECT_ID
email="$GCP_SERVICE_ACCOUNT@$GCP_PROJECT_ID.iam.gserviceaccount.com"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Bucket $1 with the lifecycle $2; deleted objects can be brought back for $3.
bucket() {
  if ! gcloud storage buckets describe "gs://$1" --format='value(name)' >/dev/null 2>&1; then
    say "Making bucket $1"
    gcloud storage buckets create "gs://$1" --location="$GCP_LOCATION" --uniform-bucket-level-access --public-access-prevention
  fi
  gcloud storage buckets update "gs://$1" --uniform-bucket-level-access --public-access-prevention --no-versioning \
    --soft-delete-duration="$3" --lifecycle-file="$here/lifecycle-$2.json"
}

grant() {
  patiently gcloud storage buckets add-iam-policy-binding "gs://$1" --member="serviceAccount:$email" --role="roles/storage.$2" --format=none
}

# Lets the site's pages use bucket $1 by the methods $2, with the headers $3.
cors() {
  printf '[{"origin":["%s"],"method":[%s],"responseHeader":[%s],"maxAgeSeconds":3600}]\n' "$SITE_ORIGIN" "$2" "$3" >"$work/cors.json"
  gcloud storage buckets update "gs://$1" --cors-file="$work/cors.json"
}

gcloud services enable storage.googleapis.com iam.googleapis.com

# A model that was removed by mistake may be the only copy. A picture that somebody deleted must be gone: the app itself lets it be restored for a week.
bucket "$GCP_LORA_BUCKET_NAME" loras 7d
bucket "$GCP_USER_IMG_GENERATED_BUCKET_NAME" generated 0
bucket "$GCP_USER_IMG_UPLOAD_BUCKET_NAME" uploads 0
# Who deletes a copy of the database by mistake has a week, too.
bucket "$GCP_BACKUP_BUCKET_NAME" backups 7d

if [[ -n "${SITE_ORIGIN:-}" ]]; then
  say "Letting $SITE_ORIGIN read pictures and upload models"
  cors "$GCP_USER_IMG_GENERATED_BUCKET_NAME" '"GET","HEAD"' '"Content-Type"'
  # The headers that an upload's address is signed with.
  cors "$GCP_LORA_BUCKET_NAME" '"PUT"' '"Content-Type","x-goog-content-length-range","x-goog-if-generation-match"'
fi

if ! gcloud iam service-accounts describe "$email" --format='value(email)' >/dev/null 2>&1; then
  say "Making service account $email"
  gcloud iam service-accounts create "$GCP_SERVICE_ACCOUNT" --display-name=HalloweenCostume
fi
grant "$GCP_LORA_BUCKET_NAME" objectUser
grant "$GCP_USER_IMG_GENERATED_BUCKET_NAME" objectUser
grant "$GCP_USER_IMG_UPLOAD_BUCKET_NAME" objectUser
grant "$GCP_BACKUP_BUCKET_NAME" objectUser

if [[ ! -s "$GCP_KEY_FILE" ]]; then
  say "Making a key in $GCP_KEY_FILE"
  umask 077
  gcloud iam service-accounts keys create "$work/key.json" --iam-account="$email"
  mv "$work/key.json" "$GCP_KEY_FILE"
elif [[ $(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).client_email' "$GCP_KEY_FILE" 2>/dev/null) != "$email" ]]; then
  stop "GCP_KEY_FILE: $GCP_KEY_FILE is not a key of $email. Put that account's key there, or move the file away to have one made."
fi
