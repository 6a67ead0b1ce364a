/** Titles of what entries name by key. A key that the template no longer has, after a move to another version, stays a key. */
export interface EntryTitles {
  stages: ReadonlyMap<string, string>;
  gates: ReadonlyMap<string, string>;
  /** By `gate/requirement`. */
  requirements: ReadonlyMap<string, string>;
  components: ReadonlyMap<string, string>;
  /** Names of people, by id. */
  people: ReadonlyMap<string, string>;
}
