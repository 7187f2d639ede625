/** What may be wrong with an exception that can be read, by stable code. */
export const exceptionIssueCodes = {
  'exception-expired': 'The date has passed: the finding is open again.',
  'exception-changed': 'What it was made for has changed: the finding is open again.',
  'exception-inert': 'It covers nothing of what was judged.',
  'exception-too-broad': 'It covers more than anybody can have looked at.',
  'exception-too-long': 'It ends later than the configuration lets exceptions end.',
  'exception-duplicate': 'Another exception covers the same.',
  'exception-unapproved': 'Its approver is its owner.',
  'exception-annotation': 'An annotation that should be an exception cannot be read as one.',
} as const;

export type ExceptionIssueCode = keyof typeof exceptionIssueCodes;
