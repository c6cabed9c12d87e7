#!/bin/sh
# restore.sh: puts back what an upgrade took from one dom0, item by item, from the backup that lies beside it.
#
# How to read it: the program is the same for every host. What differs is the data between the two lines "data of this
# host" near the end: one line an item, all text in single quotes, every byte that is not plain written as \0ooo (octal),
# so that nothing in a name of the old host can be run or can reach the terminal as it is. There is no eval.
#
# What it promises:
#   - without an item or --all-safe it changes nothing and shows its help and the list;
#   - without --in-place it writes into its staging folder only;
#   - it works on the host and the release of the plan, with the archive of the plan, and refuses all others;
#   - each file is compared with its SHA-256 before it is used;
#   - a file is made under another name beside its place and renamed, so that the old or the new one is there, whole;
#   - it goes through no symbolic link (but /bin, /sbin, /lib, /lib64 and /etc/init.d of the target itself);
#   - what it replaces is kept in the folder "replaced" of the staging folder; what it did is in restore.log there.
#
# It needs what a CentOS 7 dom0 has: sh, coreutils, GNU tar, gzip, diff, cmp, awk.
#
# shellcheck disable=SC2317  # the functions that look at items are called by their name in $visit

LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH IFS TAR_OPTIONS GZIP POSIXLY_CORRECT ENV
umask 077
set -u -f
newline='
'

usage() {
  # No here-document: bash makes a file for one, and the disk may be full.
  say 'Usage: sh restore.sh [OPTIONS] [ITEM...]

ITEM is a number of the list, or a path: a folder stands for everything below it.

  --list               show every item of the plan, and change nothing
  --show ITEM...       show all that the plan knows of an item
  ITEM... | --all-safe | --all
                       copy these into the staging folder and check them; --all-safe is every item that works on the
                       target as it is, --all is everything
  --in-place           put the items into place (as root; not with --all)
  --yes                do not ask before a file is replaced that is already there
  --unjudged           let items be put into place of which no rule knows whether they work on the target;
                       each has to be named (or its folder)
  --reworked FILE ITEM put FILE, your adapted copy, into the place of one item that does not work as it was

  --archive FILE       the backup (default: the one of the plan, in the folder of this script)
  --staging DIR        the staging folder (default: /root/dom0-audit-restore-<host>)
  --root DIR           the target'\''s root file system is mounted on DIR (default: /)
  --other-host         go on although this is not the host of the plan: another host would get its files,
                       among them keys and addresses that must be unique
  --other-release      go on although this is not the release of the plan: what works was judged for that one only

Exit status: 0 done; 1 something was left as it is; 2 it could not be done.'
}

# ---------------------------------------------------------------- words

say() { printf '%s\n' "$*"; }

# stop SENTENCE...: the end; nothing that was begun stays half done.
stop() {
  printf 'restore.sh: %s\n' "$@" >&2
  exit 2
}

# decode TEXT: into $decoded the bytes that a text of the data stands for.
decode() {
  case $1 in
    *\\*)
      decoded=$(printf '%b.' "$1")
      decoded=${decoded%.}
      ;;
    *) decoded=$1 ;;
  esac
}

# encode BYTES: into $encoded what the data would write for them. Text that has \0ooo in it is taken as written.
encode() {
  case $1 in
    *\\0[0-7][0-7][0-7]*) encoded=$1 ;;
    *[!A-Za-z0-9_./:@%+=,~^-]*)
      encoded=$(
        printf '%s' "$1" | od -An -v -tu1 | awk '{
          for (i = 1; i <= NF; i++) {
            c = sprintf("%c", $i + 0)
            if ($i < 128 && c ~ /[A-Za-z0-9_.\/:@%+=,~^-]/) printf "%s", c
            else printf "\\0%03o", $i
          }
        }'
      )
      ;;
    *) encoded=$1 ;;
  esac
}

