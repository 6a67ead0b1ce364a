export const accessLevels = ["member", "admin", "auditor"] as const;
export type AccessLevelName = (typeof accessLevels)[number];

/** By what the caller is known: looked at again inside each command's transaction. */
export type Credential =
  | { kind: "session"; id: string }
  | { kind: "token"; id: string; scopes: string[] }
  | { kind: "none" };

/** Who acts. `system` is the worker or the set-up; it holds no decision right. */
export type Actor =
  | {
      kind: "person";
      id: string;
      name: string;
      email: string;
      access: AccessLevelName;
      credential: Credential;
    }
  | { kind: "machine"; id: string; key: string; credential: Credential }
  | { kind: "system"; job: string };

export type PersonActor = Extract<Actor, { kind: "person" }>;

/** An access level as the database keeps it. */
export function levelOf(text: string): AccessLevelName {
  const level = accessLevels.find((name) => name === text);
  if (level === undefined) throw new Error(`unknown access level ${text}`);
  return level;
}
