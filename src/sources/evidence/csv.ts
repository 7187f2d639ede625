/** A row of a table, with the line it begins at. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Rows of a CSV text as spreadsheets write them: cells between commas, in double quotes where they have commas, quotes or
 * line breaks; cells are trimmed outside quotes, and lines with nothing in them are no rows. A quote that is not closed
 * ends with the text. https://www.rfc-editor.org/rfc/rfc4180
 */
export function readCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  let begin = 1;
  let cells: string[] = [];
  const pattern = /[^\S\r\n]*(?:"((?:[^"]|"")*)(?:"|$)[^,\r\n]*|([^,\r\n]*))(,|\r\n|\n|\r|$)/gy;
  const content = text.replace(/^\uFEFF/, '');
  for (let match = pattern.exec(content); match !== null; match = pattern.exec(content)) {
    const [whole, quoted, plain = '', end = ''] = match;
    cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    if (cells.some((cell) => cell !== '')) rows.push({ line: begin, cells });
    cells = [];
    begin = line;
    if (end === '') break;
  }
  return rows;
}
