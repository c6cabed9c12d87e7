# rpm 4.4 prints flags as signed numbers.
{
  line = $0
  out = ""
  while (match(line, /[0-9]+/)) {
    number = substr(line, RSTART, RLENGTH)
    if (RLENGTH == 10 && number >= 4294900000 && number <= 4294967295) number = number - 4294967296
    out = out substr(line, 1, RSTART - 1) number
    line = substr(line, RSTART + RLENGTH)
  }
  print out line
}
