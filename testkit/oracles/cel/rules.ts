/**
 * The grammar of generated expressions: what an expression of a type may be. `$type` is a place for an expression of that
 * type; `@type` names a new variable, which later places may use.
 */
export const rules: Readonly<Record<string, readonly string[]>> = {
  bool: texts(`
    !$bool | $bool && $bool | $bool || $bool | $bool ? $bool : $bool | ($bool && $bool || $bool)
    $int == $int | $int != $int | $int < $int | $int <= $double | $uint > $int | $double >= $double | $int >= $int
    $string == $string | $string != $string | $string < $string | $string >= $string | $bytes == $bytes | $bytes < $bytes
    $any == $any | $any != $any | $any < $any | $any == $int | $any == $string | $any != null | $any == null | $any > $int
    $time < $time | $time == $time | $span > $span | $span == $span | $bool == $bool | $bool > $bool
    $list-int == $list-int | $list-string != $list-string | $map-int == $map-int | $list-any == $list-any
    $quantity == $quantity | $ip == $ip | $cidr == $cidr | $url == $url | $semver == $semver | $type == $type
    $format == $format | $decision == $decision | authorizer == authorizer | $any == $ip | $any == "a" | $any == true | $opt-int == $opt-int | $quantity != $quantity | $ip != $ip | $any == $quantity
    $int in $list-int | $string in $list-string | $any in $list-any | $string in $map-int | $any in $any | $string in $any
    $int in [1, 2, 3] | $string in ["a", "b"] | $any in ["a", 1] | $any in [1, 2.0, "x"] | $any in [] | $double in [1.5, 2.0]
    has($object.spec.replicas) | has($object.metadata.labels.app) | has($any.name) | has($any.missing.deep) | has($object.spec)
    has({"a": $int}.a) | has($map-int.a) | has($any.labels) | $any | bool($string) | bool($any)
    $string.startsWith($string) | $string.endsWith($string) | $string.contains($string) | $any.startsWith($string)
    $string.matches($pattern) | matches($string, $pattern) | $any.matches($pattern) | $any.contains($any)
    $list-int.all(@int, $bool) | $list-int.exists(@int, $bool) | $list-int.exists_one(@int, $bool)
    $list-string.all(@string, $bool) | $list-string.exists(@string, $bool) | $list-string.exists_one(@string, $bool)
    $list-any.all(@any, $bool) | $list-any.exists(@any, $bool) | $list-any.exists_one(@any, $bool)
    $map-int.all(@string, $bool) | $map-int.exists(@string, $bool) | $map-int.exists_one(@string, $bool)
    $list-int.all(@int, @int, $bool) | $list-string.exists(@int, @string, $bool) | $list-any.existsOne(@int, @any, $bool)
    $map-int.all(@string, @int, $bool) | $map-int.exists(@string, @int, $bool) | $map-int.exists_one(@string, @int, $bool)
    $any.all(@any, $bool) | $any.exists(@any, $bool)
    $list-int.isSorted() | $list-string.isSorted() | $list-double.isSorted() | $any.isSorted() | $list-any.isSorted()
    $list-int.includes($int) | $list-string.includes($string) | $any.includes($any) | $list-any.includes($any)
    sets.contains($list-int, $list-int) | sets.intersects($list-string, $list-string) | sets.equivalent($list-any, $list-any)
    sets.contains($any, $list-string) | sets.intersects($list-double, $list-int)
    isURL($string) | isIP($string) | isCIDR($string) | isQuantity($string) | isSemver($string) | isSemver($string, $bool)
    ip.isCanonical($ip-text) | isIP($ip-text) | isCIDR($cidr-text) | isQuantity($quantity-text) | isSemver($semver-text)
    isSemver($semver-text, $bool) | isURL($url-text) | isIP($any) | isQuantity($any)
    $quantity.isInteger() | $quantity.isGreaterThan($quantity) | $quantity.isLessThan($quantity)
    $semver.isGreaterThan($semver) | $semver.isLessThan($semver)
    $ip.isUnspecified() | $ip.isLoopback() | $ip.isLinkLocalMulticast() | $ip.isLinkLocalUnicast() | $ip.isGlobalUnicast()
    $cidr.containsIP($ip) | $cidr.containsIP($ip-text) | $cidr.containsCIDR($cidr) | $cidr.containsCIDR($cidr-text)
    $opt-int.hasValue() | $opt-string.hasValue() | $opt-any.hasValue() | $opt-int == optional.none()
    $decision.allowed() | $decision.errored() | $format.validate($string).hasValue()
    $opt-any.orValue(false) | dyn($int) == $string | dyn($double) == $int | type($any) == $type | $any is_not_a_word
  `),
  int: texts(`
    $int + $int | $int - $int | $int * $int | $int / $int | $int % $int | -$int | $bool ? $int : $int | $int + $any
    int($string) | int($double) | int($uint) | int($time) | int($any) | int($span) | dyn($int) + $int
    $string.size() | size($string) | $list-int.size() | size($list-any) | $map-int.size() | size($bytes) | $any.size() | size($any)
    $bytes.size() | $list-int[$int] | $map-int[$string] | $map-int.a | $list-int[0] | [$int, $int][$int] | {"a": $int}["a"]
    $string.indexOf($string) | $string.indexOf($string, $int) | $string.lastIndexOf($string) | $string.lastIndexOf($string, $int)
    $list-int.indexOf($int) | $list-string.lastIndexOf($string) | $list-any.indexOf($any) | $any.indexOf($any) | $any.lastIndexOf($string)
    $list-int.sum() | $list-int.min() | $list-int.max() | $any.sum() | $list-any.min()
    $quantity.asInteger() | $quantity.sign() | sign($quantity) | $quantity.compareTo($quantity) | $semver.compareTo($semver)
    $semver.major() | $semver.minor() | $semver.patch() | $ip.family() | $cidr.prefixLength()
    $time.getFullYear() | $time.getMonth() | $time.getDate() | $time.getDayOfMonth() | $time.getDayOfWeek() | $time.getDayOfYear()
    $time.getHours() | $time.getMinutes() | $time.getSeconds() | $time.getMilliseconds() | $time.getHours($zone) | $time.getDayOfYear($zone)
    $time.getMinutes($zone) | $time.getFullYear($zone) | $time.getMonth($zone) | $time.getDate($zone) | $time.getDayOfWeek($zone)
    $span.getHours() | $span.getMinutes() | $span.getSeconds() | $span.getMilliseconds()
    $opt-int.orValue($int) | $opt-int.value() | $opt-any.orValue($int) | $object.spec.replicas | $any.port | $any.a
    $list-int.first().orValue($int) | $list-int.last().value() | $list-int.map(@int, $int).sum()
  `),
  uint: texts(`
    $uint + $uint | $uint - $uint | $uint * $uint | $uint / $uint | $uint % $uint | uint($int) | uint($double) | uint($string)
    [$uint, $uint].max() | [$uint].sum() | uint($any) | $bool ? $uint : $uint
  `),
  double: texts(`
    $double + $double | $double - $double | $double * $double | $double / $double | -$double | double($int) | double($string)
    double($uint) | $list-double.sum() | $list-double.min() | $list-double.max() | $quantity.asApproximateFloat() | double($any)
    $list-double[$int] | $bool ? $double : $double
  `),
  string: texts(`
    $string + $string | string($int) | string($double) | string($uint) | string($bool) | string($bytes) | string($time) | string($span)
    string($ip) | string($cidr) | string($any) | $string + $any | $bool ? $string : $string | $list-string[$int] | $list-string[0]
    $string.charAt($int) | $string.lowerAscii() | $string.upperAscii() | $string.trim() | $string.substring($int) | $string.substring($int, $int)
    $string.replace($string, $string) | $string.replace($string, $string, $int) | $list-string.join() | $list-string.join($string)
    $any.lowerAscii() | $any.join(",") | strings.quote($string) | $string.format($list-any) | $format-text.format([$any]) | $format-text.format([$int, $string])
    $format-text.format([$double]) | $format-text.format([$list-any]) | $format-text.format([$map-int, $time]) | $format-text.format([$bytes, $span])
    $format-text.format([$bool, $uint]) | $string.find($pattern) | $any.find($pattern) | $list-string.min() | $list-string.max()
    $url.getScheme() | $url.getHost() | $url.getHostname() | $url.getPort() | $url.getEscapedPath()
    $opt-string.orValue($string) | $opt-string.value() | $opt-any.orValue($string) | $object.metadata.name | $any.name | $any.image
    $decision.reason() | $decision.error() | $list-string.first().orValue($string)
  `),
  bytes: texts(
    `bytes($string) | $bytes + $bytes | bytes($any) | $bool ? $bytes : $bytes | bytes($bytes) | [$bytes, $bytes].min()`,
  ),
  time: texts(`
    $time + $span | $span + $time | $time - $span | timestamp($string) | timestamp($int) | [$time, $time].max() | timestamp($any)
    timestamp($time) | $bool ? $time : $time
  `),
  span: texts(`
    $span + $span | $span - $span | $time - $time | duration($string) | [$span, $span].sum() | duration($span) | duration($any)
    -$span | $bool ? $span : $span
  `),
  'list-int': texts(`
    [$int] | [$int, $int] | [$int, $int, $int] | $list-int + $list-int | $list-int.filter(@int, $bool) | $list-int.map(@int, $int)
    $list-string.map(@string, $int) | $list-int.map(@int, $bool, $int) | $list-any.map(@any, $int) | $map-int.map(@string, $int)
    $list-int.transformList(@int, @int, $int) | $list-int.transformList(@int, @int, $bool, $int) | $map-int.transformList(@string, @int, $int)
    $list-int.sort() | $list-int.sortBy(@int, $int) | $list-int.sortBy(@int, $string) | $list-int.distinct() | $list-int.reverse() | $list-int.slice($int, $int)
    [$list-int, $list-int].flatten() | lists.range($int) | [?$opt-int, $int] | optional.unwrap([$opt-int, $opt-int]) | [$opt-int].unwrapOpt()
    $bool ? $list-int : $list-int | $opt-any.orValue($list-int)
  `),
  'list-double': texts(
    `[$double] | [$double, $double] | $list-double + $list-double | $list-double.sort() | $list-int.map(@int, $double) | $list-double.reverse() | $list-double.distinct()`,
  ),
  'list-string': texts(`
    [$string] | [$string, $string] | $list-string + $list-string | $string.split($string) | $string.split($string, $int) | $list-string.map(@string, $string)
    $list-string.filter(@string, $bool) | $string.findAll($pattern) | $string.findAll($pattern, $int) | $list-any.map(@any, $string)
    $list-string.sort() | $list-string.sortBy(@string, $int) | $list-string.distinct() | $list-string.reverse() | $list-string.slice($int, $int)
    $map-int.map(@string, $string) | $map-int.filter(@string, $bool) | $list-string.transformList(@int, @string, $string)
    $format.validate($string).orValue([]) | $url.getQuery()[$string] | [?$opt-string] | $bool ? $list-string : $list-string
  `),
  'list-any': texts(`
    [$any] | [$any, $any] | $list-any + $list-any | $list-any.filter(@any, $bool) | $list-any.map(@any, $any) | $list-any.map(@any, $bool, $any)
    $object.spec.containers | $object.spec.missing | $list-any.slice($int, $int) | $list-any.reverse() | $list-any.distinct() | $list-any.sortBy(@any, $int)
    $list-any.flatten() | $list-any.flatten($int) | [dyn($int), dyn($string)] | [dyn($list-int), dyn($int)].flatten() | $list-any.sort() | $opt-any.orValue([])
    $object.spec.?containers.orValue([]) | $list-any.transformList(@int, @any, $any)
  `),
  'map-int': texts(`
    {$string: $int} | {"a": $int} | {?"a": $opt-int} | $list-string.slice(0, 1).transformMap(@int, @string, $int).map(@int, $int) == [] ? {"a": 1} : {"b": $int}
    $map-int.transformMap(@string, @int, $int) | $map-int.transformMap(@string, @int, $bool, $int) | $map-int.transformMapEntry(@string, @int, {$string: $int})
    $bool ? $map-int : $map-int
  `),
  'opt-int': texts(`
    optional.of($int) | optional.none() | optional.ofNonZeroValue($int) | $list-int[?$int] | $map-int[?$string] | $map-int.?a
    $opt-int.or($opt-int) | $opt-int.optMap(@int, $int) | $opt-string.optMap(@string, $int) | $opt-int.optFlatMap(@int, $opt-int) | $list-int.first() | $list-int.last()
    optional.of($list-int)[$int] | optional.of($map-int).a | optional.of($map-int)[?$string] | $bool ? $opt-int : $opt-int
  `),
  'opt-string': texts(`
    optional.of($string) | optional.ofNonZeroValue($string) | $list-string[?$int] | $list-string.last() | $opt-string.or($opt-string)
    $opt-string.optMap(@string, $string) | $list-string.first() | $opt-int.optMap(@int, $string)
  `),
  'opt-any': texts(`
    $object.?spec | $object.?spec.?replicas | $object.metadata.?labels.app | $object.spec.?template.?spec.?containers | $any.?name | $any[?"a"] | $any[?0]
    $any.?missing.deep | $opt-any.optMap(@any, $any) | $opt-any.or($opt-any) | optional.of($any) | optional.ofNonZeroValue($any) | $list-any[?$int] | $opt-any.?name | $opt-any[0]
    $opt-any[?$int] | $list-any.first() | $opt-any.name
  `),
  quantity: texts(
    `quantity($string) | $quantity.add($quantity) | $quantity.sub($quantity) | $quantity.add($int) | $quantity.sub($int) | $bool ? $quantity : $quantity`,
  ),
  ip: texts(`ip($string) | $cidr.ip() | ip($any) | $bool ? $ip : $ip`),
  cidr: texts(`cidr($string) | $cidr.masked() | $bool ? $cidr : $cidr`),
  url: texts(`url($string) | $bool ? $url : $url`),
  semver: texts(
    `semver($string) | semver($string, $bool) | semver($semver-text, $bool) | $bool ? $semver : $semver`,
  ),
  format: texts(`format.named($string).value() | $bool ? $format : $format`),
  type: texts(
    `type($any) | type($int) | type($opt-int) | type($quantity) | type($list-int) | type($type) | type($decision)`,
  ),
  any: texts(`
    dyn($int) | dyn($string) | dyn($bool) | dyn($list-int) | dyn($map-int) | dyn($double) | dyn($uint) | dyn(null) | dyn($time) | dyn($quantity) | dyn($opt-int)
    $list-any[$int] | $list-any[0] | $any.name | $any.ports | $any[$string] | $any[$int] | $any[$any] | $any.a.b | $object[$string] | $any + $any | $any - $int | $any * $any
    $bool ? $any : $any | $opt-any.value() | $opt-any.orValue($any) | $list-any.max() | $any.max() | [$any, $any][$int] | {"k": $any}.k | {$int: $any}[$int] | {$bool: $any}[$bool]
    $object.spec.containers.map(@any, $any) | $object.spec.containers.filter(@any, $bool) | $any.map(@any, $any) | $any.filter(@any, $bool) | $any.first() | $any.reverse() | $any.sort()
    $any.split(",") | -$any | dyn($decision) | dyn($bytes) | dyn($span) | dyn($ip) | dyn($semver)
  `),
  decision: texts(`$resource-check.check($verb) | $path-check.check($verb)`),
  'path-check': texts(`$authorizer.path($string)`),
  'group-check': texts(`$authorizer.group($string)`),
  'resource-check': texts(`
    $group-check.resource($string) | $resource-check.subresource($string) | $resource-check.namespace($string) | $resource-check.name($string)
    $resource-check.fieldSelector($string) | $resource-check.labelSelector($string) | authorizer.requestResource
  `),
  authorizer: texts(`$authorizer.serviceAccount($string, $string) | authorizer`),
};

