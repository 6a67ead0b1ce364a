// What the run says. Tokens never reach it, even where an answer repeats one.

const withoutSecrets = (text) => String(text).replaceAll(/csn_[A-Za-z0-9_-]+/g, "csn_…");

const withShortDigests = (text) => text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");

const print = (text) => process.stdout.write(`${withShortDigests(withoutSecrets(text))}\n`);

/** A part of the story. */
export const heading = (title) => print(`\n## ${title}\n`);

/** Something that somebody did, or that was seen. */
export const say = (text) => print(`  ${text}`);

/** Output of a program, set in under what was said. */
export const quote = (text) =>
  String(text)
    .trimEnd()
    .split("\n")
    .forEach((line) => print(`    | ${line}`));

/** Stops the run: what is seen is not what the story expects. */
export function fail(text) {
  throw new Error(withoutSecrets(text));
}
