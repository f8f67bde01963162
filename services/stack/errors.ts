/** The closed list of what can go wrong with the local stack. docs/stack.md says what to do about each. */
export type StackErrorCode =
  | 'PLATFORM'
  | 'NO_JAVA'
  | 'NO_MAVEN'
  | 'ROOT'
  | 'CACHE'
  | 'DATA_DIR'
  | 'DOWNLOAD_FAILED'
  | 'CHECKSUM'
  | 'PORT_INVALID'
  | 'PORT_IN_USE'
  | 'START_FAILED'
  | 'START_TIMEOUT'
  | 'ABORTED';

/**
 * The only error that the stack throws on purpose. `message` starts with one sentence: what is wrong, with which value,
 * and what to do. Lines of a server's log may follow it.
 */
export class StackError extends Error {
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
    this.code = code;
  }
}

// Not by instanceof: jest runs tests in a realm of their own, where Node's errors are instances of another Error.

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return textProperty(error, 'message') ?? String(error);
}

/** The `code` of a system error (`ENOENT`, `EADDRINUSE`, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  return textProperty(error, 'code');
}

function textProperty(error: unknown, name: 'message' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value = (error as Partial<Record<typeof name, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
