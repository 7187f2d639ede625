export { type CsvRow, readCsv } from './csv.ts';
export { type EvidenceFile, readEvidenceFolder } from './read-folder.ts';
