import { z } from "zod";
import { isEmail } from "./names";

type Source = Record<string, string | undefined>;

const wordsOf = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");

function whole({ most, preset, of }: { most: number; preset: number; of: string }) {
  const expected = `must be a whole number of ${of} from 1 to ${most}`;
  return z.coerce.number(expected).int(expected).min(1, expected).max(most, expected).default(preset);
}

/** By what ways checkpoints of the ledger leave the installation, and how mail is sent. */
export const deliveryShape = {
  COUNTERSIGN_CHECKPOINT_DIR: z
    .string()
    .min(1, "must name a folder")
    .optional()
    .describe(
      "A folder that somebody else keeps, as a mounted share: each checkpoint becomes a file in it, named by its size, and none is ever overwritten.",
    ),
  COUNTERSIGN_CHECKPOINT_WEBHOOK: z
    .string()
    .refine((value) => /^https?:\/\/./.test(value) && URL.canParse(value), {
      message: "must be the address that checkpoints are posted to, like https://witness.example.org/log",
    })
    .optional()
    .describe(
      "Where checkpoints are posted to as text, signed as webhooks are. A private address needs COUNTERSIGN_ALLOWED_PRIVATE_HOSTS.",
    ),
  COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: whole({ most: 1_440, preset: 10, of: "minutes" }).describe(
    "How many minutes lie between two of them at least, while the log grows.",
  ),
  COUNTERSIGN_CHECKPOINT_EMAILS: z
    .string()
    .refine((text) => wordsOf(text).every(isEmail), {
      message: "must list addresses with commas between, like audit@example.org, legal@example.org",
    })
    .transform(wordsOf)
    .optional()
    .describe(
      "Who gets checkpoints by e-mail, with commas between. Needs COUNTERSIGN_SMTP_URL and COUNTERSIGN_MAIL_FROM.",
    ),
  COUNTERSIGN_CHECKPOINT_EMAIL_HOURS: whole({ most: 168, preset: 24, of: "hours" }).describe(
    "How many hours lie between two of these e-mails at least, while the log grows.",
  ),
  COUNTERSIGN_SMTP_URL: z
    .string()
    .refine(isMailServer, {
      message:
        "must be the mail server, like smtps://user:password@mail.example.org or smtp://mail.example.org:587",
    })
    .optional()
    .describe(
      "The server that sends mail: smtps:// for TLS from the start, smtp:// for STARTTLS where it offers it. With a password it has to be encrypted, unless it is this machine.",
    ),
  COUNTERSIGN_MAIL_FROM: z
    .string()
    .refine(isEmail, { message: "must be an address, like countersign@example.org" })
    .optional()
    .describe("The address that mail comes from."),
};

function isMailServer(text: string): boolean {
  if (!/^smtps?:\/\/./.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== "" && (pathname === "" || pathname === "/") && search === "" && hash === "";
}

/** What is missing beside what is there, one sentence per setting. */
export function deliveryFaults(source: Source): string[] {
  const { COUNTERSIGN_CHECKPOINT_EMAILS: emails, COUNTERSIGN_SMTP_URL: url } = source;
  const needsFrom = emails !== undefined || url !== undefined;
  return [
    ...(emails !== undefined && url === undefined
      ? ["COUNTERSIGN_SMTP_URL is missing: COUNTERSIGN_CHECKPOINT_EMAILS needs a server that sends mail."]
      : []),
    ...(needsFrom && source["COUNTERSIGN_MAIL_FROM"] === undefined
      ? ["COUNTERSIGN_MAIL_FROM is missing: mail needs an address that it comes from."]
      : []),
  ];
}
