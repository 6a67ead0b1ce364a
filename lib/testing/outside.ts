import { makeMailServer } from "./mail-server";
import { makeReceiver } from "./receiver";

export type Outside = Awaited<ReturnType<typeof makeOutside>>;

/** Whom messages go to: a receiver of posts that takes all of them, and a mail server. Each test clears what they got. */
export async function makeOutside() {
  const receiver = await makeReceiver();
  const mail = await makeMailServer();
  return {
    receiver,
    mail,
    clear: (): void => {
      receiver.answer((_request, response) => response.end());
      mail.received.length = 0;
    },
    close: async (): Promise<void> => {
      await receiver.close();
      await mail.close();
    },
  };
}
