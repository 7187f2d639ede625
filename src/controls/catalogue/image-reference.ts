/** Registry, repository, tag and digest, as https://github.com/distribution/reference/blob/main/reference.go has them. */
const reference = String.raw`^(([A-Za-z0-9]+((\.|-+)[A-Za-z0-9]+)*|\[[a-fA-F0-9:]+\])(:[0-9]+)?/)?[a-z0-9]+(([._/]|__|-+)[a-z0-9]+)*(:\w[\w.-]{0,127})?(@sha(256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128}))?$`;

/** Longer than any registry takes, and short enough that 250 of them stay within the cost budget. */
const longest = 512;

const pattern = new RegExp(reference);

/** Whether an image is a reference that a registry can answer; one that is a template, such as `${IMAGE}`, is none. */
export function isImageReference(image: unknown): image is string {
  return typeof image === 'string' && image.length <= longest && pattern.test(image);
}

/** {@link isImageReference} as CEL, of the text that an expression gives. */
export function imageReferenceTest(image: string): string {
  return `${image}.size() <= ${longest} && ${image}.matches(${JSON.stringify(reference)})`;
}
