/**
 * Whether an unquoted value is code, which makes a value and is none: a call, an element, a type, and after a name that
 * means nothing but a password also a field (`var.db_password`).
 */
export function isExpression(value: string, strength: 'strong' | 'weak'): boolean {
  return (
    callOrElement.test(value) ||
    typeName.test(value) ||
    (strength === 'strong' && (field.test(value) || operator.test(value)))
  );
}

const callOrElement =
  /^(?:(?:await|new|not|return)\s|[!&*])?[A-Za-z_$][\w$]{0,64}(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]{0,64}){0,16}(?:\(|\[["'\w]{1,64}|\{["'\w]{0,64}$)/;
const typeName =
  /^(?:\*|&|\[\])?(?:string|str|int|integer|bool|boolean|bytes?|any|object|float|number|char|text|varchar|unknown|uint8array|buffer|null|undefined|none|nil)\b[!?;,)\]}\s]{0,8}$/i;
const field = /^[A-Za-z_$][\w$]{0,64}(?:\.[A-Za-z_$][\w$]{0,64}){1,16}[;,]?$/;
const operator = /^[A-Za-z_$][\w$.]{0,64}\s{1,4}(?:\|\||&&|\?\?|\+|==|if|or|and)\s/;

/** Languages in which text is always quoted. */
const programFile =
  /\.(?:py|js|mjs|cjs|ts|tsx|go|rb|lua|java|kt|groovy|scala|cs|rs|php|rego|cel|tf|hcl|alloy|river|star|jsonnet|libsonnet|graphql|proto)$/i;

export function isProgramFile(name: string): boolean {
  return programFile.test(name);
}

/** Words for people to read: three or more, such as `Forgot your password?`. */
export function isProse(value: string): boolean {
  return /^[A-Z]?[a-z']{1,24}(?: [A-Za-z']{1,24}){2,40}[.?!:]?$/.test(value);
}
