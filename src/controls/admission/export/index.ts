export type { ExportComparison, ExportDifference } from './compare-export.ts';
export { compareExport } from './compare-export.ts';
export type { EnforcementMode, ExportOptions, PolicyExport } from './export-controls.ts';
export { defaultParamNamespace, exportControls } from './export-controls.ts';
export { AdmissionExportError } from './export-error.ts';
export type { ExceptionOptions, SortedExceptions } from './export-exceptions.ts';
export type { ExportedObject } from './exported-object.ts';
