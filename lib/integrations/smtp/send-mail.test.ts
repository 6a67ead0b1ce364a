import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { SMTPServerOptions } from "smtp-server";
import { attachmentOf, makeMailServer } from "@/lib/testing/mail-server";
import { type Mail, sendMail } from "./send-mail";

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function mailServer(options: SMTPServerOptions = {}) {
  const server = await makeMailServer(options);
  closings.push(server.close);
  return server;
}

const from = "countersign@example.org";
const mail: Mail = {
  id: "0199-1",
  to: ["audit@example.org", "legal@example.org"],
  subject: "Checkpoint of 12 entries",
  text: "Keep it.\n",
  attachments: [{ filename: "12.txt", content: "origin\n12\nroot=\n\n— name signature\n" }],
};
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "sent",
    (error: unknown) => String(error),
  );
const signIn: SMTPServerOptions = {
  authOptional: false,
  onAuth: ({ username, password }, _session, done) =>
    password === "p@ss word" && username !== undefined
      ? done(null, { user: username })
      : done(new Error("Invalid password of sender@example.org")),
};

describe("mail", () => {
  it("reaches all it is to in one message, with its id and what is attached unchanged", async () => {
    const { url, received } = await mailServer();
    expect(await sendMail({ url, from }, mail)).toEqual({ refused: 0 });
    expect(received).toHaveLength(1);
    const [{ to, source } = { to: [], source: "" }] = received;
    expect(received[0]?.from).toBe(from);
    expect(to).toEqual(mail.to);
    expect(source).toMatch(/^Message-ID: <0199-1@example\.org>\r$/im);
    expect(source).toMatch(/^Subject: Checkpoint of 12 entries\r$/m);
    const [one] = received;
    expect(one && attachmentOf(one, "12.txt")).toBe(mail.attachments?.[0]?.content);
  });

  it("is sent with the name and password of the address", async () => {
    const { port, received } = await mailServer(signIn);
    const url = `smtp://sender%40example.org:p%40ss%20word@127.0.0.1:${port}`;
    await sendMail({ url, from }, mail);
    expect(received[0]?.user).toBe("sender@example.org");
  });

  it("tells how many were refused where others were taken", async () => {
    const { url } = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith("legal") ? done(new Error("no such mailbox")) : done(),
    });
    expect(await sendMail({ url, from }, mail)).toEqual({ refused: 1 });
  });

  it("says why it was not taken, and repeats neither the password nor an address", async () => {
    const { port } = await mailServer(signIn);
    const said = await refusal(
      sendMail({ url: `smtp://sender%40example.org:secret@127.0.0.1:${port}`, from }, mail),
    );
    expect(said).toBe("MailFailed: The mail server: it refused name and password (535).");
    const { url } = await mailServer({
      onRcptTo: (_address, _session, done) => done(new Error("relaying denied")),
    });
    expect(await refusal(sendMail({ url, from }, mail))).toMatch(/it refused the addresses \(\d+\)\.$/);
    expect(await refusal(sendMail({ url: "smtp://127.0.0.1:1", from }, mail))).toMatch(/cannot be reached/);
  });

  // Elsewhere 127.0.0.2 need not be of this machine.
  it.runIf(process.platform === "linux")(
    "does not say a password to another machine that offers no encryption",
    async () => {
      const said: string[] = [];
      const plain = createServer((socket) => {
        socket.write("220 plain ESMTP\r\n");
        socket.on("data", (data) => {
          said.push(data.toString());
          socket.write(
            data.toString().startsWith("EHLO") ? "250-plain\r\n250 AUTH PLAIN LOGIN\r\n" : "500 no\r\n",
          );
        });
        socket.on("error", () => undefined);
      });
      // Of this machine too, but not an address that says so.
      await new Promise<void>((resolve) => plain.listen(0, "127.0.0.2", resolve));
      closings.push(() => new Promise((resolve) => plain.close(() => resolve())));
      const url = `smtp://sender:secret@127.0.0.2:${(plain.address() as AddressInfo).port}`;
      expect(await refusal(sendMail({ url, from }, mail))).toMatch(/no encryption|not taken/);
      expect(said.join("")).not.toMatch(/AUTH (PLAIN|LOGIN)/);
    },
  );
});
