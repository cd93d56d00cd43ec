#!/bin/sh
# A private PulseAudio with one null sink ("out", 48 kHz) and its monitor
# ("out.monitor"), for tests that listen to what the program plays. Everything
# it writes is in DIR; no other sound server is asked or touched.
#
#   pulse.sh run DIR    in the foreground, until it is ended by its pid
#   pulse.sh start DIR  in the background; prints the environment for clients
#                       as NAME=value lines and its pid as PULSE_PID
#   pulse.sh wait DIR   until it answers (10 s at most)
#   pulse.sh stop DIR   ends what `start` started
#
#   eval "$(tests/e2e/pulse.sh start "$dir" | sed 's/^/export /')"
#   parec --raw --format=s16le --rate=48000 --channels=2 -d out.monitor >out.raw
set -eu

[ $# -eq 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 64; }
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
socket=$dir/native
export HOME="$dir" XDG_RUNTIME_DIR="$dir" PULSE_SERVER="unix:$socket"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS PULSE_COOKIE || :

run() {
    # A socket that is left over would keep the new one from being made.
    rm -f "$socket"
    exec pulseaudio -n --daemonize=no --exit-idle-time=-1 \
        --disallow-exit --realtime=no --disable-shm=yes --log-level=error \
        --load="module-native-protocol-unix socket=$socket auth-anonymous=1" \
        --load="module-null-sink sink_name=out rate=48000"
}

wait_for_it() {
    tries=0
    until pactl info >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { echo "pulse.sh: no answer" >&2; exit 1; }
        sleep 0.05
    done
}

case $command in
    run) run ;;
    wait) wait_for_it ;;
    start)
        (run) >"$dir/log" 2>&1 &
        echo $! >"$dir/pid"
        wait_for_it
        echo "PULSE_SERVER=unix:$socket"
        echo "SDL_AUDIODRIVER=pulseaudio"
        echo "PULSE_PID=$(cat "$dir/pid")"
        ;;
    stop)
        if [ -f "$dir/pid" ]; then
            kill "$(cat "$dir/pid")" 2>/dev/null || :
            rm -f "$dir/pid"
        fi
        ;;
    *)
        echo "pulse.sh: unknown command: $command" >&2
        exit 64
        ;;
esac
