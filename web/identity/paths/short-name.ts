/**
 * A position in a box of the drawing: of a name of a cloud the part that tells it from others. The whole name is on hover and in
 * the table.
 */
export function shortName(text: string): string {
  return text
    .replace(/^(AWS|Azure|Google) identity /, '$1 ')
    .replace(/\barn:[^/]*\/(?:.*\/)?/, '…/')
    .replace(/\.iam\.gserviceaccount\.com$/, '');
}
