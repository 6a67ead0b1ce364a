export interface DemoSeed {
  databaseUrl: string;
  dataDir: string;
  url: string;
}

/** Fills an empty, migrated database with the sample workspace and writes `demo.json`. */
export async function seedDemo(_seed: DemoSeed): Promise<void> {
  // To be replaced by the sample workspace; until then the demo starts empty.
}
