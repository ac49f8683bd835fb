# awk -f check.awk allowed.txt FILES: checks every #include of the sources named in FILES (one path a line, relative to
# the root, which is the current folder) against the table. Each breach is printed with file:line; any makes it fail.
function within(path, place) { return path == place || index(path, place "/") == 1 }
function any_within(path, places,    list, n, i) {
  n = split(places, list, " ")
  for (i = 1; i <= n; ++i) if (within(path, list[i])) return 1
  return 0
}
# The folder or the stem of the file that holds `path` directly beneath `folder`.
function unit(path, folder,    rest) {
  rest = substr(path, length(folder) + 2)
  sub(/\/.*/, "", rest)
  sub(/\.[a-z]+$/, "", rest)
  return rest
}
function layer_of(path,    place, best) {
  best = ""
  for (place in allowed) if (within(path, place) && length(place) > length(best)) best = place
  return best
}
# Where an include of `name` in `file` leads to within the tree; empty for a header from outside.
function resolve(file, name,    here) {
  here = file
  sub(/[^\/]*$/, "", here)
  if ((here name) in exists) return here name
  if (("lib/" name) in exists) return "lib/" name
  if (("lib/include/" name) in exists) return "lib/include/" name
  if (name in exists) return name
  return ""
}
function refuse(why) {
  printf "%s:%d: %s\n", file, line, why
  ++breaches
}
function check(name, quoted,    target, place, folder, prefix, i, known, home) {
  target = resolve(file, name)
  if (target == "") {
    if (quoted) {
      refuse("\"" name "\" is not in the tree")
      return
    }
    if (name !~ /[.\/]/) return  # the standard library
    for (i = 1; i <= systems; ++i) if (index(name, system_prefix[i]) == 1) return
    known = 0
    for (prefix in homes) {
      if (index(name, prefix) != 1) continue
      if (any_within(file, homes[prefix])) return
      known = 1
      home = homes[prefix]
    }
    refuse("<" name "> " (known ? "has its home in " home : "has no home in allowed.txt"))
    return
  }
  place = layer_of(file)
  if (!within(target, place) && !any_within(target, allowed[place])) {
    refuse(place " may not include \"" name "\" (" target ")")
    return
  }
  for (folder in aparts) {
    if (!within(file, folder) || !within(target, folder)) continue
    if ((" " allowed[place] " ") ~ (" " folder " ") || unit(file, folder) == unit(target, folder)) continue
    refuse("\"" name "\" is a neighbour in " folder ": they do not know each other")
  }
}
FNR == NR {
  sub(/^[ \t]+/, "")
  if ($0 == "" || /^#/) next
  kind = $1
  rest = substr($0, length(kind) + 2)
  if (kind == "layer" || kind == "home") {
    colon = index(rest, ":")
    if (!colon) bad_table = bad_table FILENAME ":" FNR ": no colon\n"
    key = substr(rest, 1, colon - 1)
    value = substr(rest, colon + 1)
    sub(/^ +/, "", value)
    if (kind == "layer") allowed[key] = value; else homes[key] = value
  } else if (kind == "apart") aparts[rest] = 1
  else if (kind == "system") { n = split(rest, list, " "); for (i = 1; i <= n; ++i) system_prefix[++systems] = list[i] }
  else if (kind == "generated") { n = split(rest, list, " "); for (i = 1; i <= n; ++i) exists[list[i]] = 1 }
  else bad_table = bad_table FILENAME ":" FNR ": unknown word '" kind "'\n"
  next
}
{ exists[$0] = 1; files[++count] = $0 }
END {
  if (bad_table != "") {
    printf "%s", bad_table
    exit 2
  }
  for (f = 1; f <= count; ++f) {
    file = files[f]
    line = 0
    if (layer_of(file) == "") {
      refuse("belongs to no layer of allowed.txt")
      continue
    }
    while ((getline text < file) > 0) {
      ++line
      if (text !~ /^[ \t]*#[ \t]*include/) continue
      ++includes
      sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
      if (text ~ /^"[^"]*"/) { sub(/^"/, "", text); sub(/".*/, "", text); check(text, 1) }
      else if (text ~ /^<[^>]*>/) { sub(/^</, "", text); sub(/>.*/, "", text); check(text, 0) }
      else refuse("an include that cannot be read")
    }
    close(file)
  }
  if (includes == 0) {
    print "no include was found: nothing was checked"
    exit 2
  }
  printf "%d includes in %d files, %d breaches\n", includes, count, breaches
  exit (breaches > 0)
}
