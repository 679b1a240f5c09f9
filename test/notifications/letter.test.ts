import { composeMail, type Mail, type Message, messageKinds, type Parcel } from "#notifications";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alert, message, second } from "./messages.js";

const parcel = (messages: readonly Message[]): Parcel => ({
  envelope: {
    id: "mail_1",
    channel: "email:ops@example.org",
    status: "sending",
    attempts: 1,
    refusals: 0,
    sealedAt: second(0),
    dueAt: null,
    settledAt: null,
    error: null,
    messageCount: messages.length,
    firstTitle: "",
  },
  messages,
});

function mailOf(messages: readonly Message[]): Promise<Mail> {
  const pictures = { png: async (svg: string) => new TextEncoder().encode(svg) };
  return composeMail(parcel(messages), "telco_churn", "ops@example.org", { from: "driftloop@example.org", pictures });
}

const account = ["It drifted.", "Scores are worse.", "A run was started.", "Wait for it."];

describe("a mail about one message", () => {
  it("says what happened, why it matters, what was done and what to do, with facts and how to stop it", async () => {
    const facts = [{ label: "PSI", value: "0.41 (bound 0.25)" }];
    const mail = await mailOf([alert({ severity: "act", structure: "account", sentences: account, facts })]);
    expect(mail.subject).toBe("[telco_churn] Action needed: tenure drifts");
    expect(mail.messageId).toBe("<mail_1@telco-churn.driftloop>");
    expect(mail.text).toBe(`telco_churn
tenure drifts
=============

Action needed, 2026-01-01 00:00 UTC

What happened
  It drifted.

Why it matters
  Scores are worse.

What was done
  A run was started.

What to do
  Wait for it.

  PSI  0.41 (bound 0.25)

-- 
ops@example.org gets this mail because driftloop.yaml of telco_churn names
it under notifications.email. To stop mail of this kind, write there:

notifications:
  unsubscribe:
    ops@example.org: [feature-drift]
`);
    for (const part of [...account, "What to do", "0.41 (bound 0.25)", "feature-drift"]) {
      expect(mail.html).toContain(part);
    }
  });

  it("leaves out a sentence there is nothing to say for, and does not name what it cannot tell apart", async () => {
    const three = await mailOf([alert({ structure: "account", sentences: ["It drifted.", "", "", "Wait."] })]);
    expect(three.text).not.toContain("Why it matters");
    const two = await mailOf([alert({ sentences: ["It drifted.", "Wait.", "A.", "B."] })]);
    expect(two.text).not.toContain("What happened");
    expect(two.text).toContain("It drifted.\n\nWait.\n\nA.\n\nB.");
  });

  it("shows its chart by content id, with the chart's own words as its text", async () => {
    const chart = '<svg xmlns="x"><title id="t">PSI &amp; bound</title><desc>rises &lt; 1</desc></svg>';
    const mail = await mailOf([alert({ chart })]);
    expect(mail.html).toContain('src="cid:chart-1" alt="PSI &amp; bound. rises &lt; 1"');
    expect(mail.pictures).toMatchObject([{ cid: "chart-1", name: "chart-1.png" }]);
  });

  it("goes without a picture that cannot be drawn, and says so", async () => {
    const mail = await composeMail(parcel([alert({})]), "telco_churn", "ops@example.org", {
      from: "driftloop@example.org",
      pictures: { png: async (svg: string) => new TextEncoder().encode(svg) },
      illustrate: () => Promise.reject(new Error("the reference of version 3 is gone")),
    });
    expect(mail.pictures).toEqual([]);
    expect(mail.text).toMatch(/picture +could not be drawn: the reference of version 3 is gone/);
  });

  it("belongs to one conversation per key", async () => {
    const [opened, closed, other] = await Promise.all([
      mailOf([alert()]),
      mailOf([alert({ kind: "alert-resolved" })]),
      mailOf([alert({ key: "x" })]),
    ]);
    expect(closed.headers["References"]).toBe(opened.headers["References"]);
    expect(other.headers["References"]).not.toBe(opened.headers["References"]);
  });
});

describe("a mail about many messages", () => {
  const many = Array.from({ length: 200 }, (_, place) =>
    message({
      key: `k${place}`,
      kind: place % 2 === 0 ? "run-succeeded" : "run-failed",
      severity: place % 2 === 0 ? "info" : "act",
      title: `run ${place}`,
    }),
  );

  it("counts the kinds, tells one of each in full, names some, and says how many are left", async () => {
    const mail = await mailOf(many);
    expect(mail.subject).toBe("[telco_churn] Action needed: run 1 and 199 more");
    expect(mail.text).toContain("    100  runs that failed\n    100  runs that succeeded");
    expect(mail.text.match(/^-{5,}$/gm)).toHaveLength(2);
    expect(mail.text).toContain("… and 138 more");
    expect(mail.html).toContain("… and 138 more");
    expect(mail.html.length).toBeLessThan(60_000);
  });

  it("has no line longer than 76 characters unless a word is", async () => {
    const words = fc
      .array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 40 })
      .map((list) => list.join(" "));
    const random = fc.record({ title: words, sentence: words, label: fc.string({ maxLength: 20 }), value: words });
    await fc.assert(
      fc.asyncProperty(fc.array(random, { minLength: 1, maxLength: 9 }), async (list) => {
        const mail = await mailOf(
          list.map(({ title, sentence, label, value }, place) =>
            message({ key: String(place), title, sentences: [sentence], facts: [{ label, value }] }),
          ),
        );
        expect(mail.text.split("\n").filter((line) => [...line].length > 76)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("text from outside", () => {
  it("cannot become markup, a header or a hidden line", async () => {
    const evil = '<img src=x onerror="alert(1)">\r\nBcc: eve@example.org\u202e\u0000';
    const mail = await mailOf([
      alert({
        title: evil,
        sentences: [evil],
        facts: [{ label: evil, value: evil }],
        chart: `<svg><title>${evil}</title></svg>`,
      }),
    ]);
    expect(mail.subject).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(mail.html).not.toContain("<img src=x");
    expect(mail.html.match(/<img /g)).toHaveLength(1);
    expect(mail.html).not.toContain("<script");
    expect(mail.text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("every kind has words of its own", async () => {
    for (const kind of messageKinds) {
      const mail = await mailOf(Array.from({ length: 7 }, (_, place) => message({ kind, key: String(place) })));
      expect(mail.text).toMatch(/^ {6}7 {2}\S.*$/m);
      expect(mail.text).not.toContain("undefined");
    }
  });
});
