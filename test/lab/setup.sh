#!/bin/sh
# Installs what the lab, the browser tests and the test of the Ansible play need, on Debian 12 or later, as root.
set -eu
packages='rpm openssh-server openssh-client sudo cpio dash bash busybox-static gawk mawk openssl procps util-linux mount e2fsprogs libc-bin binutils attr shellcheck chromium ansible-core'
missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo 'lab: everything is installed'
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "lab: must be root to install:$missing" >&2
  exit 1
fi
apt-get update
# The server's own service is not wanted: the lab starts its own copy.
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $missing
