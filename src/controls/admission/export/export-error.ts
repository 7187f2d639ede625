import { exportErrorCodes } from './errors.ts';

/** Nothing can be exported. */
export class AdmissionExportError extends Error {
  readonly code: keyof typeof exportErrorCodes;
  readonly hint: string;

  constructor(code: keyof typeof exportErrorCodes, minor: number) {
    super(`Kubernetes 1.${minor}: ${exportErrorCodes[code]}`);
    this.name = 'AdmissionExportError';
    this.code = code;
    this.hint = 'Upgrade the cluster, or judge with plimsoll scan: that works with every version.';
  }
}
