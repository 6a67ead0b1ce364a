import { z } from "zod";

/** The provider of single sign-on, as the operator configured it. */
export interface ProviderSettings {
  /** Exactly as the provider writes it in its tokens. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  name: string;
  scopes: string;
  /** The claim that lists a person's groups; null: groups are not followed. */
  groupsClaim: string | null;
  /** Domains of addresses whose people get an account by signing in; empty: only whom an admin added. */
  createFor: string[];
  /** With what the provider signs its tokens. */
  algorithm: SigningAlgorithm;
}

// None of them takes a shared secret, and `none` is not among them.
const algorithms = ["RS256", "PS256", "ES256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof algorithms)[number];

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether an address may carry sign-ins: https, or this machine. */
export function isTrustworthy(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

const domain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");
const line = (max: number, expected: string, missing?: string) =>
  z
    .string(missing)
    .max(max, expected)
    .refine((text) => !/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(text), { message: expected });

const Settings = z.object({
  COUNTERSIGN_OIDC_ISSUER: z
    .string("is missing: give the provider's issuer, like https://login.example.org")
    .refine((text) => URL.canParse(text) && !/[?#]/.test(text), {
      message: "must be the provider's issuer as it writes it itself, like https://login.example.org",
    })
    .refine((text) => !URL.canParse(text) || isTrustworthy(text), {
      message: "must begin with https://, since sign-ins go there",
    }),
  COUNTERSIGN_OIDC_CLIENT_ID: line(
    255,
    "must be at most 255 characters in one line",
    "is missing: give the id that the provider knows this application by",
  ),
  COUNTERSIGN_OIDC_CLIENT_SECRET: line(
    500,
    "must be at most 500 characters in one line",
    "is missing: give the secret that the provider made for this application",
  ),
  COUNTERSIGN_OIDC_NAME: line(40, "must be at most 40 characters in one line").default("single sign-on"),
  COUNTERSIGN_OIDC_SCOPES: z
    .string()
    .default("openid email profile")
    .transform(words)
    .refine((scopes) => scopes.includes("openid"), { message: "must hold openid" })
    .refine((scopes) => scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)), {
      message: "must be scopes with blanks between them, like openid email profile",
    }),
  COUNTERSIGN_OIDC_GROUPS_CLAIM: line(120, "must be the name of one claim, like groups").optional(),
  COUNTERSIGN_OIDC_CREATE_FOR: z
    .string()
    .default("")
    .transform((text) => words(text.toLowerCase()))
    .refine((domains) => domains.every((one) => domain.test(one)), {
      message:
        "must be domains of e-mail addresses, like example.org; leave it empty to let in only whom an admin added",
    }),
  COUNTERSIGN_OIDC_ALGORITHM: z
    .enum(algorithms, { message: `must be one of ${algorithms.join(", ")}` })
    .default("RS256"),
});

const purposes: readonly (readonly [name: keyof typeof Settings.shape, purpose: string])[] = [
  [
    "COUNTERSIGN_OIDC_ISSUER",
    "The provider's issuer, to the letter as it writes it in its tokens; https, but for this machine. With it there is single sign-on. The provider sends people back to /api/auth/callback/sso.",
  ],
  ["COUNTERSIGN_OIDC_CLIENT_ID", "By what the provider knows this application."],
  ["COUNTERSIGN_OIDC_CLIENT_SECRET", "The secret that the provider made for this application."],
  ["COUNTERSIGN_OIDC_NAME", "What the button on the sign-in page says after “Continue with”."],
  [
    "COUNTERSIGN_OIDC_SCOPES",
    "What is asked of the provider; openid is needed, email lets people be found who were added by their address.",
  ],
  [
    "COUNTERSIGN_OIDC_GROUPS_CLAIM",
    "The claim that lists a person's groups, like groups. Without it teams follow no groups.",
  ],
  [
    "COUNTERSIGN_OIDC_CREATE_FOR",
    "Domains of verified addresses whose people get an account as members by signing in. Empty: only whom an admin added.",
  ],
  ["COUNTERSIGN_OIDC_ALGORITHM", "With what the provider signs its tokens: RS256, PS256, ES256 or EdDSA."],
];

/** Every setting with what it is for and its default, as the operator's guide lists them. */
export const providerSettings = purposes.map(([name, purpose]) => {
  const preset = Settings.shape[name].safeParse(undefined).data;
  const text = Array.isArray(preset) ? preset.join(" ") : preset;
  return { name, preset: text === "" ? undefined : text, purpose };
});

type Parsed = { settings: ProviderSettings | null } | { faults: string[] };

/** The provider of the settings; null where nothing about it is set. Faults are one sentence per setting. */
export function parseProvider(source: Record<string, string | undefined>): Parsed {
  const isSet = Object.entries(source).some(
    ([name, value]) => name.startsWith("COUNTERSIGN_OIDC_") && value !== undefined && value !== "",
  );
  if (!isSet) return { settings: null };
  const known = new Set(Object.keys(Settings.shape));
  const unknown = Object.keys(source).filter(
    (name) => name.startsWith("COUNTERSIGN_OIDC_") && !known.has(name),
  );
  const result = Settings.safeParse(source);
  const faults = [
    ...unknown.map((name) => `${name} is no setting; those are ${[...known].join(", ")}.`),
    ...(result.error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}.`),
  ];
  if (!result.success || faults.length > 0) return { faults };
  return { settings: toSettings(result.data) };
}

function toSettings(given: z.output<typeof Settings>): ProviderSettings {
  return {
    issuer: given.COUNTERSIGN_OIDC_ISSUER,
    clientId: given.COUNTERSIGN_OIDC_CLIENT_ID,
    clientSecret: given.COUNTERSIGN_OIDC_CLIENT_SECRET,
    name: given.COUNTERSIGN_OIDC_NAME,
    scopes: given.COUNTERSIGN_OIDC_SCOPES.join(" "),
    groupsClaim: given.COUNTERSIGN_OIDC_GROUPS_CLAIM ?? null,
    createFor: given.COUNTERSIGN_OIDC_CREATE_FOR,
    algorithm: given.COUNTERSIGN_OIDC_ALGORITHM,
  };
}
