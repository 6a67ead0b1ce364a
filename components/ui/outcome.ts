/** What an act answered: a sentence, and on refusal who may and which fields are at fault. */
export type Outcome =
  | { kind: "idle" }
  | { kind: "done"; message: string }
  | {
      kind: "refused";
      /** The refusal's code as the API has it; absent where the form itself refuses. */
      code?: string;
      message: string;
      whoMay: { name: string; email: string }[];
      faults: { path: string; message: string }[];
      /** The server asks the signer to show anew who they are. */
      confirm?: ConfirmBy | undefined;
    };

/** By what they can, for the act with this digest. */
export interface ConfirmBy {
  act: string;
  password: boolean;
  provider: string | null;
}

export const idle: Outcome = { kind: "idle" };

export type Act = (before: Outcome, form: FormData) => Promise<Outcome>;
