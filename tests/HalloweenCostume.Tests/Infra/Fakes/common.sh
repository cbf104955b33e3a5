# shellcheck shell=bash
# What the commands of this folder share. They stand in for those of the same name, answer like them, and keep what they made in the folder STATE.

: "${STATE:?}"
all=("$@")
program=$(basename "$0")
echo "$program$(printf ' %q' "$@")" >>"$STATE/calls"

# The secrets that this command can see by its environment.
seen=$program
for name in FAL_KEY GCP_PRIVATE_KEY SWA_CLI_DEPLOYMENT_TOKEN; do
  if printenv "$name" >/dev/null; then seen+=" $name"; fi
done
echo "$seen" >>"$STATE/seen"

# The value of option $1, in either form.
option() {
  local i
  for ((i = 0; i < ${#all[@]}; i++)); do
    case ${all[i]} in
      "$1") echo "${all[i + 1]}" && return ;;
      "$1="*) echo "${all[i]#*=}" && return ;;
    esac
  done
  return 1
}

has() {
  local word
  for word in "${all[@]}"; do [[ "$word" == "$1" ]] && return; done
  return 1
}

refuse() {
  echo "ERROR: $1" >&2
  exit "${2:-1}"
}

# Whether the test wants this call to fail: as often as the file of that name says.
fails() {
  local left
  left=$(cat "$STATE/fail-$1" 2>/dev/null || echo 0)
  [[ $left -gt 0 ]] || return 1
  echo $((left - 1)) >"$STATE/fail-$1"
}

made() {
  echo "$1" >>"$STATE/made"
}
