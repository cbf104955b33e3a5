# shellcheck shell=bash
# What deploy.sh and google/setup.sh share. Works with the bash 3.2 of macOS.

infra=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wrong=()

stop() {
  echo "$1" >&2
  exit 1
}

say() {
  echo "== $1"
}

# Reads the file of parameters $1. What the environment sets already, and is not empty, stands.
read_parameters() {
  local file=${1:-$infra/parameters.env} line name
  [[ -f "$file" ]] || stop "There is no $file: copy $infra/parameters.env.example to it and fill it in."
  while IFS= read -r line || [[ -n "$line" ]]; do
    [[ -z "$line" || "$line" == \#* ]] && continue
    [[ "$line" =~ ^([A-Z_]+)=(.*)$ ]] || stop "$file has a line that is not NAME=value; it begins with '${line:0:10}'."
    name=${BASH_REMATCH[1]}
    [[ -n "${!name:-}" ]] || printf -v "$name" %s "${BASH_REMATCH[2]%$'\r'}"
  done <"$file"
}

# Notes that parameter $1 is missing, or unlike the pattern $2; $3 says what it should be. Its value is not shown: it may be a secret.
need() {
  # Without it [a-z] may take in more than it shows.
  local LC_ALL=C
  if [[ -z "${!1:-}" ]]; then
    wrong+=("$1 is missing: it should be $3.")
  elif [[ ! "${!1}" =~ ^($2)$ ]]; then
    wrong+=("$1 does not make sense: it should be $3.")
  fi
}

need_tool() {
  command -v "$1" >/dev/null || wrong+=("$1 is not installed: $2")
}

need_google() {
  local bucket='[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]' name
  local what="a bucket's name that nobody else in the world has, of 3 to 63 lower-case letters, digits, hyphens, underscores and dots"
  local buckets=(GCP_LORA_BUCKET_NAME GCP_USER_IMG_GENERATED_BUCKET_NAME GCP_USER_IMG_UPLOAD_BUCKET_NAME)
  need GCP_PROJECT_ID '[a-z][a-z0-9-]{4,28}[a-z0-9]' "the id of a Google Cloud project with billing, such as party-123456"
  need GCP_LOCATION '[A-Za-z0-9-]+' "a location of Google Cloud Storage, such as europe-west1"
  need GCP_SERVICE_ACCOUNT '[a-z][a-z0-9-]{4,28}[a-z0-9]' "a service account's name of 6 to 30 lower-case letters, digits and hyphens, such as halloween-costume"
  need GCP_KEY_FILE '.+' "the file for the service account's key, such as google/key.json"
  for name in "${buckets[@]}"; do
    need "$name" "$bucket" "$what"
  done
  if [[ -n "${GCP_BACKUP_BUCKET_NAME:-}" ]]; then
    need GCP_BACKUP_BUCKET_NAME "$bucket" "$what, or nothing"
  elif [[ "${GCP_USER_IMG_GENERATED_BUCKET_NAME:-}" =~ .{56} ]]; then
    wrong+=("GCP_BACKUP_BUCKET_NAME is missing: it should be a bucket's name, for that of GCP_USER_IMG_GENERATED_BUCKET_NAME with -backups behind it is longer than 63 characters.")
  else
    GCP_BACKUP_BUCKET_NAME="${GCP_USER_IMG_GENERATED_BUCKET_NAME:-}-backups"
  fi
  # One that is missing is like no other.
  if [[ -n $(for name in "${buckets[@]}" GCP_BACKUP_BUCKET_NAME; do echo "${!name:-$name}"; done | sort | uniq -d) ]]; then
    wrong+=("$(printf '%s, ' "${buckets[@]}")GCP_BACKUP_BUCKET_NAME should be four buckets: what lies in them is kept for different times.")
  fi
  [[ "${GCP_KEY_FILE:-/}" == /* ]] || GCP_KEY_FILE="$infra/$GCP_KEY_FILE"
  need_tool gcloud "see https://cloud.google.com/sdk/docs/install."
}

refuse_if_wrong() {
  [[ ${#wrong[@]} -eq 0 ]] && return
  printf '%s\n' "${wrong[@]}" >&2
  stop "Nothing was done."
}

# Runs a command until it succeeds, for five minutes: a new role or account is not known everywhere at once.
patiently() {
  local try
  for try in {1..20}; do
    "$@" && return
    [[ $try -eq 20 ]] || sleep 15
  done
  return 1
}
