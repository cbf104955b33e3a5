#!/usr/bin/env bash
# Builds everything and runs every test. Arguments go to `dotnet test`, such as: --filter FullyQualifiedName~SiteTests
# With "resilience" as the first one it tries at length what these tests try a little of, some half an hour of kills, faults and load, and makes the
# README's table of it; "resilience soak" loads for ten minutes instead of one.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if something ran and nothing failed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 NO_COLOR=1 DOTNET_CLI_UI_LANGUAGE=en

stop() {
  echo "$1" >&2
  exit 1
}

find_chromium() {
  if [[ -n "${CHROMIUM:-}" ]]; then
    echo "$CHROMIUM"
  else
    command -v chromium || command -v chromium-browser || command -v google-chrome
  fi
}

# Through apt: $1 is what for, the rest are packages.
apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get) what=$1
  shift
  command -v apt-get >/dev/null || stop "The tests of $what need one of these: $*. Install it."
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || stop "The tests of $what need one of these: $*. Run 'apt-get install' as root."
    apt=(sudo "${apt[@]}")
  fi
  echo "Installing for the tests of $what: $*"
  "${apt[@]}" update -q
  "${apt[@]}" install -q -y --no-install-recommends "$@"
}

install_chromium() {
  local name
  for name in chromium chromium-browser; do
    apt_install "the site" "$name" fonts-liberation && return
  done
  stop "Chromium could not be installed. Install Chromium or Google Chrome, or set CHROMIUM to its path."
}

for tool in dotnet node npm; do
  command -v "$tool" >/dev/null || stop "The tests need $tool: install the .NET 10 SDK and Node.js 20.19 or later."
done

resilience=''
if [[ ${1:-} == resilience ]]; then
  resilience=full
  shift
  if [[ ${1:-} == soak ]]; then
    resilience=soak
    shift
  fi
fi

# What the tests of all else need.
install_tools() {
  find_chromium >/dev/null || install_chromium
  CHROMIUM=$(find_chromium) || stop "No Chromium was found. Install it, or set CHROMIUM to its path."
  "$CHROMIUM" --version >/dev/null 2>&1 || stop "$CHROMIUM does not start. Install another Chromium or Google Chrome, or set CHROMIUM to its path."
  export CHROMIUM
  # A Chromium without a window, where the system has one by that name: most tests of the site then take a third of the time.
  if command -v apt-cache >/dev/null && ! command -v chromium-headless-shell >/dev/null && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    apt_install "the site" chromium-headless-shell || echo "chromium-headless-shell could not be installed: the tests of the site take longer."
  fi
  local tool
  for tool in git shellcheck zip; do
    command -v "$tool" >/dev/null || apt_install "the scripts" "$tool" || stop "$tool could not be installed. Install it."
  done
}

# Build servers would outlive the run and hold its output open.
build() {
  DOTNET_TieredPGO=0 dotnet build "$1" --configuration Release --disable-build-servers --tl:off --verbosity minimal || stop "The build failed: no test ran."
}

# The packages of the Azure host that are missing, or there in other versions than those that are asked for, by their ids; empty when all are there.
# Any other trouble ends the run.
missing_packages() {
  local log errors family='(Microsoft\.Azure\.(Functions|DurableTask|WebJobs)|Microsoft\.DurableTask|Google\.(Cloud|Apis?)|System\.Reactive)\.[A-Za-z0-9.]*[A-Za-z0-9]'
  log=$(dotnet restore "$azure_tests" --disable-build-servers --tl:off 2>&1) && return
  errors=$(grep -E 'error [A-Z]+[0-9]+' <<<"$log" | grep -vE 'error NU1102: +- Found' || true)
  # Unable to find, another version was taken, and what follows from that.
  if [[ -z $errors ]] || grep -qvE "error NU(110[1239]|160[358]): .*$family" <<<"$errors"; then
    echo "$log" >&2
    stop "The packages of the Azure host could not be restored: no test ran."
  fi
  grep -oE "(package|depends on|downgrade:) $family" <<<"$errors" | sed -E 's/.* //' | sort -u | paste -sd' '
}

azure_tests=tests/HalloweenCostume.Functions.Tests/HalloweenCostume.Functions.Tests.csproj
test_projects=()
build_all() {
  local missing project
  missing=$(missing_packages)
  for project in tests/*.Tests/*.csproj; do
    [[ -n $missing && $project == "$azure_tests" ]] || test_projects+=("$project")
  done
  if [[ -n $missing ]]; then
    echo "The Azure host was neither built nor tested: this machine's package source lacks, in the wanted versions, $missing."
    for project in "${test_projects[@]}" tests/Benchmarks/Benchmarks.csproj; do
      build "$project"
    done
  else
    build HalloweenCostume.sln
  fi
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

# The attribute $2 of the result's <Counters>; 0 without one.
count() {
  sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | grep . || echo 0
}

# Runs `dotnet test` with all but $1, the name that stands above it, and counts.
run_tests() {
  local name=$1 trx="$results/$1.trx" broken=0 not_passed
  shift
  echo "== $name"
  # What the caller gives stands at the end: behind a "--" in it comes nothing of ours.
  dotnet test --configuration Release --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" "$@" || broken=1
  if [[ -f "$trx" ]]; then
    not_passed=$(($(count "$trx" executed) - $(count "$trx" passed)))
    passed=$((passed + $(count "$trx" passed)))
    failed=$((failed + not_passed))
    skipped=$((skipped + $(count "$trx" total) - $(count "$trx" executed)))
    [[ $not_passed -eq 0 ]] || broken=0
  fi
  if [[ $broken -eq 1 ]]; then
    echo "$name did not run to its end." >&2
    failed=$((failed + 1))
  fi
}

run_resilience() {
  local project=tests/HalloweenCostume.Tests table=artifacts/resilience.md
  build "$project/HalloweenCostume.Tests.csproj"
  # One after the other: some of them load the whole machine.
  RESILIENCE=$resilience RESILIENCE_REPORT="$results/rows" run_tests Resilience "$project" --filter FullyQualifiedName~.Resilience. \
    --logger "console;verbosity=normal" "$@" -- xUnit.ParallelizeTestCollections=false xUnit.MaxParallelThreads=1
  mkdir -p artifacts
  { printf '| tried | lost | seen |\n|---|---|---|\n' && sort "$results/rows" | cut -f2; } | tee "$table"
  echo "The table is in $table."
}

run_all() {
  local project logs="$results/logs"
  mkdir "$logs"
  # No process lives long enough to earn back what it would take to watch which way its code goes.
  export DOTNET_TieredPGO=0
  for project in "${test_projects[@]}"; do
    TEST_LOGS="$logs" run_tests "$(basename "$project" .csproj)" "$project" "$@"
  done
  # What all their hosts have logged.
  if compgen -G "$logs/*" >/dev/null; then
    FINISHED_TEST_LOGS="$logs" run_tests Logs tests/HalloweenCostume.Tests --filter FullyQualifiedName~No_log_holds_a_key
  fi
}

if [[ -n $resilience ]]; then
  run_resilience "$@"
else
  install_tools
  build_all
  run_all "$@"
fi

[[ $((passed + failed)) -gt 0 ]] || echo "No test ran." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $passed -gt 0 ]]
