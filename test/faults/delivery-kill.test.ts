import { join } from "node:path";
import { createSqliteEnvelopeStore, createSqliteOutboxStore, openMetadata } from "#adapters/sqlite";
import { createRandom } from "#kernel";
import type { Envelope } from "#notifications";
import type { ParsedMail } from "mailparser";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { type MailServer, startMailServer } from "../notifications/mail-server.js";
import { message, second } from "../notifications/messages.js";
import { bundleProgram, type RunningProgram, startProgram } from "./programs/start.js";

const root = temporaryFolder();
/** Longer than a lease. */
const laterMs = 3_600_000;
let program = "";
beforeAll(async () => {
  program = await bundleProgram("deliver");
}, 60_000);

const servers: MailServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function fill(folder: string, envelopes: number): Promise<void> {
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  const outbox = createSqliteOutboxStore(metadata);
  for (let place = 0; place < envelopes; place += 1) {
    outbox.enqueue(message({ key: `run:${place}`, title: `run ${place}` }), second(place));
    outbox.address(() => ["email:ops@example.org"], second(place));
    outbox.seal(() => `mail_${String(place).padStart(3, "0")}`, second(0), second(place));
  }
  metadata.close();
}

async function envelopesOf(folder: string): Promise<readonly Envelope[]> {
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  const envelopes = createSqliteEnvelopeStore(metadata).list({ limit: 1000 });
  metadata.close();
  return envelopes;
}

const contentOf = ({ messageId, subject, text, html }: ParsedMail): object => ({ messageId, subject, text, html });

describe("a process that is killed while it delivers", () => {
  it.each([
    ["before the server's answer arrived", false],
    ["between the server's acceptance and its own record", true],
  ])("%s: the mail is sent again with the same Message-ID and content, and only that one", async (_, isAnswered) => {
    const folder = join(root, String(isAnswered));
    await fill(folder, 3);
    let victim: RunningProgram | undefined;
    const server = await startMailServer({
      onAccepted: () => {
        if (server.mails.length !== 2) return;
        if (isAnswered) setImmediate(() => victim?.process.kill("SIGKILL"));
        else victim?.process.kill("SIGKILL");
      },
    });
    servers.push(server);
    victim = startProgram(program, folder, String(server.port));
    // Whether the kill falls before or after the record is up to the machine when the answer has gone out already.
    const { signal } = await victim.ended();
    const first = server.mails.map(({ messageId }) => messageId);
    expect(first.slice(0, 2)).toEqual(["<mail_000@churn.driftloop>", "<mail_001@churn.driftloop>"]);
    if (!isAnswered) expect(signal).toBe("SIGKILL");
    victim = undefined;

    const next = startProgram(program, folder, String(server.port), String(laterMs));
    expect(await next.ended()).toMatchObject({ code: 0, errors: "" });
    const all = server.mails.map(({ messageId }) => messageId);
    const repeated = all.filter((id, place) => all.indexOf(id) !== place);
    expect(new Set(all).size).toBe(3);
    expect(isAnswered ? repeated.length <= 1 : repeated).toEqual(isAnswered ? true : ["<mail_001@churn.driftloop>"]);
    const copies = server.mails.filter(({ messageId }) => messageId === "<mail_001@churn.driftloop>").map(contentOf);
    for (const copy of copies) expect(copy).toEqual(copies[0]);
    expect((await envelopesOf(folder)).map(({ status }) => status)).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("at 12 random moments: nothing is lost, and every repeat carries its Message-ID", async () => {
    const folder = join(root, "random");
    const count = 60;
    await fill(folder, count);
    const random = createRandom("moments of death while mailing");
    const server = await startMailServer();
    servers.push(server);
    let kills = 0;
    for (let round = 0; round < 12; round += 1) {
      const running = startProgram(program, folder, String(server.port), String(round * laterMs));
      await running.nextLine();
      await delay(random.uniform() * 120);
      running.process.kill("SIGKILL");
      if ((await running.ended()).signal === "SIGKILL") kills += 1;
    }
    const last = startProgram(program, folder, String(server.port), String(12 * laterMs));
    expect(await last.ended()).toMatchObject({ code: 0, errors: "" });
    const envelopes = await envelopesOf(folder);
    expect(envelopes.every(({ status }) => status === "delivered")).toBe(true);
    const ids = server.mails.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(count);
    expect(ids.length - count).toBeLessThanOrEqual(kills);
    expect(kills).toBeGreaterThan(0);
  });

  it("two processes that deliver at the same time send every mail once", async () => {
    const folder = join(root, "two");
    await fill(folder, 30);
    const server = await startMailServer();
    servers.push(server);
    const both = [0, 1].map(() => startProgram(program, folder, String(server.port)));
    for (const running of both) expect(await running.ended()).toMatchObject({ code: 0, errors: "" });
    const ids = server.mails.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(30);
  });
});
