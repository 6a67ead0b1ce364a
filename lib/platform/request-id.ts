import { newId } from "./ids";

/** The request's id: the caller's own where it is well formed, else a new one. */
export function requestIdOf(request: { headers: Headers }): string {
  const given = request.headers.get("x-request-id");
  return given !== null && /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/.test(given) ? given : newId();
}
