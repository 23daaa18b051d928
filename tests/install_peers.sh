#!/bin/sh
# Programs that tests talk to and that no Python package carries. As root on Debian they are installed;
# elsewhere a sentence says what is missing, and the tests that need it are skipped with the reason.
# PEERS=no installs nothing.

missing=""
need() { missing="$missing $*"; }

command -v chromium > /dev/null || command -v chromium-browser > /dev/null ||
    command -v google-chrome > /dev/null || need chromium
# Without a Chinese font a browser shows every character as a box, wider than the pages are made for.
fc-list :lang=zh 2> /dev/null | grep -q . || need fonts-wqy-microhei
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null ||
    [ -n "$GREENGATE_TEST_DATABASE_URL" ] || need postgresql
/usr/bin/python3 - 2> /dev/null << 'PYTHON' || need python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-rtsp \
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
import gi
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GstRtspServer
PYTHON

[ -z "$missing" ] && exit 0

if [ "$PEERS" != no ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing for the tests:$missing …"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get update && apt-get install -y --no-install-recommends $missing; } > "$log" 2>&1 && exit 0
    echo "apt-get could not install them: $(tail -n 1 "$log")"
fi
echo "Not installed here, so the tests that need them are skipped:$missing"
