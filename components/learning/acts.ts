import type { Act } from "@/components/ui/outcome";

/** What can be done on a post-mortem's page. */
export interface PostMortemActs {
  answer: Act;
  note: Act;
  move: Act;
  publish: Act;
  addAction: Act;
  meet: Act;
  drop: Act;
}
