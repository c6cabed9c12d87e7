# shellcheck shell=sh
# The lab has no Python, so no yum.
echo 'yum: the lab has no Python' >&2
exit 1
