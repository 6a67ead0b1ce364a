/** A sentence that reads as if it blamed somebody: a hint, never a refusal. */
export interface BlameHint {
  sentence: string;
  /** The words it is about. */
  words: string;
}

/** What is said of a person as if they were the cause. */
const verbs = [
  "should(?: not|n't|n’t)? have",
  "ought to have",
  "could have",
  "failed to",
  "forgot",
  "neglected",
  "ignored",
  "overlooked",
  "missed",
  "broke",
  "caused",
  "messed up",
  "screwed up",
  "(?:did not|didn't|didn’t) bother",
  "(?:did not|didn't|didn’t) (?:check|notice|read|test|look|think|pay attention)",
  "(?:is|was|were|are) (?:to blame|at fault|responsible for|careless|negligent|sloppy|lazy|too slow)",
  "made (?:a|the|another) (?:mistake|error)",
];

/** What may stand between a name and the verb without changing whom it is said of. */
const between =
  "(?:,? ?(?:who|also|again|simply|just|clearly|obviously|then|really|probably|apparently|had|has|have)){0,3}";

/** Somebody who is not named is blamed as well. */
const somebody = ["[Ss]he", "[Hh]e", "[Yy]ou", "[Ss]omebody", "[Ss]omeone"];

/** What blames whoever it is said of. */
const phrases = [
  "(?:human|operator|user|pilot) errors?",
  "carelessness",
  "negligence",
  "incompetence",
  "lack of (?:care|attention|discipline)",
];
const denied =
  /(?:\bno|\bnot|n't|n’t|\bnever|\bwithout|\brather than|\binstead of|\bbeyond)(?: \S+){0,3} ?["“'‘]?$/i;

/**
 * Sentences in which people, by the names given, or somebody are made the cause, or in which a human error is. What is quoted or stands as
 * code is left out. English, and by words alone: it may be wrong, which is why it only hints.
 */
export function blameIn(text: string, names: readonly string[]): BlameHint[] {
  const people = [...new Set(names.flatMap(waysToName))].map(escaped);
  const who = `(?<![\\p{L}\\d])(?:${[...people, ...somebody].join("|")})(?![\\p{L}\\d])`;
  const patterns = [
    new RegExp(`${who}${between},? (?:${verbs.join("|")})(?![\\p{L}])`, "u"),
    new RegExp(`${who}['’]s? (?:own )?(?:fault|mistake|error|blunder|failure|oversight)(?![\\p{L}])`, "u"),
    new RegExp(
      `(?:[Bb]lam(?:e|ed|es|ing)|(?:fault|mistake) of|caused by|because of a mistake by) ${who}(?!['’]s (?:change|question|report))`,
      "u",
    ),
  ];
  return sentencesOf(text).flatMap((sentence) => {
    const named = patterns.map((pattern) => pattern.exec(sentence)).find((match) => match !== null);
    const found = named?.[0] ?? phraseIn(sentence);
    return found === null ? [] : [{ sentence, words: found }];
  });
}

/** A phrase that is denied says the opposite. */
function phraseIn(sentence: string): string | null {
  const match = new RegExp(`\\b(?:${phrases.join("|")})\\b`, "iu").exec(sentence);
  if (match === null || denied.test(sentence.slice(0, match.index))) return null;
  return / (?:is|was) (?:not|no|never)\b/i.test(sentence.slice(match.index + match[0].length))
    ? null
    : match[0];
}

/** A full name, and its parts where they are longer than an initial. */
function waysToName(name: string): string[] {
  const parts = name.split(/\s+/).filter((part) => part.length > 1 && /^\p{Lu}/u.test(part));
  return [name, ...parts].filter((part) => part.trim() !== "");
}

function sentencesOf(text: string): string[] {
  return text
    .replace(/```[\s\S]*?(?:```|$)/g, "\n")
    .replace(/`[^`\n]*`/g, "…")
    .split("\n")
    .filter((line) => !/^\s*>/.test(line))
    .join("\n")
    .split(/(?<=[.!?])\s+|\n\s*(?:\n|[-*#])|\n(?=\d+\.)/)
    .map((sentence) =>
      sentence
        .replace(/\s+/g, " ")
        .replace(/^[-*#\s]+/, "")
        .trim(),
    )
    .filter((sentence) => sentence !== "");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
