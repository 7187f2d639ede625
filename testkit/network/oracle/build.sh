#!/bin/sh
# build.sh OUT: builds the one binary. Needs Go >= 1.26 and the Go module proxy (or a filled module cache).
set -eu
cd "$(dirname "$0")"
CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS="-mod=readonly -buildvcs=false ${GOFLAGS:-}" go build -p "${P:-2}" -trimpath -ldflags "-s -w" -o "$1" .
