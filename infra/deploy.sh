#!/usr/bin/env bash
# Puts all of HalloweenCostume on Azure and Google Cloud Storage, and prints the site's address; the first time, and with NEW_ADMIN_KEY=true,
# also the link that lets an admin in. May be run again, also after a change.
# Usage: deploy.sh [file of parameters]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$here/lib.sh"
root=$(dirname "$here")
parameters=${1:-}
deployment=halloween-costume
swa_cli=@azure/static-web-apps-cli@2.0.10

read_parameters "$parameters"
need AZURE_SUBSCRIPTION_ID '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}' "the subscription's id, as 'az account show --query id' tells it"
need AZURE_RESOURCE_GROUP '[A-Za-z0-9_().-]{1,90}' "the name of a resource group for nothing but this, such as halloween-costume"
need AZURE_LOCATION '[a-z0-9]+' "an Azure region, such as westeurope"
need SITE_LOCATION 'centralus|eastasia|eastus2|westeurope|westus2' "one of centralus, eastasia, eastus2, westeurope, westus2"
[[ -z "${SITE_DOMAIN:-}" ]] || need SITE_DOMAIN '([a-z0-9-]+\.)+[a-z]{2,}' "a domain such as party.example, or nothing"
need ALERT_EMAIL '[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+' "the address that alerts go to"
need DURABLE_TASK_SCHEDULER 'true|false' "true or false"
for name in RATE_IMAGES_PER_HOUR RATE_IMAGES_PER_DAY; do
  [[ -z "${!name:-}" ]] || need "$name" '[1-9][0-9]{0,5}' "a whole number from 1 to 999999, or nothing"
done
[[ -z "${SESSION_DAYS:-}" ]] || need SESSION_DAYS '[1-9][0-9]?|[1-3][0-9][0-9]' "a whole number of days from 1 to 399, or nothing"
[[ -z "${NEW_ADMIN_KEY:-}" ]] || need NEW_ADMIN_KEY 'true|false' "true or false, or nothing"
need FAL_KEY '[[:graph:]]{8,}' "the key from fal's dashboard, without spaces"
need_google
need_tool az "see https://learn.microsoft.com/cli/azure/install-azure-cli."
need_tool dotnet "the .NET 10 SDK, see https://dotnet.microsoft.com/download."
need_tool npx "it comes with Node.js, see https://nodejs.org."
for tool in curl git zip; do
  need_tool "$tool" "it comes with most systems."
done
grep -q "apiOrigin = ''" "$root/web/config.js" || wrong+=("web/config.js names another origin for the API: leave apiOrigin empty, for here site and API have the same.")
refuse_if_wrong

RATE_IMAGES_PER_HOUR=${RATE_IMAGES_PER_HOUR:-60}
RATE_IMAGES_PER_DAY=${RATE_IMAGES_PER_DAY:-300}
SESSION_DAYS=${SESSION_DAYS:-30}
export SITE_LOCATION SITE_DOMAIN ALERT_EMAIL DURABLE_TASK_SCHEDULER RATE_IMAGES_PER_HOUR RATE_IMAGES_PER_DAY SESSION_DAYS
export GCP_PROJECT_ID GCP_LORA_BUCKET_NAME GCP_USER_IMG_GENERATED_BUCKET_NAME GCP_USER_IMG_UPLOAD_BUCKET_NAME GCP_BACKUP_BUCKET_NAME
# A key is for the one command that needs it, not for whatever dotnet or npm start.
export -n FAL_KEY

work=$(mktemp -d)
admin_key='' admin_key_is_set=no origin=''
trap finish EXIT

# The key is nowhere else: also where the deployment broke off, once Azure knows its hash, it has to be told.
finish() {
  rm -rf "$work"
  [[ "$admin_key_is_set" == no ]] || printf '%s\n' "Your way in as its admin; it is shown this once, so open it now: $origin/#key=$admin_key"
}

azure() {
  az "$@" --subscription "$AZURE_SUBSCRIPTION_ID" --only-show-errors
}

# What the last deployment gave; answers 1 if there was none, or it broke off.
read_outputs() {
  local lines
  lines=$(azure deployment group show --resource-group "$AZURE_RESOURCE_GROUP" --name "$deployment" --output tsv \
    --query 'properties.outputs.[siteName.value, siteHostName.value, siteOrigin.value, functionAppId.value, storageName.value]') || return 1
  { read -r site && read -r host && read -r origin && read -r app && read -r storage; } <<<"$lines" && [[ "$storage" != None ]]
}

# Leaves the first admin's key as it is where the app has one; of a new one the app is told the hash alone.
prepare_admin_key() {
  local known=''
  if [[ -n "$app" && "${NEW_ADMIN_KEY:-}" != true ]]; then
    known=$(azure functionapp config appsettings list --ids "$app" --query "[?name=='ADMIN_KEY_SHA256'].value" --output tsv) ||
      stop "The settings of the function app cannot be read. Run this again; with NEW_ADMIN_KEY=true it makes a new admin's key."
  fi
  if [[ ! "$known" =~ ^[0-9a-f]{64}$ ]]; then
    admin_key=hc_$(node -p 'require("node:crypto").randomBytes(32).toString("base64url")')
    known=$(printf %s "$admin_key" | node -p 'require("node:crypto").createHash("sha256").update(require("node:fs").readFileSync(0)).digest("hex")')
  fi
  export ADMIN_KEY_SHA256=$known
}

