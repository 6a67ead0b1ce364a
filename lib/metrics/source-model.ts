/** What keeps a source from being read, in words for whoever declared it. */
export class SourceFault extends Error {
  override readonly name = "SourceFault";
  /** Whether the server itself is out of reach, so that no other query would be answered. */
  readonly isOfServer: boolean;
  constructor(message: string, { isOfServer = false } = {}) {
    super(message);
    this.isOfServer = isOfServer;
  }
}

/** One series of an answer: its labels, without the metric's name, and its value. */
export interface Answered {
  labels: Record<string, string>;
  v: number;
}

/** Asks a server by its name for a query's value at a time, epoch ms; a SourceFault where there is none. */
export type AskSource = (server: string, query: string, at: number) => Promise<Answered[]>;
