# Objects are blocks of lines `key<TAB>access<TAB>value` divided by empty lines, the uuid first; `\n` in a value is a newline. Answers `CLASS-list` with
# params=, --minimal and field=value filters, `CLASS-param-get`, `CLASS-param-list` and the evacuation question.
function fail(text, status) {
  print text > "/dev/stderr"
  exit status
}
BEGIN {
  command = ARGV[1]
  for (i = 2; i < ARGC; i++) {
    argument = ARGV[i]
    if (argument == "--minimal") minimal = 1
    else if ((at = index(argument, "=")) > 0) given[substr(argument, 1, at - 1)] = substr(argument, at + 1)
  }
  if (command == "host-get-vms-which-prevent-evacuation") {
    load("/dev/.lab/state/xe/evacuation.txt")
    params = "all"
    for (o = 1; o <= objects; o++) record(o)
    exit 0
  }
  if (!match(command, /-(list|param-get|param-list)$/)) fail("Unknown command: " command, 1)
  class = substr(command, 1, RSTART - 1)
  action = substr(command, RSTART + 1)
  if (!load("/dev/.lab/state/xe/" class ".txt")) fail("Unknown command: " command, 1)
  if (action == "list") list()
  else one()
  exit 0
}
function load(path,   line, part, fields, first, text) {
  objects = 0
  first = 1
  if ((getline line < path) < 0) return 0
  do {
    if (line == "") { first = 1; continue }
    if (line ~ /^#/) { if (line ~ /^#default /) usual = substr(line, 10); continue }
    if (first) { objects++; first = 0; keys[objects] = 0 }
    split(line, part, "\t")
    fields = ++keys[objects]
    key[objects, fields] = part[1]
    access[objects, fields] = part[2]
    text = substr(line, length(part[1]) + length(part[2]) + 3)
    gsub(/\\n/, "\n", text)
    value[objects, fields] = text
    byName[objects, part[1]] = value[objects, fields]
  } while ((getline line < path) > 0)
  return 1
}
function selected(o,   name) {
  for (name in given) {
    if (name == "params" || name == "param-name" || name == "param-key") continue
    if (index(name, ":") > 0) {
      if (inMap(byName[o, substr(name, 1, index(name, ":") - 1)], substr(name, index(name, ":") + 1)) != given[name]) return 0
    } else if (byName[o, name] != given[name]) return 0
  }
  return 1
}
function inMap(text, wanted,   pairs, count, i, at) {
  count = split(text, pairs, /; /)
  for (i = 1; i <= count; i++) {
    at = index(pairs[i], ": ")
    if (substr(pairs[i], 1, at - 1) == wanted) return substr(pairs[i], at + 2)
  }
  return ""
}
function isWanted(name) {
  return params == "all" || ("," params ",") ~ ("," name ",")
}
function list(   o, text, item, listed) {
  params = "params" in given ? given["params"] : (minimal ? "uuid" : usual)
  for (o = 1; o <= objects; o++) {
    if (!selected(o)) continue
    if (minimal) {
      item = firstValue(o)
      gsub(/[\\,]/, "\\\\&", item)
      text = text (listed++ ? "," : "") item
    }
    else record(o)
  }
  if (minimal) print text
}
function firstValue(o,   f) {
  for (f = 1; f <= keys[o]; f++) if (isWanted(key[o, f])) return value[o, f]
  return ""
}
function record(o,   f, width, label, lines) {
  for (f = 1; f <= keys[o]; f++) {
    if (!isWanted(key[o, f])) continue
    label = key[o, f] " (" sprintf("%3s", access[o, f]) ")"
    if (length(label) + 4 > width) width = length(label) + 4
  }
  for (f = 1; f <= keys[o]; f++) {
    if (!isWanted(key[o, f])) continue
    label = key[o, f] " (" sprintf("%3s", access[o, f]) ")"
    printf lines++ ? "%" width "s: %s\n" : "%-" width "s: %s\n", label, value[o, f]
  }
  print "\n"
}
function one(   o) {
  for (o = 1; o <= objects; o++) if (byName[o, "uuid"] == given["uuid"]) break
  if (o > objects) fail("The uuid you supplied was invalid.\ntype: " class "\nuuid: " given["uuid"], 1)
  if (action == "param-list") { params = "all"; record(o) }
  else if ("param-key" in given) print inMap(byName[o, given["param-name"]], given["param-key"])
  else print byName[o, given["param-name"]]
}
