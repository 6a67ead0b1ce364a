/** What a refusal can be. The code is stable and public; the table maps it to a status and a title (RFC 9457). */
const table = {
  "malformed-body": [400, "The body could not be read"],
  "malformed-address": [400, "The address could not be read"],
  "invalid-input": [422, "The input is not as expected"],
  "body-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "This content type is not accepted here"],
  "not-signed-in": [401, "Sign in, or send a token"],
  "wrong-credentials": [401, "E-mail address and password do not match"],
  "too-many-attempts": [429, "Too many attempts"],
  "cross-site": [403, "The request comes from another site"],
  "scope-missing": [403, "The token lacks the scope"],
  "reauthentication-required": [403, "The signer has to show anew who they are"],
  "people-only": [403, "Only a person can do this"],
  "machines-only": [403, "Only a machine can do this"],
  "access-level": [403, "The access level does not allow this"],
  "own-only": [403, "Only the person themselves can do this"],
  "no-right": [403, "Nobody holds this right"],
  "not-a-holder": [403, "The role that this needs is not held"],
  "no-slot": [403, "The role has no slot here"],
  "separation-of-duties": [403, "An author of the content cannot decide on it"],
  "quorum-required": [403, "This takes more than one person"],
  "not-in-pool": [422, "The person is not in the role's pool"],
  "not-found": [404, "There is no such thing, or it is not visible to you"],
  "method-not-allowed": [405, "This method is not available here"],
  conflict: [409, "The state does not allow this"],
  "already-exists": [409, "It exists already"],
  "subject-changed": [409, "The content has changed since"],
  "requirements-open": [409, "Requirements are still open"],
  "gate-not-ready": [409, "The gates are not ready"],
  "obligation-open": [409, "An obligation is not met yet"],
  "gate-upcoming": [409, "The gate's stage has not begun"],
  "gate-skipped": [409, "The gate was skipped"],
  "not-votable": [409, "This requirement is not decided by votes"],
  "release-not-active": [409, "The release is not active"],
  "on-hold": [409, "The release is on hold"],
  frozen: [409, "A freeze window is in force"],
  exposed: [409, "The candidate has exposure"],
  "exposure-not-ready": [409, "Exposure cannot grow yet"],
  "reason-required": [422, "A reason is required"],
  "not-a-tightening": [409, "It loosens something"],
  "precondition-failed": [412, "Somebody else changed it in between"],
  "idempotency-key-reused": [422, "The idempotency key was used with another request"],
  "answered-once": [409, "The answer held a secret and was given once"],
  busy: [503, "The database is busy"],
  unavailable: [503, "The database cannot be used at the moment"],
  internal: [500, "Something went wrong"],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof table;

/** A fault of one field; `path` is a JSON Pointer into the body. */
export interface Fault {
  path: string;
  message: string;
  expected?: string | undefined;
}

/** By what a signer can show anew who they are, for the act with this digest. */
export interface ConfirmBy {
  act: string;
  password: boolean;
  /** Name of the provider of single sign-on; null where it cannot be asked. */
  provider: string | null;
}

export interface ErrorExtras {
  faults?: Fault[] | undefined;
  rule?: string | undefined;
  whoMay?: { name: string; email: string }[] | undefined;
  blockers?: unknown[] | undefined;
  retryAfterSeconds?: number | undefined;
  confirm?: ConfirmBy | undefined;
}

/** An expected refusal: a stable code, a sentence for the reader, and what helps to go on. */
export class AppError extends Error {
  override readonly name = "AppError";
  // Pages and routes are built apart, each with this class for itself, and run on the kernel that one of them made.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "AppError";
  }
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly extras: ErrorExtras = {},
  ) {
    super(message);
  }
}

/** A refusal of one field. */
export function fieldError(path: string, message: string, expected?: string): AppError {
  return new AppError("invalid-input", message, { faults: [{ path, message, expected }] });
}

export function notFound(what: string): AppError {
  return new AppError("not-found", `There is no ${what}, or it is not visible to you.`);
}

export function statusOf(code: ErrorCode): number {
  return table[code][0];
}

export function titleOf(code: ErrorCode): string {
  return table[code][1];
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(table, code);
}

export const errorCodes: readonly ErrorCode[] = Object.keys(table).filter(isErrorCode);
