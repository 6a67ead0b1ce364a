/** By what something was allowed, in words that go on from “allowed”; a rule that is not here is said as it is called. */
const words: Record<string, string> = {
  "holds-right": "by a right of their role",
  "holds-role": "by holding the role",
  quorum: "together with others",
  "break-glass": "by broken glass",
  "takes-part": "by taking part in the release",
  "team-lead": "as a lead of the team",
  admin: "by the access level admin",
  member: "by the access level member",
  own: "about what is their own",
  "own-veto": "about their own veto",
  "own-concern": "about their own concern",
  "own-obligation": "about their own obligation",
  "own-override": "about their own change of a shift",
  "on-rota": "by being on the rota",
  anyone: "as anybody may",
  "token-scope": "by a scope of the token",
  "single-sign-on": "by the single sign-on",
  "set-up": "while setting up",
  "setup-code": "by the code for setting up",
  operator: "by whoever operates the server",
  worker: "by itself",
  unreadable: "by something that cannot be read any more",
};

export const ruleNames = Object.keys(words).filter((name) => name !== "unreadable");

export function ruleWords(rule: string): string {
  return words[rule] ?? `by ${rule}`;
}
