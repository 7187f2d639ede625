import { declare, type Library } from '../declaration.ts';
import { none, type Optional, optionalOf } from '../values/optional.ts';
import { isUrl } from '../values/url.ts';
import { OpaqueValue } from '../values/value-type.ts';

type Validate = (text: string) => string[];

/** A format with a name, such as DNS-1123 labels. */
class NamedFormat extends OpaqueValue {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly name: string;
  /** The length of the regular expression upstream reckons the cost with. */
  readonly maximumRegexSize: number;
  readonly validate: Validate;

  constructor(name: string, maximumRegexSize: number, validate: Validate) {
    super();
    this.name = name;
    this.maximumRegexSize = maximumRegexSize;
    this.validate = validate;
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof NamedFormat && this.name === other.name;
  }

  override toString(): string {
    return this.name;
  }
}

const byteLength = (text: string) => new TextEncoder().encode(text).length;

function tooLong(text: string, limit: number): string[] {
  return byteLength(text) > limit ? [`must be no more than ${limit} characters`] : [];
}

function regexError(message: string, pattern: string, examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}', `).join('or ');
  return `${message} (e.g. ${listed.replaceAll(', or ', ',  or ')}regex used for validation is '${pattern}')`;
}

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValuePattern = `(${qualified})?`;

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const matchesLabel = whole(label1123);
const matchesSubdomain = whole(subdomain1123);
const matchesLabel1035 = whole(label1035);
const matchesQualified = whole(qualified);
const matchesLabelValue = whole(labelValuePattern);

const labelLimit = 63;
const subdomainLimit = 253;

/** What is wrong with the name of a namespace; nothing where it is one. */
export const dns1123Label: Validate = (text) => {
  const errors = tooLong(text, labelLimit);
  if (matchesLabel.test(text)) return errors;
  if (matchesSubdomain.test(text)) return [...errors, 'must not contain dots'];
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, label1123, ['my-name', '123-abc'])];
};

/** What is wrong with the name of most objects; nothing where it is one. */
export const dns1123Subdomain: Validate = (text) => {
  const errors = tooLong(text, subdomainLimit);
  if (matchesSubdomain.test(text)) return errors;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, subdomain1123, ['example.com'])];
};

const dns1035Label: Validate = (text) => {
  const errors = tooLong(text, labelLimit);
  if (matchesLabel1035.test(text)) return errors;
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...errors, regexError(message, label1035, ['my-name', 'abc-123'])];
};

const qualifiedMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const qualifiedExamples = ['MyName', 'my.name', '123-abc'];

const qualifiedName: Validate = (text) => {
  const parts = text.split('/');
  const errors: string[] = [];
  const [first = '', second] = parts;
  if (parts.length > 2) {
    const error = regexError(`a valid label key ${qualifiedMessage}`, qualified, qualifiedExamples);
    return [`${error} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  if (second !== undefined) {
    if (first === '') errors.push('prefix part must be non-empty');
    else errors.push(...dns1123Subdomain(first).map((error) => `prefix part ${error}`));
  }
  const name = second ?? first;
  if (name === '') errors.push('name part must be non-empty');
  else errors.push(...tooLong(name, labelLimit).map((error) => `name part ${error}`));
  if (!matchesQualified.test(name)) {
    errors.push(`name part ${regexError(qualifiedMessage, qualified, qualifiedExamples)}`);
  }
  return errors;
};

const labelValue: Validate = (text) => {
  const errors = tooLong(text, labelLimit);
  if (matchesLabelValue.test(text)) return errors;
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, labelValuePattern, ['MyValue', 'my_value', '12345'])];
};

/** A name that something will be appended to may end with a dash; upstream masks it together with what precedes. */
const asPrefix =
  (validate: Validate): Validate =>
  (text) =>
    validate(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);

const oneError =
  (test: (text: string) => boolean, message: string): Validate =>
  (text) =>
    test(text) ? [] : [message];

const uuidPattern = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64Pattern =
  /^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})$/;

function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found === null) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return date.getUTCMonth() === Number(found[2]) - 1 && date.getUTCDate() === Number(found[3]);
}

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  if (text.length < 4 || time === undefined || !isDate(date)) return false;
  const found = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time);
  return found !== null && Number(found[1]) <= 23 && Number(found[2]) <= 59 && Number(found[3]) <= 59;
}

const uuidRegexSize = 70;
const dateTimeRegexSize = 71;

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/format.go, ConstantFormats. */
const formats: ReadonlyMap<string, NamedFormat> = new Map(
  (
    [
      ['dns1123Label', 'DNS1123Label', 30, dns1123Label],
      ['dns1123Subdomain', 'DNS1123Subdomain', 60, dns1123Subdomain],
      ['dns1035Label', 'DNS1035Label', 30, dns1035Label],
      ['qualifiedName', 'QualifiedName', 60, qualifiedName],
      ['dns1123LabelPrefix', 'DNS1123LabelPrefix', 30, asPrefix(dns1123Label)],
      ['dns1123SubdomainPrefix', 'DNS1123SubdomainPrefix', 60, asPrefix(dns1123Subdomain)],
      ['dns1035LabelPrefix', 'DNS1035LabelPrefix', 30, asPrefix(dns1035Label)],
      ['labelValue', 'LabelValue', 40, labelValue],
      ['uri', 'URI', 1103, oneError(isUrl, 'invalid URI for request')],
      [
        'uuid',
        'uuid',
        uuidRegexSize,
        oneError((text) => uuidPattern.test(text), 'does not match the UUID format'),
      ],
      ['byte', 'byte', 84, oneError((text) => base64Pattern.test(text), 'invalid base64')],
      ['date', 'date', dateTimeRegexSize, oneError(isDate, 'invalid date')],
      ['datetime', 'datetime', dateTimeRegexSize, oneError(isDateTime, 'invalid datetime')],
    ] as const
  ).map(([key, name, size, validate]) => [key, new NamedFormat(name, size, validate)]),
);

function named(name: string): Optional {
  const format = formats.get(name);
  return format === undefined ? none : optionalOf(format);
}

function validate(format: NamedFormat, text: string): Optional {
  const errors = format.validate(text);
  return errors.length === 0 ? none : optionalOf(errors);
}

export const namedFormat: Library = [
  declare('format-validate', 'NamedFormat.validate(string): optional(list(string))', validate),
  declare('format-named', 'format.named(string): optional(NamedFormat)', named),
  ...Array.from(formats, ([name, format]) =>
    declare(`format.${name}`, `format.${name}(): NamedFormat`, () => format),
  ),
];