google() {
  SITE_ORIGIN=$1 bash "$here/google/setup.sh" "$parameters"
}

# Named by its content, so that the same program is uploaded once.
pack() {
  local hash
  dotnet publish "$root/functions/HalloweenCostume.Functions" --configuration Release --runtime linux-x64 --self-contained false --output "$work/functions" \
    -p:DurableTaskScheduler="$DURABLE_TASK_SCHEDULER"
  (cd "$work/functions" && find . -type f | LC_ALL=C sort) >"$work/files"
  hash=$(cd "$work/functions" && { cat "$work/files" && git hash-object --no-filters --stdin-paths <"$work/files"; } | git hash-object --stdin)
  export PACKAGE_NAME="functions-${hash:0:16}.zip"
  (cd "$work/functions" && zip -q -r -X "$work/$PACKAGE_NAME" .)
}

upload() {
  local there container=(--account-name "$storage" --container-name packages --name "$PACKAGE_NAME" --auth-mode login)
  there=$(patiently azure storage blob exists "${container[@]}" --query exists --output tsv) || stop "The storage account $storage cannot be read. Run this again."
  [[ "$there" != true ]] || return 0
  say "Uploading $PACKAGE_NAME"
  patiently azure storage blob upload "${container[@]}" --file "$work/$PACKAGE_NAME" --output none || stop "The function app could not be uploaded. Run this again."
  restart_needed=$1
}

of_key_file() {
  node -p 'JSON.parse(fs.readFileSync(process.argv[1]))[process.argv[2]]' "$GCP_KEY_FILE" "$1"
}

provision() {
  local provider private_key needed=(Microsoft.Insights Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web)
  [[ "$DURABLE_TASK_SCHEDULER" == false ]] || needed+=(Microsoft.DurableTask)
  for provider in "${needed[@]}"; do
    azure provider register --namespace "$provider" --wait
  done
  [[ $(azure group exists --name "$AZURE_RESOURCE_GROUP") == true ]] ||
    azure group create --name "$AZURE_RESOURCE_GROUP" --location "$AZURE_LOCATION" --output none
  GCP_CLIENT_EMAIL=$(of_key_file client_email)
  export GCP_CLIENT_EMAIL
  private_key=$(of_key_file private_key)
  FAL_KEY=$FAL_KEY GCP_PRIVATE_KEY=$private_key \
    azure deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name "$deployment" --parameters "$here/azure/main.bicepparam" --output none
}

publish_site() {
  local token
  mkdir "$work/site"
  cp -R "$root/web/." "$work/site"
  rm -f "$work/site/"*.d.ts
  token=$(azure staticwebapp secrets list --resource-group "$AZURE_RESOURCE_GROUP" --name "$site" --query properties.apiKey --output tsv)
  (cd "$work" && SWA_CLI_DEPLOYMENT_TOKEN=$token npx --yes "$swa_cli" deploy "$work/site" --swa-config-location "$work/site" --env production)
}

# What uploads the site does not always answer with an error when it failed.
site_is_published() {
  curl --fail --silent --show-error --max-time 60 "https://$host/" | cmp -s - "$work/site/index.html"
}

api_answers() {
  curl --fail --silent --show-error --max-time 60 --output "$work/health.json" "https://$host/api/health"
}

restart() {
  azure functionapp restart --ids "$app" --output none
}

azure account show --output none || stop "Azure does not know you, or not this subscription: run 'az login'."
site='' host='' app='' storage='' restart_needed=no
read_outputs 2>/dev/null || storage='' origin='' app=''
allowed=$origin
prepare_admin_key

say "Google Cloud Storage"
google "$allowed"

say "Building the function app"
pack
# Before the app is told of it: an app that runs is never without its program.
[[ -z "$storage" ]] || upload no

say "Azure"
provision
read_outputs || stop "Azure does not tell what it deployed. Run this again${admin_key:+, with NEW_ADMIN_KEY=true}."
[[ -z "$admin_key" ]] || admin_key_is_set=yes
upload yes
[[ "$origin" == "$allowed" ]] || google "$origin"
# The secrets may be new, and nothing else tells the app of that before tomorrow.
azure rest --method post --url "$app/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
[[ $restart_needed == no ]] || restart
patiently azure rest --method post --url "$app/syncfunctiontriggers?api-version=2024-11-01" --output none

say "Publishing the site"
publish_site

say "Waiting for the site and the API to answer"
patiently site_is_published || stop "https://$host does not show the site that was just published. Run this again; if that does not help, look at what npx said above."
patiently api_answers || { restart && patiently api_answers; } || stop "The site is there, its API does not answer: look at the function app's failures in Application Insights."
echo "HalloweenCostume is at $origin"
