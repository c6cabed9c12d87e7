# shellcheck shell=sh
echo 'N 3'
