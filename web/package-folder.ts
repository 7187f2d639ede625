/** The folder of the package that a file is of, the innermost one; undefined for our own files and those of no file. */
export function packageFolder(file: string): string | undefined {
  return /^(.*[\\/]|)node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0];
}
