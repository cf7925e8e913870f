#!/bin/sh
# workerd that never outlives the process that started it, not even one ended by SIGKILL, which can tell nobody.
if setpriv --pdeathsig KILL true 2>/dev/null; then
  exec setpriv --pdeathsig KILL -- "$WORKERD_BINARY" "$@"
fi
# No such kernel feature or tool here (macOS): someone looks every second.
parent=$PPID
self=$$
(
  while kill -0 "$parent" 2>/dev/null; do sleep 1; done
  kill -9 "$self"
) </dev/null >/dev/null 2>&1 3>&- &
exec "$WORKERD_BINARY" "$@"
