import { decisionWords } from "@/lib/policy/decision-words";
import { decisions } from "@/lib/policy/model";
import type { Measure } from "./model";
import { catchWords, gapWords } from "./words";

export interface HealthTitles {
  roles: Readonly<Record<string, string>>;
  components: Readonly<Record<string, string>>;
  templates: Readonly<Record<string, string>>;
  /** Stages, gates and criteria, by `template/key`; requirements by `template/gate/key`. */
  parts: Readonly<Record<string, string>>;
}

/** What a figure is about, as people call it. */
export function subjectTitle(titles: HealthTitles, measure: Measure, subject: string): string {
  if (measure === "wait") return titles.roles[subject] ?? subject;
  if (measure === "component-exposed" || measure === "component-rollback")
    return titles.components[subject] ?? subject;
  if (measure === "drill-gap") return gapWords(subject);
  if (measure === "break-glass") {
    const decision = decisions.find((each) => each === subject);
    return decision === undefined ? subject : decisionWords(decision);
  }
  return partTitle(titles, subject);
}

/** What it is about besides. */
export function detailTitle(titles: HealthTitles, measure: Measure, detail: string): string {
  return measure === "gate-caught" ? catchWords(detail) : partTitle(titles, detail);
}

/** A part of a template, with the template where there are several. */
export function partTitle({ parts, templates }: HealthTitles, key: string): string {
  const slash = key.indexOf("/");
  if (slash < 0) return key;
  const template = key.slice(0, slash);
  const title = parts[key] ?? key.slice(slash + 1);
  return Object.keys(templates).length > 1 ? `${title} (${templates[template] ?? template})` : title;
}

/** A requirement of a gate, which is named as `template/gate`. */
export function requirementTitle({ parts }: HealthTitles, gate: string, requirement: string): string {
  return parts[`${gate}/${requirement}`] ?? requirement;
}

/** What waits now, as the figure of its role and gate is named. */
export function waitOf({ role, gate }: { role: string; gate: string }): {
  measure: Measure;
  subject: string;
  detail: string;
} {
  return { measure: "wait", subject: role, detail: gate };
}

/** Templates and components that figures name. */
export function namedIn(figures: readonly { measure: Measure; subject: string; detail: string }[]): {
  templates: string[];
  components: string[];
} {
  const keys = figures.flatMap(({ subject, detail }) => [subject, detail]);
  const templates = keys.flatMap((key) => (key.includes("/") ? [key.slice(0, key.indexOf("/"))] : []));
  const components = figures.flatMap(({ measure, subject }) =>
    measure.startsWith("component-") ? [subject] : [],
  );
  return { templates: [...new Set(templates)], components: [...new Set(components)] };
}
