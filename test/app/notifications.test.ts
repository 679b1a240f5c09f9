import {
  deliverNotifications,
  listNotifications,
  openProject,
  type Project,
  retryNotification,
  runNamedJob,
  testNotifications,
} from "#app";
import { silentProgress } from "#kernel";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { type MailServer, startMailServer, type Verdict } from "../notifications/mail-server.js";
import { handClock, trainedProject } from "../pipelines/customer-project.js";

const clock = handClock("2026-01-01T00:00:00Z");
let server: MailServer;
let verdict: Verdict = "accept";
let project: Project;
let folder = "";

async function reopen(): Promise<void> {
  await project.close();
  project = await openProject({ folder, clock, progress: silentProgress, codeVersion: "1.2.3" });
}

beforeAll(async () => {
  server = await startMailServer({ verdict: () => verdict });
  vi.stubEnv("DRIFTLOOP_TEST_SMTP", `smtp://127.0.0.1:${server.port}`);
  project = await trainedProject(temporaryFolder(), clock);
  folder = project.folder;
  appendFileSync(
    join(folder, "driftloop.yaml"),
    "\nnotifications:\n  email: { to: [ops@example.org], server: env:DRIFTLOOP_TEST_SMTP }\n",
  );
  await reopen();
}, 60_000);
afterAll(async () => {
  await project.close();
  await server.close();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  verdict = "accept";
  clock.set(clock.now() + 3_600_000);
});

describe("a project that tells people", () => {
  it("mails how its runs ended at the end of a run, in one mail", async () => {
    await runNamedJob(project, "inference");
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail!.subject).toBe(`[${project.config.name}] The job training succeeded and 1 more`);
    expect(mail!.text).toContain("The job inference succeeded");
    expect(mail!.to).toMatchObject({ text: "ops@example.org" });
    // Only the run of several tasks has a picture: where its time went.
    expect(mail!.attachments).toMatchObject([{ cid: "chart-1", contentType: "image/png" }]);
    expect(mail!.html).toContain('alt="Seconds by task');
    await deliverNotifications(project, { flush: true });
    expect(server.mails).toHaveLength(1);
  });

  it("mails why a run failed, although the run itself ends with an error", async () => {
    const { tables } = project.ports;
    const broken = {
      ...project,
      ports: { ...project.ports, tables: { ...tables, commit: () => Promise.reject(new Error("disk full")) } },
    };
    await expect(runNamedJob(broken, "inference")).rejects.toThrow("disk full");
    const mail = server.mails.at(-1)!;
    expect(mail.subject).toBe(`[${project.config.name}] Action needed: The job inference failed`);
    expect(mail.text).toContain("disk full");
    expect(mail.text).toContain("driftloop repair job_");
  });

  it("sends a test to every channel, whatever was unsubscribed", async () => {
    const sent = await testNotifications(project);
    expect(sent).toMatchObject([{ channel: "email:ops@example.org", status: "delivered" }]);
    expect(server.mails.at(-1)!.text).toContain("driftloop notifications test");
  });

  it("shows what was given up, and sends it again with its Message-ID", async () => {
    verdict = { code: 554, message: "no thanks" };
    const [refused] = await testNotifications(project);
    expect(refused).toMatchObject({ status: "waiting", error: expect.stringContaining("no thanks") });
    for (let tries = 0; tries < 3; tries += 1) {
      clock.set(clock.now() + 3_600_000);
      await deliverNotifications(project, { flush: true });
    }
    const [dead] = listNotifications(project).envelopes;
    expect(dead).toMatchObject({ id: refused!.id, status: "dead", refusals: 3 });
    verdict = "accept";
    expect(await retryNotification(project, dead!.id)).toMatchObject({ id: dead!.id, status: "delivered" });
    expect(server.mails.at(-1)!.messageId).toContain(dead!.id);
    await expect(retryNotification(project, dead!.id)).rejects.toMatchObject({ code: "notifications/not-given-up" });
  });

  it("keeps messages while the variable of its server is not set, and says so", async () => {
    const count = server.mails.length;
    vi.stubEnv("DRIFTLOOP_TEST_SMTP", "");
    await reopen();
    await runNamedJob(project, "inference");
    expect(listNotifications(project).channels).toEqual([
      { name: "email:ops@example.org", hindrance: "the environment variable DRIFTLOOP_TEST_SMTP is not set" },
    ]);
    expect(server.mails).toHaveLength(count);
    vi.stubEnv("DRIFTLOOP_TEST_SMTP", `smtp://127.0.0.1:${server.port}`);
    await reopen();
    await deliverNotifications(project, { flush: true });
    expect(server.mails).toHaveLength(count + 1);
  });

  it("tells nobody from a simulation", async () => {
    const count = server.mails.length;
    writeFileSync(join(folder, ".driftloop", "simulation.json"), "{}");
    await runNamedJob(project, "inference");
    expect(listNotifications(project).channels).toEqual([]);
    expect(server.mails).toHaveLength(count);
  });

  it("refuses to be tested without a channel", async () => {
    const file = join(folder, "driftloop.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/\nnotifications:[\s\S]*$/, "\n"));
    await reopen();
    await expect(testNotifications(project)).rejects.toMatchObject({ code: "notifications/no-channel" });
  });
});
