export { type AnnotatedExceptions, annotatedExceptions } from './annotated-exceptions.ts';
export { type ExceptionIssueCode, exceptionIssueCodes } from './errors.ts';
export {
  daysLeft,
  type Exception,
  type ExceptionOrigin,
  type ExceptionScope,
  expiryOf,
  hasEnded,
} from './exception.ts';
export { type ExceptionMatch, type ExceptionMatcher, exceptionMatcher } from './match-exceptions.ts';
export {
  type ExceptionCoverage,
  type ExceptionIssue,
  type ReviewOptions,
  reviewExceptions,
} from './review-exceptions.ts';