/** What stands where an expression must go no deeper. */
export const leaves: Readonly<Record<string, readonly string[]>> = {
  bool: texts(`true | false | object.spec.paused | flag`),
  int: texts(
    `0 | 1 | -1 | 2 | 3 | 7 | 100 | 9223372036854775807 | -9223372036854775808 | 4294967296 | 9007199254740993 | count | object.spec.replicas | 0x1F`,
  ),
  uint: texts(`0u | 1u | 2u | 18446744073709551615u | 9223372036854775808u`),
  double: texts(
    `0.0 | 1.5 | -2.5 | 1e30 | 1e-7 | 3.0 | 1.0 / 0.0 | 0.0 / 0.0 | -0.0 | 123456789.125 | 9.007199254740993e15 | 1e21`,
  ),
  string: texts(
    `"" | "a" | "app" | "A-b.c" | "web" | "é" | "😀x" | "10" | "-5" | "1.5" | "true" | "1h" | "90s" | "2024-02-29T12:30:45.5Z" | "hello world, this is long" | "a,b,c" | " x " | "%s" | "10.0.0.1" | "1Gi" | "1.2.3" | "https://example.com/p?q=1" | name | object.metadata.name | object.kind | "dns1123Label" | "a\\nb" | r"\\d" | "ab" + "c"`,
  ),
  bytes: texts(`b"" | b"abc" | b"\\xff" | b"é"`),
  time: texts(
    `timestamp("2024-02-29T12:30:45.5Z") | timestamp("1970-01-01T00:00:00Z") | timestamp("9999-12-31T23:59:59Z") | timestamp("0001-01-01T00:00:00Z") | timestamp(object.metadata.creationTimestamp) | timestamp("2023-07-04T01:02:03.000000004+05:30")`,
  ),
  span: texts(
    `duration("1h") | duration("-90s") | duration("1.5s") | duration("0s") | duration("2562047h") | duration("1ns")`,
  ),
  'list-int': texts(`[] | [1] | [1, 2, 3] | [3, 1, 2, 3] | counts | [9223372036854775807, 1]`),
  'list-double': texts(`[1.5, 0.5] | [0.0 / 0.0, 1.0] | [2.0]`),
  'list-string': texts(`[] | ["a"] | ["b", "a", "b"] | names | ["a", "app", "web"] | object.spec.args`),
  'list-any': texts(
    `object.spec.containers | [] | object.spec.finalizers | [dyn(1), dyn("a"), dyn(1.0)] | [[1, 2], [3]] | object.spec.mixed`,
  ),
  'map-int': texts(`{} | {"a": 1} | limits | {"b": 2}`),
  'opt-int': texts(`optional.none() | optional.of(1) | limits[?"a"]`),
  'opt-string': texts(`optional.of("a") | optional.of(name) | names[?0]`),
  'opt-any': texts(`object.?spec | object.?missing | optional.of(object.kind)`),
  quantity: texts(
    `quantity("1") | quantity("500m") | quantity("1Gi") | quantity("1e3") | quantity("-3") | quantity("0.1") | quantity("123456789012345678901") | quantity("1.5Gi") | quantity("100n") | quantity(object.spec.memory)`,
  ),
  ip: texts(
    `ip("10.0.0.1") | ip("::1") | ip("fe80::1") | ip("0.0.0.0") | ip("224.0.0.1") | ip("2001:db8::ff00:42:8329") | ip("127.0.0.1")`,
  ),
  cidr: texts(
    `cidr("10.0.0.0/8") | cidr("10.1.2.3/24") | cidr("::/0") | cidr("2001:db8::1/64") | cidr("0.0.0.0/0")`,
  ),
  url: texts(
    `url("https://example.com:80/a%20b?x=1&x=2&y=#f") | url("/path") | url("http://[::1]:8080/") | url("https://user:pw@h/")`,
  ),
  semver: texts(`semver("1.2.3") | semver("1.2.3-rc.1+b5") | semver("v1.2", true) | semver("10.0.0-alpha")`),
  format: texts(
    `format.dns1123Label() | format.uuid() | format.byte() | format.date() | format.datetime() | format.uri() | format.qualifiedName() | format.labelValue() | format.dns1123Subdomain() | format.dns1035Label() | format.dns1123LabelPrefix() | format.dns1035LabelPrefix() | format.dns1123SubdomainPrefix()`,
  ),
  type: texts(
    `int | string | bool | double | uint | bytes | list | map | null_type | type | google.protobuf.Timestamp`,
  ),
  any: texts(
    `object | object.spec | object.spec.containers | object.spec.containers[0] | object.spec.replicas | object.metadata.name | object.metadata.labels.app | object.spec.missing | object.spec.nothing | object.spec.ratio | object.spec.port | oldObject | params.list | params.text | object.spec.mixed | object.metadata.labels["app"]`,
  ),
  object: ['object'],
  decision: texts(
    `authorizer.path("/healthz").check("get") | authorizer.group("").resource("pods").check("get")`,
  ),
  'path-check': texts(`authorizer.path("/healthz")`),
  'group-check': texts(`authorizer.group("apps")`),
  'resource-check': texts(`authorizer.group("apps").resource("deployments") | authorizer.requestResource`),
  authorizer: texts(`authorizer | authorizer.serviceAccount("team", "robot")`),
  verb: texts(`"get" | "list" | "boom" | "delete"`),
  zone: texts(
    `"UTC" | "America/New_York" | "+05:30" | "-02:00" | "Europe/Berlin" | "02:15" | "Nowhere/Land" | name`,
  ),
  pattern: texts(
    `"a" | "^a.*b$" | "[a-z]+" | "(a+)+" | "\\\\d{1,3}" | "" | "(" | "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" | "(?i)APP" | "\\\\p{L}" | "a|b" | "^$" | ".*" | name | "b*" | "[[:alpha:]]+" | "x{2,}" | "\\\\bapp\\\\b"`,
  ),
  'format-text': texts(
    `"%s" | "%d" | "%f" | "%.2f" | "%e" | "%x" | "%X" | "%b" | "%o" | "a%%b %s" | "%s %s" | "%.3e" | "%5d" | "%"`,
  ),
  'ip-text': texts(
    `"10.0.0.1" | "::1" | "::ffff:1.2.3.4" | "010.0.0.1" | "fe80::1%eth0" | "1.2.3" | "2001:DB8::1" | "0:0:0:0:0:0:0:1" | "::" | "::1.2.3.4"`,
  ),
  'cidr-text': texts(
    `"10.0.0.0/8" | "10.0.0.1/33" | "::/0" | "::1/128" | "10.0.0.0" | "10.0.0.0/08" | "2001:db8::/32"`,
  ),
  'quantity-text': texts(
    `"1" | "1.5Gi" | "-1k" | "1e3" | "1E3" | "1E" | ".5" | "5." | "+1" | "1kk" | "" | "1 " | "0x1" | "1m" | "123456789012345678901234567890"`,
  ),
  'semver-text': texts(
    `"1.2.3" | "v1.2.3" | "1.2" | "1" | "01.2.3" | "1.2.3-01" | "1.2.3-a..b" | "1.2.3+meta" | "1.2.3.4" | "" | "1.2-rc"`,
  ),
  'url-text': texts(
    `"https://example.com" | "/a/b" | "a/b" | "http://h:port/" | "https://[::1]:443/x?y#z" | "mailto:a@b" | "http://a b/" | "http://h/%zz" | "" | "//h/p"`,
  ),
};

/** Splits at bars that stand between spaces; `||` is none of them. */
function texts(list: string): string[] {
  return list
    .trim()
    .split(/\s\|\s|\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
