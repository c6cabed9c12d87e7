# Reads a --qf text: ends with 1 if it names a tag that rpm 4.4 does not know; else prints it, with signatures that are
# missing shown as 4.4 shows them.
BEGIN {
  RS = "\001"
  getline list < "/dev/.lab/machine/shims/rpm-tags.txt"
  count = split(list, names, "\n")
  for (i = 1; i <= count; i++) known[names[i]] = 1
}
function lookUp(name) {
  name = toupper(name)
  sub(/^[=#]+/, "", name)
  sub(/:.*/, "", name)
  sub(/^RPMTAG_/, "", name)
  if (!(name in known)) exit 1
}
{
  rest = $0
  out = ""
  while (match(rest, /%-?[0-9]*(\{[^}]*\}|\|[^?|]*\?)/)) {
    piece = substr(rest, RSTART, RLENGTH)
    out = out substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH)
    name = piece
    sub(/^%-?[0-9]*[{|]/, "", name)
    sub(/[?}]$/, "", name)
    lookUp(name)
    if (piece ~ /:pgpsig}$/) {
      tag = name
      sub(/:.*/, "", tag)
      piece = "%|" tag "?{" piece "}:{(not a blob)}|"
    }
    out = out piece
  }
  printf "%s%s", out, rest
}
