import { roleWords } from "@/components/gates/status";
import type { ChosenTemplate } from "@/lib/releases/new-release-model";

const labels: Record<string, string> = {
  "/title": "Title",
  "/slug": "Slug",
  "/champion": "Champion",
  "/targetDate": "Target date",
  "/template/key": "Template",
  "/template/version": "Template version",
  components: "Components",
  restrictedTo: "Who sees it",
};

/** A field of the new release as the page names it. */
export function labelOfField({ roles }: ChosenTemplate): (name: string) => string {
  return (name) => {
    const known = labels[name];
    if (known !== undefined) return known;
    if (name.startsWith("candidate:")) return `Candidate of ${name.slice("candidate:".length)}`;
    if (name.startsWith("role:")) {
      const role = name.slice("role:".length);
      return roles.find((each) => each.role === role)?.title ?? roleWords(role);
    }
    return planFieldLabel(name);
  };
}

/** A field of the plan, by its place in the document. */
export function planFieldLabel(name: string): string {
  const words = name
    .replace(/^\/plan\//, "/")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replace(/([A-Z])/g, " $1")))
    .join(" ")
    .replaceAll("-", " ")
    .toLowerCase();
  return words === "" ? "The form" : words.charAt(0).toUpperCase() + words.slice(1);
}
