# shellcheck shell=sh
exec /bin/cat /etc/xensource/network.conf
