export { type CsvRow, readCsv } from './csv.ts';
