import type { Page } from "@playwright/test";

export interface Picture {
  name: string;
  path: string;
  as: string;
  /** Of the page's main heading: tells that the page is there. */
  ready: string | RegExp;
  size?: [width: number, height: number];
  dark?: boolean;
  before?: (page: Page) => Promise<void>;
}

const yuki = "yuki@example.org";
const mira = "mira@example.org";
const ada = "ada@example.org";
const phone: [number, number] = [390, 844];

/** Every picture of the documentation: what is shown, and to whom. */
export const pictures: readonly Picture[] = [
  { name: "portfolio", path: "/", as: yuki, ready: "Portfolio" },
  { name: "portfolio-dark", path: "/", as: yuki, ready: "Portfolio", dark: true },
  { name: "release", path: "/releases/fraud-scoring-7", as: yuki, ready: /Fraud scoring 7/ },
  { name: "timeline", path: "/releases/transcription-5/timeline", as: mira, ready: /Call transcription 5/ },
  { name: "inbox", path: "/inbox", as: yuki, ready: "Inbox" },
  { name: "inbox-phone", path: "/inbox", as: yuki, ready: "Inbox", size: phone },
  { name: "new-release", path: "/releases/new?template=model-release", as: mira, ready: "New release" },
  { name: "calendar", path: "/calendar", as: mira, ready: /./ },
  { name: "people", path: "/settings/people", as: ada, ready: /./ },
  { name: "roles", path: "/settings/roles", as: ada, ready: /./ },
  { name: "rights", path: "/settings/rights", as: ada, ready: /./ },
  { name: "machines", path: "/settings/machines", as: ada, ready: /./ },
  { name: "template-editor", path: "/templates/model-release/edit", as: "grace@example.org", ready: /./ },
  {
    name: "template-difference",
    path: "/templates/model-release/difference?from=1&to=1",
    as: "grace@example.org",
    ready: /./,
  },
];
