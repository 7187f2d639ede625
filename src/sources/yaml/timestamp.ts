const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(?:Z|[-+](\d{2}):(\d{2})))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?))?$/;

/**
 * Whether go-yaml v2 takes a text for a timestamp. kubectl sees such a value as text all the same; only an explicit
 * tag makes the difference visible.
 * https://yaml.org/type/timestamp.html, https://pkg.go.dev/time#Parse
 */
export function isTimestamp(text: string): boolean {
  if (text.charCodeAt(4) !== 0x2d) return false;
  const match = TIMESTAMP.exec(text);
  if (match === null) return false;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    ,
    zoneHour,
    zoneMinute,
    plainHour,
    plainMinute,
    plainSecond,
  ] = match;
  return (
    isDate(Number(year), Number(month), Number(day)) &&
    isTime(hour ?? plainHour, minute ?? plainMinute, second ?? plainSecond) &&
    Number(zoneHour ?? 0) <= 24 &&
    Number(zoneMinute ?? 0) <= 60
  );
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= length;
}

function isTime(hour = '0', minute = '0', second = '0'): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}