# log WORD TEXT: one line, on the terminal and in the log. TEXT is of the data, or plain.
log() {
  printf '%-9s %s\n' "$1" "$2"
  early="$early$(date -u +%Y-%m-%dT%H:%M:%SZ) $1 $2$newline"
  # There is no log before there is a staging folder.
  [ -n "$log_file" ] || return 0
  printf '%s' "$early" >>"$log_file" || stop "The log $log_file cannot be written: no room, or the disk is read-only."
  early=''
}

# ---------------------------------------------------------------- the items

# entries (at the end) calls this once for each item; $visit names the function that looks at it.
entry() { "$visit" "$@"; }

# each FUNCTION: calls it with the fields of every item, in the order in which they have to be put back.
each() {
  visit=$1
  entries
}

# read_entry FIELD...: names the fields. Text is as in the data, not decoded.
read_entry() {
  number=$1 act=$2 type=$3 mode=$4 uid=$5 user=$6 gid=$7 group=$8 mtime=$9
  shift 9
  size=$1 sha256=$2 attributes=$3 path=$4 leads_to=$5 fate=$6 compat=$7 reason=$8
}

# is_meant WORD: whether the item that was read is what WORD names. A parent is never meant: make_folder asks for it.
is_meant() {
  [ "$act" != parent ] || return 1
  case $1 in "$number" | "$path" | /) return 0 ;; esac
  case $path in "$1"/*) return 0 ;; *) return 1 ;; esac
}

# is_wanted: whether the item that was read is asked for.
is_wanted() {
  [ "$scope" = all ] && [ "$act" != parent ] && return 0
  [ "$scope" = safe ] && [ "$act" = safe ] && return 0
  # Items have no blanks in them: encode() writes those as \0040. Patterns are off (set -f).
  for word in $wanted; do
    ! is_meant "$word" || return 0
  done
  return 1
}

# check_wanted: every word that was given has to name something; a slip of the pen is not passed over.
check_wanted() {
  for given in $wanted; do
    found=0
    each count_meant
    [ "$found" -gt 0 ] || stop "The plan has no item $given; --list shows them all. Nothing was changed."
  done
}

count_meant() {
  read_entry "$@"
  ! is_meant "$given" || found=$((found + 1))
}

show_line() {
  read_entry "$@"
  [ "$act" != parent ] || return 0
  printf '%6s  %-9s %-9s %-12s %s\n' "$number" "$act" "$fate" "$compat" "$path"
}

list() {
  say "$plan_name: what can be put back after the upgrade to $plan_target ($plan_count items, in their order)"
  say ''
  printf '%6s  %-9s %-9s %-12s %s\n' 'item' 'how' 'fate' 'works there' 'path'
  each show_line
  say ''
  say 'safe: part of --all-safe. named: only when named. unjudged: only when named, with --unjudged.'
  say 'rework: never as it is; adapt the staged copy and use --reworked.'
}

show_wanted() {
  read_entry "$@"
  is_wanted || return 0
  found=$((found + 1))
  say "item      $number"
  say "path      $path"
  say "what      $type, mode $mode, owner $user:$group ($uid:$gid), $size bytes"
  [ -z "$leads_to" ] || say "leads to  $leads_to"
  [ -z "$sha256" ] || say "sha256    $sha256"
  say "fate      $fate"
  say "target    $compat"
  say "how       $act"
  say "why       $reason"
  [ -z "$plan_backup_partition" ] || [ "$fate" = destroyed ] ||
    say "also on   $plan_backup_partition (mount it read-only), until the next upgrade formats it"
  say ''
}

# ---------------------------------------------------------------- is it the right host, release, archive?

# inventory_value KEY: into $value what /etc/xensource-inventory of the target says.
inventory_value() {
  value=''
  [ -r "$root/etc/xensource-inventory" ] || return 0
  while IFS='=' read -r key text || [ -n "$key" ]; do
    [ "$key" = "$1" ] || continue
    text=${text#[\'\"]}
    value=${text%[\'\"]}
  done <"$root/etc/xensource-inventory"
}

# The installer writes the inventory file new, but carries INSTALLATION_UUID over in an upgrade, and makes another one in
# a new installation. Host names and addresses can be changed, or be the same on two hosts.
check_host() {
  inventory_value INSTALLATION_UUID
  [ -n "$plan_uuid" ] && [ "$value" = "$plan_uuid" ] && return 0
  encode "$value"
  problem="The plan is for $plan_name, INSTALLATION_UUID ${plan_uuid:-not known}; this host says ${encoded:-nothing}."
  [ "$other_host" = yes ] ||
    stop "$problem" 'Another host would get its keys and addresses. If you are sure, add --other-host.'
  log warning "$problem Going on because of --other-host."
}

check_release() {
  inventory_value PRODUCT_VERSION
  [ "$value" = "$plan_version" ] && return 0
  encode "$value"
  problem="The plan is for release $plan_version; this host runs ${encoded:-an unknown one}."
  [ "$other_release" = yes ] ||
    stop "$problem" 'What works there was not judged. If you are sure, add --other-release.'
  log warning "$problem Going on because of --other-release."
}

check_archive() {
  { [ -f "$archive" ] && [ -r "$archive" ]; } ||
    stop 'The backup is not there, or cannot be read.' "Expected: $archive (--archive names another file)."
  case $(head -c 34 "$archive" | tr -d '\0') in
    age-encryption.org/* | -----BEGIN\ AGE*)
      stop 'The backup is encrypted, and this script does not handle keys. On a machine that has the key:' \
        '  age -d -i KEYFILE -o backup.tar.gz backup.tar.gz.age' \
        'Bring backup.tar.gz here, name it with --archive, and delete it when you are done: it holds secrets.'
      ;;
  esac
  if [ "$plan_encrypted" = yes ]; then
    log note 'The plan knows the digest of the encrypted backup only; each file is checked by its own digest.'
    return 0
  fi
  [ "$(digest_of "$archive")" = "$plan_archive_sha256" ] ||
    stop 'The backup is not the one of the plan: its SHA-256 differs, so it was altered, cut or mixed up.' \
      "Expected: $plan_archive_sha256" 'Fetch it again from where it was kept, and compare.'
}

# digest_of FILE: read as standard input, so that no name is printed with it.
digest_of() { sha256sum <"$1" | cut -c 1-64; }

# ---------------------------------------------------------------- the staging folder

make_staging() {
  [ ! -L "$staging" ] || stop "The staging folder $staging is a symbolic link; name another one with --staging."
  mkdir -p "$staging" 2>/dev/null
  [ -d "$staging" ] || stop "The staging folder $staging cannot be made: no room, no permission, or the disk is read-only."
  staging=$(cd -P "$staging" && pwd -P && echo .) || stop 'The staging folder cannot be entered.'
  staging=${staging%?.}
  [ "$(stat -c %u "$staging")" = "$(id -u)" ] || stop "The staging folder $staging belongs to somebody else."
  chmod 700 "$staging" || stop "The staging folder $staging cannot be kept private."
  for folder in files replaced; do
    [ ! -L "$staging/$folder" ] || stop "$staging/$folder is a symbolic link; take it away."
    mkdir -p "$staging/$folder" || stop "No room in $staging."
  done
  work=$(mktemp -d "$staging/.work.XXXXXXXX") || stop "No room in $staging."
  mkdir "$work/tree" || stop "No room in $staging."
  log_file=$staging/restore.log
  [ ! -L "$log_file" ] || stop "$log_file is a symbolic link; take it away."
}

cleanup() {
  [ -z "$temporary" ] || rm -rf "./$temporary"
  cd / || return
  [ -z "$work" ] || rm -rf "$work"
}

# choose FIELD...: notes the members of an item that is asked for.
choose() {
  read_entry "$@"
  is_wanted || return 0
  found=$((found + 1))
  case $size in '' | *[!0-9]*) ;; *) needed=$((needed + size / 1024 + 4)) ;; esac
  printf 'root%b\0' "$path" >>"$work/members" || stop "No room in $staging."
  # The archive holds the content of a hard link under its other name.
  [ "$type" != hard ] || printf 'root%b\0' "$leads_to" >>"$work/members"
}

# free_kib PATH: into $free the room on its file system; empty where df does not say.
free_kib() {
  free=$(df -P -k "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
  case $free in *[!0-9]*) free='' ;; esac
}

check_room() {
  free_kib "$staging"
  room=$needed
  if [ "$in_place" = yes ] && [ "$(stat -c %d "$staging")" = "$(stat -c %d "$root/")" ]; then
    room=$((2 * needed))
  fi
  [ -z "$free" ] || [ "$free" -ge "$room" ] ||
    stop "Not enough room: $room KiB are needed in $staging, $free KiB are free." \
      'Make room, or name a folder on another disk with --staging. Nothing was changed.'
  [ "$in_place" = yes ] || return 0
  free_kib "$root/"
  [ -z "$free" ] || [ "$free" -ge "$needed" ] ||
    stop "Not enough room: $needed KiB are needed on the target, $free KiB are free. Nothing was changed."
}

extract() {
  set -- --extract --gzip --file "$archive" --directory "$work/tree" --no-recursion --no-wildcards --null
  [ "$is_root" = no ] || set -- "$@" --same-permissions --same-owner
  if tar --help | grep -q -e --xattrs-include; then set -- "$@" --xattrs --xattrs-include='*'; fi
  # A name that is listed twice would count as missing the second time.
  sort -z -u "$work/members" >"$work/sorted" || stop "No room in $staging."
  tar "$@" --files-from "$work/sorted" 2>"$work/errors" && return 0
  cat -v "$work/errors" >&2
  stop 'The backup could not be unpacked: no room, or items of the plan are not in it. Nothing was changed.'
}

# is_sound: whether what was unpacked is what the plan says. $source is its path.
is_sound() {
  case $type in
    file | hard) [ -f "$source" ] && [ ! -L "$source" ] && [ -n "$sha256" ] && [ "$(digest_of "$source")" = "$sha256" ] ;;
    folder) [ -d "$source" ] && [ ! -L "$source" ] ;;
    link) [ -L "$source" ] && text=$(readlink -n "$source" && echo .) && [ "${text%.}" = "$link_text" ] ;;
    *) false ;;
  esac
}

# ---------------------------------------------------------------- owners

# number_of LIST NAME FALLBACK: into $owner the number of a user (passwd) or group (group) on the target, by its name;
# the old number where there is no such name. false = the name is not there.
number_of() {
  owner=$3
  case $2 in '') return 0 ;; *[!0-9]*) ;; *) return 0 ;; esac
  [ "$2" != root ] || { owner=0 && return 0; }
  decode "$2"
  if [ -z "$root" ]; then
    line=$(getent "$1" -- "$decoded") || return 1
    case $line in "$decoded":*) ;; *) return 1 ;; esac
    line=${line#*:*:}
    owner=${line%%:*}
    return 0
  fi
  while IFS=: read -r key _ line _; do
    [ "$key" != "$decoded" ] || { owner=$line && return 0; }
  done <"$root/etc/$1"
  return 1
}

find_owner() {
  missing=''
  number_of passwd "$user" "$uid" || missing="user $user"
  want_uid=$owner
  number_of group "$group" "$gid" || missing="$missing${missing:+ and }group $group"
  want_gid=$owner
  [ -z "$missing" ] ||
    log warning "$path: the target has no $missing; the old numbers $want_uid:$want_gid are used. Make the account first."
}

# ---------------------------------------------------------------- getting to the place

# real_folder: rewrites $folder where the target itself has made a folder into a link: CentOS 7 has /bin as usr/bin.
real_folder() {
  for pair in /bin=usr/bin /sbin=usr/sbin /lib=usr/lib /lib64=usr/lib64 /etc/init.d=rc.d/init.d; do
    old=${pair%%=*} new=${pair#*=}
    case $folder/ in "$old"/*) ;; *) continue ;; esac
    if [ -L "$base$old" ] && [ "$(readlink -n "$base$old")" = "$new" ]; then
      folder=${old%/*}/$new${folder#"$old"}
    fi
  done
}

# enter BASE FOLDER: makes FOLDER (as in the data), below BASE, the working folder: one name at a time, through no link.
# With may_make=yes it makes what is missing of it.
# From then on names are relative to it, and it cannot be exchanged behind our back. On failure $why says what is there.
enter() {
  base=$1 folder=$2
  cd -P "$base/" || { why="$base cannot be entered" && return 1; }
  start=${PWD%/}
  real_folder
  walked='' seen='' rest=${folder#/}
  while [ -n "$rest" ]; do
    step=${rest%%/*}
    rest=${rest#"$step"}
    rest=${rest#/}
    case $step in '') continue ;; . | ..) why="its path has $step in it" && return 1 ;; esac
    walked=$walked/$step
    decode "$step"
    [ ! -L "./$decoded" ] || { why="$walked is a symbolic link on the target" && return 1; }
    if [ ! -e "./$decoded" ]; then
      [ "$may_make" = yes ] && make_folder || return 1
    fi
    [ -d "./$decoded" ] || { why="$walked is no folder on the target" && return 1; }
    cd -P "./$decoded" || { why="$walked cannot be entered" && return 1; }
    seen=$seen/$decoded
    [ "$PWD" = "$start$seen" ] || { why="$walked leads elsewhere" && return 1; }
  done
}

# make_folder: the folder $walked, named ./$decoded from here, is not there. With mode and owner of the plan, if it is in it.
make_folder() {
  folder_mode=755 folder_owner='' keep=$visit
  each note_folder
  visit=$keep
  mkdir -m 700 "./$decoded" || { why="$walked cannot be made" && return 1; }
  if [ "$is_root" = yes ] && [ -n "$folder_owner" ]; then chown -h "$folder_owner" "./$decoded"; fi
  if [ "$base" = "$root" ]; then
    chmod "$folder_mode" "./$decoded"
    log made "$walked"
  fi
}

# note_folder FIELD...: the plan's mode and owner of $walked; a folder's own line may have come before, or may not be wanted.
note_folder() {
  [ "${13}" = "$walked" ] && [ "$3" = folder ] || return 0
  folder_mode=$4
  back=$decoded
  number_of passwd "$6" "$5"
  folder_owner=$owner
  number_of group "$8" "$7"
  folder_owner=$folder_owner:$owner
  decoded=$back
}

# ---------------------------------------------------------------- putting one item into its place

# compare: into $state what is at ./$leaf: absent, same, attributes (only mode, owner or time differ), other, clash.
compare() {
  if [ -L "./$leaf" ]; then
    there='link'
  elif [ ! -e "./$leaf" ]; then
    state=absent
    return
  elif [ -d "./$leaf" ]; then
    there='folder'
  elif [ -f "./$leaf" ]; then
    there='file'
  else
    there='other'
  fi
  state=other
  case $type:$there in
    file:file | hard:file) ! cmp -s "./$leaf" "$content" || state=attributes ;;
    link:link)
      text=$(readlink -n "./$leaf" && echo .)
      [ "${text%.}" != "$link_text" ] || state=attributes
      ;;
    folder:folder) state=attributes ;;
    file:link | hard:link | link:file) ;;
    *) state=clash ;;
  esac
  [ "$state" = attributes ] || return 0
  found_attributes=$(stat -c '%a %u %g %Y' "./$leaf")
  want_attributes="$mode $want_uid $want_gid ${mtime:-${found_attributes##* }}"
  case $type in
    folder) [ "${found_attributes% *}" != "${want_attributes% *}" ] || state=same ;;
    link) [ "${found_attributes#* }" != "${want_attributes#* }" ] || state=same ;;
    # Another name of the same file has to be one still.
    hard) [ "$found_attributes" != "$want_attributes" ] || ! is_linked || state=same ;;
    *) [ "$found_attributes" != "$want_attributes" ] || state=same ;;
  esac
  # An adapted copy has a time of its own, and only root can give a file away.
  [ "$reworked" = '' ] || [ "${found_attributes% *}" != "${want_attributes% *}" ] || state=same
  [ "$is_root" = yes ] || [ "${found_attributes%% *}" != "$mode" ] || state=same
}

# is_linked: whether ./$leaf is another name of $other already; where there is no other, a file of its own is all there can be.
is_linked() { [ -z "$other" ] || [ "$(stat -c %d:%i "./$leaf")" = "$(stat -c %d:%i "$other")" ]; }

# show_difference: what would be replaced by what. Text of files goes through cat -v: it must not reach the terminal as it is.
show_difference() {
  if [ "$state" = attributes ]; then
    say "$path is there: mode, owner, time are $found_attributes, would be $want_attributes"
  elif [ "$type:$there" = file:file ] || [ "$type:$there" = hard:file ]; then
    say "$path is there, and is another one:"
    diff -u --label 'on the target' --label 'to be put back' "./$leaf" "$content" | cat -v | head -n 200
  else
    say "$path is there as a $there, and would become a $type"
  fi
}

is_agreed() {
  [ "$yes" = no ] || return 0
  printf 'Replace it? [y/N] '
  read -r answer || answer=''
  say ''
  case $answer in y | Y | yes) return 0 ;; *) return 1 ;; esac
}

# keep_old: a copy of what is about to be replaced, under its path in the folder "replaced"; an earlier one is not touched.
keep_old() {
  keep_from=$PWD
  kept=$(
    enter "$staging/replaced" "$parent" || exit 1
    to=$leaf again=0
    while [ -e "./$to" ] || [ -L "./$to" ]; do
      again=$((again + 1))
      to=$leaf.$again
    done
    cp -a -T "$keep_from/$leaf" "./$to" || { rm -rf "./$to" && exit 1; }
    encode "$to"
    printf '%s' "$encoded"
  )
}

# build: makes ./new in a folder that nobody else can enter.
build() {
  case $type in
    link) ln -s -- "$link_text" ./new || return 1 ;;
    folder)
      mkdir ./new || return 1
      if [ "$attributes" = yes ]; then
        tar -C "$source" --no-recursion --xattrs -cf - . | tar -C ./new --xattrs -xf - || return 1
      fi
      ;;
    hard)
      if [ -n "$other" ] && cmp -s "$other" "$content" && ln -P -T "$other" ./new 2>/dev/null; then
        [ -f ./new ] && [ ! -L ./new ] && cmp -s ./new "$content" || return 1
      else
        cp -a -T "$content" ./new || return 1
      fi
      ;;
    *) cp -a -T "$content" ./new || return 1 ;;
  esac
  cmp_attributes=$(stat -c '%u %g' ./new)
  if [ "$is_root" = yes ] && [ "$cmp_attributes" != "$want_uid $want_gid" ]; then
    chown -h "$want_uid:$want_gid" ./new || return 1
  fi
  # After the owner: changing that takes set-uid bits away.
  [ "$type" = link ] || chmod "$mode" ./new || return 1
  [ "$type" != link ] || [ -z "$mtime" ] || touch -h -d "@$mtime" ./new
}

# place: makes the item and renames it to ./$leaf; rename does not follow a link that may be there by then.
place() {
  if [ "$type" = folder ] && [ "$state" = attributes ]; then
    (
      cd -P "./$leaf" && [ "$PWD" = "$start$seen/$leaf" ] || exit 1
      if [ "$is_root" = yes ]; then chown "$want_uid:$want_gid" . || exit 1; fi
      chmod "$mode" .
    )
    return
  fi
  temporary=$(mktemp -d ./.restore.XXXXXXXX) || return 1
  temporary=${temporary#./}
  (cd -P "./$temporary" && build && mv -f -T ./new "../$leaf")
  placed=$?
  rm -rf "./$temporary"
  temporary=''
  return "$placed"
}

# find_other: into $other the path of the other name of a hard link on the target, if it can be reached without a link.
find_other() {
  other=''
  [ "$type" = hard ] || return 0
  decode "${leads_to##*/}"
  other=$(
    to=$decoded may_make=no
    enter "$1" "${leads_to%/*}" && [ -f "./$to" ] && [ ! -L "./$to" ] && printf '%s.' "$PWD/$to"
  )
  other=${other%.}
}

