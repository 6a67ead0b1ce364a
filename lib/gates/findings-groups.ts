import type { RightsFinding } from "./findings-schemas";

/** What was found in one place. */
export interface FindingGroup {
  /** null: the organisation. */
  release: RightsFinding["release"];
  findings: RightsFinding[];
}

export interface PersonGroup {
  person: RightsFinding["hangsOn"][number];
  count: number;
  groups: FindingGroup[];
}

/** By release, in the order in which they were found. */
export function byRelease(findings: readonly RightsFinding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const slug = finding.release?.slug ?? "";
    const known = groups.get(slug);
    if (known === undefined) groups.set(slug, { release: finding.release, findings: [finding] });
    else known.findings.push(finding);
  }
  return [...groups.values()];
}

/** By whom it hangs on, the one with the most first; what hangs on two, each of them alone, stands at both. */
export function byPerson(findings: readonly RightsFinding[]): PersonGroup[] {
  const own = new Map<string, { person: PersonGroup["person"]; findings: RightsFinding[] }>();
  for (const finding of findings)
    for (const person of finding.hangsOn) {
      const known = own.get(person.email);
      if (known === undefined) own.set(person.email, { person, findings: [finding] });
      else known.findings.push(finding);
    }
  return [...own.values()]
    .map((each) => ({ person: each.person, count: each.findings.length, groups: byRelease(each.findings) }))
    .sort((a, b) => b.count - a.count || a.person.email.localeCompare(b.person.email));
}
