/** A file path as a relative URI reference (RFC 3986). */
export function fileUri(path: string): string {
  return path.toWellFormed().replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