# put BASE: the item that was read, below BASE.
put() {
  leaf=${path##*/}
  parent=${path%/*}
  find_other "$1"
  enter "$1" "$parent" || {
    log refused "$path: $why; put it there by hand from $staging/files"
    refused=$((refused + 1))
    return 0
  }
  decode "$leaf"
  leaf=$decoded
  compare
  case $state in
    same)
      log same "$path"
      same=$((same + 1))
      note_finished
      return 0
      ;;
    clash)
      log refused "$path: there is a $there, and a $type was to be put there"
      refused=$((refused + 1))
      return 0
      ;;
    attributes | other)
      if [ "$1" = "$staging/files" ]; then
        log kept "$path: the staged copy is not as in the backup; it is left as it is, since it may be your work"
        same=$((same + 1))
        return 0
      fi
      show_difference
      is_agreed || {
        log left "$path"
        left=$((left + 1))
        return 0
      }
      if [ "$type" != folder ]; then
        keep_old || stop "$path could not be kept in $staging/replaced (no room?), so it was not replaced."
        log keeping "$path as $parent/$kept in $staging/replaced"
      else
        log keeping "$path had $found_attributes"
      fi
      ;;
  esac
  place || stop "$path could not be put there (no room, or a read-only disk?). What was there before is still there." \
    'Clear the cause and run the same command again: what is done already is passed over.'
  if [ "$1" = "$staging/files" ]; then log staged "$path"; else log placed "$path"; fi
  changed=$((changed + 1))
  note_finished
}

# note_finished: a folder that is as the plan wants it gets its time at the end.
note_finished() { [ "$type" != folder ] || finished="$finished$number "; }

# may_be_placed: whether the item may go into its place, by what the plan says of it. If not, $why tells.
may_be_placed() {
  case $act in
    safe | named) return 0 ;;
    unjudged)
      [ "$unjudged" = yes ] && return 0
      why='no rule knows whether it works on the target; look at it, then add --unjudged'
      ;;
    rework)
      [ -n "$reworked" ] && return 0
      why="it does not work there as it is; adapt the staged copy, then --reworked FILE $number"
      ;;
    *) why='the plan does not let it be put into place' ;;
  esac
  return 1
}

# restore_one FIELD...
restore_one() {
  read_entry "$@"
  is_wanted || return 0
  decode "$path"
  source=$work/tree/root$decoded
  content=$source
  decode "$leads_to"
  link_text=$decoded
  is_sound || {
    log broken "$path: what is in the backup is not what the plan says"
    refused=$((refused + 1))
    return 0
  }
  find_owner
  if [ "$in_place" = yes ] && may_be_placed; then
    if [ -n "$reworked" ]; then
      cmp -s "$reworked" "$source" && stop "$reworked is the old file, byte for byte. Adapt it first."
      content=$reworked
    fi
    put "$root"
    return 0
  fi
  if [ "$in_place" = yes ]; then
    log staging "$path: not into place, because $why"
    left=$((left + 1))
  fi
  put "$staging/files"
}

# finish_folder FIELD...: the time of a folder, which changed while things were put into it.
finish_folder() {
  case $finished in *" $1 "*) ;; *) return 0 ;; esac
  read_entry "$@"
  [ -n "$mtime" ] || return 0
  if [ "$in_place" = yes ] && may_be_placed; then into=$root; else into=$staging/files; fi
  (
    may_make=no && enter "$into" "$path" || exit 1
    [ "$(stat -c %Y .)" = "$mtime" ] || touch -d "@$mtime" .
  ) || log warning "$path: its time could not be set"
}

# ---------------------------------------------------------------- from the command line on

restore() {
  [ "$plan_count" -gt 0 ] || stop 'The plan has no items to put back from a backup.'
  if [ "$(id -u)" = 0 ]; then is_root=yes; else is_root=no; fi
  if [ "$in_place" = yes ]; then
    [ "$is_root" = yes ] || stop 'Files can be put into place by root only.'
    [ "$scope" != all ] || stop '--all is for staging only: not everything may go into place. Use --all-safe, or name items.'
  fi
  [ -z "$reworked" ] || [ "$in_place" = yes ] || stop '--reworked goes with --in-place.'
  check_host
  check_release
  check_archive
  make_staging
  check_wanted
  found=0 needed=0
  each choose
  [ "$found" -gt 0 ] || stop 'No item of the plan is meant by that; --list shows them all.'
  [ -z "$reworked" ] || check_reworked
  check_room
  log started "$found items, $(if [ "$in_place" = yes ]; then echo 'in place'; else echo 'into staging'; fi)"
  extract
  changed=0 same=0 left=0 refused=0 finished=' '
  each restore_one
  each finish_folder
  sync
  log ended "$changed done, $same already the same, $left left, $refused refused"
  [ "$in_place" = yes ] || say "The copies are in $staging/files; nothing else was changed."
  [ "$((left + refused))" -eq 0 ] || exit 1
  exit 0
}

check_reworked() {
  { [ -f "$reworked" ] && [ ! -L "$reworked" ] && [ -r "$reworked" ]; } ||
     stop 'The file after --reworked is not there, or cannot be read.'
  [ "$found" -eq 1 ] || stop '--reworked takes exactly one item.'
  each check_reworked_type
}

check_reworked_type() {
  read_entry "$@"
  ! is_wanted || [ "$type" = file ] || stop '--reworked is for plain files.'
}

# absolute PATH: into $absolute the same from the root on; the working folder changes later.
absolute() {
  case $1 in /*) absolute=$1 ;; *) absolute=$PWD/$1 ;; esac
}

# need OPTION COUNT: COUNT words are left on the command line, the option among them.
need() { [ "$2" -ge 2 ] || stop "$1 needs a value; see sh restore.sh --help."; }

main() {
  action=help in_place=no yes=no unjudged=no scope='' wanted='' reworked='' root=''
  other_host=no other_release=no log_file='' early='' work='' temporary='' may_make=yes
  here=$(cd -P "$(dirname "$0")" && pwd -P && echo .) || stop 'The folder of this script cannot be entered.'
  archive=${here%?.}/$plan_archive
  staging=/root/dom0-audit-restore-$plan_folder
  while [ "$#" -gt 0 ]; do
    case $1 in
      -h | --help) action=usage ;;
      --list) action=list ;;
      --show) action=show ;;
      --all-safe) scope=safe ;;
      --all) scope=all ;;
      --in-place) in_place=yes ;;
      --yes) yes=yes ;;
      --unjudged) unjudged=yes ;;
      --other-host) other_host=yes ;;
      --other-release) other_release=yes ;;
      --reworked | --archive | --staging | --root)
        need "$1" "$#"
        absolute "$2"
        case $1 in
          --reworked) reworked=$absolute ;;
          --archive) archive=$absolute ;;
          --staging) staging=$absolute ;;
          --root) root=$(cd -P "$absolute" && pwd -P && echo .) || stop "$1 is no folder."
            root=${root%?.}
            root=${root%/}
            ;;
        esac
        shift
        ;;
      -*) stop "There is no option $1; see sh restore.sh --help." ;;
      *)
        encode "$1"
        [ "$encoded" = / ] || encoded=${encoded%/}
        wanted="$wanted $encoded"
        ;;
    esac
    shift
  done
  case $action in
    usage) usage && exit 0 ;;
    list) list && exit 0 ;;
    show)
      check_wanted
      found=0
      each show_wanted
      [ "$found" -gt 0 ] || stop '--show needs an item; --list shows them all.'
      exit 0
      ;;
  esac
  if [ -z "$scope$wanted" ]; then
    usage
    say ''
    list
    [ "$in_place" = no ] || stop 'Name items, or say --all-safe. Nothing was changed.'
    exit 0
  fi
  trap cleanup EXIT
  trap 'exit 2' HUP INT TERM
  restore
}

# ---------------------------------------------------------------- data of this host begins
plan_name='' plan_uuid='' plan_version='' plan_target='' plan_folder='host' plan_count=0
plan_archive='' plan_archive_sha256='' plan_encrypted=no plan_backup_partition=''
entries() {
  :
}
# ---------------------------------------------------------------- data of this host ends

# The line is read whole before it is run, so that a script that was cut short does nothing.
{ main "$@"; }
