#!/usr/bin/env bash
# Shows Cloister's main job in a terminal: an answer with its source, and the same prompt refused for the cloud.
set -eu
cd "$(dirname "$0")/.."

document=resources/demo/discharge-summary.pdf
question='Which anticoagulant was started?'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The demonstration's database has a passphrase of its own that nobody keeps. It is handed over through a pipe, so
# that no list of processes and no file ever shows it.
passphrase=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(32))')

ask() {
  CLOISTER_PASSPHRASE_FD=9 .venv/bin/cloister --data-dir "$folder" ask --document "$document" "$@" "$question" \
    9< <(printf '%s' "$passphrase")
}

# The list of what was found is long; the demonstration shows how it begins.
shorten() {
  awk '/^  [A-Z_]+ +[0-9]+-[0-9]+ / { if (++rows > 5) next }
       { if (rows > 5 && !told) { printf "  ... and more\n"; told = 1 } print }'
}

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }
[ -t 1 ] || say() { printf '\n%s\n' "$1"; }

say '1. A question about a document, answered on this machine'
printf '   Document: %s\n   Question: %s\n\n' "$document" "$question"
ask

say '2. The same prompt for the cloud'
printf '   The document speaks of a patient, so it has to be refused.\n\n'
set +e
ask --cloud 2>&1 | shorten
code=${PIPESTATUS[0]}
set -e
if [ "$code" -ne 1 ]; then
  printf '\nThe cloud request ended with exit code %s where 1 (refused) was expected.\n' "$code" >&2
  exit 1
fi

say 'Done'
cat <<'TEXT'
The first answer was written on this machine, with the pages it rests on beside it, and nothing was sent anywhere.
The second request was stopped at the gate before any connection was made.
The small starter model proves the path, not the quality. With harder questions it is often wrong: always check the
page that it names.
`.venv/bin/cloister models recommend` names a better model. On a machine with a display, `make run` opens the window.
TEXT
