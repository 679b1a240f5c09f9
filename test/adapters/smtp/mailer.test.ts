import { createSmtpMailer, parseSmtpUrl } from "#adapters/smtp";
import type { Mail } from "#notifications";
import { afterEach, describe, expect, it } from "vitest";
import { certificate, privateKey } from "../../notifications/certificate.js";
import { type MailServer, startMailServer, type Verdict } from "../../notifications/mail-server.js";

const mail: Mail = {
  messageId: "<mail_1@churn.driftloop>",
  from: "Driftloop <driftloop@example.org>",
  to: "ops@example.org",
  subject: "[churn] Größe ändert sich",
  text: "What happened\n  tenure drifts.\n",
  html: '<p>tenure drifts</p><img src="cid:chart-1" alt="chart">',
  headers: { "Auto-Submitted": "auto-generated" },
  pictures: [{ cid: "chart-1", name: "chart-1.png", content: Uint8Array.from([137, 80, 78, 71]) }],
};

const open: MailServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function started(...args: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...args);
  open.push(server);
  return server;
}

const mailerTo = (port: number, credentials = ""): ReturnType<typeof createSmtpMailer> =>
  createSmtpMailer({ server: parseSmtpUrl(`smtp://${credentials}127.0.0.1:${port}`), stepTimeoutMs: 300 });

describe("mail over SMTP", () => {
  it("arrives with both parts, its picture inline and its own Message-ID", async () => {
    const server = await started();
    expect(await mailerTo(server.port).send(mail)).toEqual({ status: "delivered" });
    const [got] = server.mails;
    expect(got).toMatchObject({ messageId: mail.messageId, subject: mail.subject, text: mail.text });
    expect(got!.html).toContain("data:image/png;base64,");
    expect(got!.headers.get("auto-submitted")).toBe("auto-generated");
    expect(got!.attachments).toMatchObject([{ cid: "chart-1", contentType: "image/png", related: true }]);
  });

  it("goes out as the same bytes at every attempt, but for the date and the boundaries", async () => {
    const server = await started();
    await mailerTo(server.port).send(mail);
    await mailerTo(server.port).send(mail);
    const [first, second] = server.mails.map(({ messageId, subject, html, text }) => ({
      messageId,
      subject,
      html,
      text,
    }));
    expect(second).toEqual(first);
  });

  it.each<[string, Verdict, string]>([
    ["asks to wait", { code: 451, message: "try again later" }, "unavailable"],
    ["says no", { code: 554, message: "rejected as spam" }, "refused"],
    ["hangs up before it accepts", { disconnect: true, keep: false }, "unavailable"],
    ["hangs up after it accepted", { disconnect: true, keep: true }, "unavailable"],
    ["says nothing any more", "stall", "unavailable"],
  ])("is told as a value when the server %s", async (_, verdict, status) => {
    const server = await started({ verdict: () => verdict });
    const result = await mailerTo(server.port).send(mail);
    expect(result).toMatchObject({ status, reason: expect.stringContaining(`127.0.0.1:${server.port}: `) });
  });

  it.each([
    [450, "unavailable"],
    [550, "refused"],
  ])("is told as a value when the server answers %d to the recipient", async (responseCode, status) => {
    const server = await started({
      options: { onRcptTo: (_, __, done) => done(Object.assign(new Error("no such user"), { responseCode })) },
    });
    expect(await mailerTo(server.port).send(mail)).toMatchObject({
      status,
      reason: expect.stringContaining("no such user"),
    });
  });

  it("is unavailable when nobody listens", async () => {
    const server = await startMailServer();
    await server.close();
    expect(await mailerTo(server.port).send(mail)).toMatchObject({ status: "unavailable" });
  });

  it("takes user and password, and never tells them when they are wrong", async () => {
    const server = await started({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: ({ username, password }, _, done) =>
          username === "ops@example.org" && password === "s3cret:/@"
            ? done(null, { user: username })
            : done(new Error(`535 ${password} is wrong, ${Buffer.from(password!).toString("base64")}`)),
      },
    });
    const right = `ops%40example.org:${encodeURIComponent("s3cret:/@")}@`;
    expect(await mailerTo(server.port, right).send(mail)).toEqual({ status: "delivered" });
    const wrong = await mailerTo(server.port, "ops%40example.org:hunter2@").send(mail);
    expect(wrong).toMatchObject({ status: "unavailable", reason: expect.stringContaining("***") });
    expect(JSON.stringify(wrong)).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it("speaks TLS from the first byte, and refuses a certificate nobody it trusts has signed", async () => {
    const server = await started({ options: { secure: true, key: privateKey, cert: certificate } });
    const target = parseSmtpUrl(`smtps://localhost:${server.port}`);
    expect(await createSmtpMailer({ server: target }).send(mail)).toMatchObject({ status: "unavailable" });
    const trusting = createSmtpMailer({ server: target, certificateAuthority: certificate });
    expect(await trusting.send(mail)).toEqual({ status: "delivered" });
  });
});

describe("the URL of a mail server", () => {
  it("gives host, port, TLS and credentials", () => {
    expect(parseSmtpUrl("smtp://ops%40example.org:a%3Ab@mail.example.org")).toEqual({
      host: "mail.example.org",
      port: 587,
      secure: false,
      requireTls: true,
      user: "ops@example.org",
      password: "a:b",
    });
    expect(parseSmtpUrl("smtps://mail.example.org")).toMatchObject({
      port: 465,
      secure: true,
      requireTls: true,
      user: null,
    });
    expect(parseSmtpUrl("smtp://localhost:2525")).toMatchObject({ port: 2525, secure: false, requireTls: false });
    expect(parseSmtpUrl("smtp://u:p@[::1]:2525")).toMatchObject({ host: "::1", requireTls: false });
  });

  it.each(["", "mail.example.org", "http://u:hunter2@mail.example.org", "smtp://"])(
    "is refused without being told: %j",
    (text) => {
      const refused = (): unknown => parseSmtpUrl(text);
      expect(refused).toThrow(expect.objectContaining({ kind: "InvalidInput", code: "notifications/bad-server" }));
      expect(refused).not.toThrow(/hunter2/);
    },
  );
});
