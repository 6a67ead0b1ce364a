/** The world as a command sees it; tests put their own in its place. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Output is for a person's eyes, with colours. */
  colours: boolean;
  write: (text: string) => void;
  /** To standard error. */
  warn: (text: string) => void;
  readStdin: () => Promise<Buffer>;
  /** Epoch ms. */
  nowMs: () => number;
  sleep: (ms: number) => Promise<void>;
}

const openEnd = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

/** The real one. */
export function processIo(): Io {
  // Whoever reads the output may stop reading, as `head` does; that is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!openEnd.has(error.code ?? "")) throw error;
  });
  const { NO_COLOR, TERM } = process.env;
  return {
    env: process.env,
    cwd: process.cwd(),
    colours: process.stdout.isTTY && (NO_COLOR ?? "") === "" && TERM !== "dumb",
    write: (text) => void process.stdout.write(text),
    warn: (text) => void process.stderr.write(text),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks);
    },
    nowMs: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
