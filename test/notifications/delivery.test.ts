import { createMemoryOutbox } from "#adapters/memory";
import { createSmtpMailer, parseSmtpUrl } from "#adapters/smtp";
import { createIds, createRandom } from "#kernel";
import {
  backOffMs,
  type Channel,
  createOutbox,
  deliverDue,
  type DeliveryResult,
  deliveryRulesOf,
  emailChannels,
  type Message,
  notificationOptions,
  type NotificationOptions,
  type Parcel,
  webhookChannels,
} from "#notifications";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, test } from "vitest";
import { type MailServer, startMailServer } from "./mail-server.js";
import { alert, message } from "./messages.js";

const start = Date.parse("2026-01-01T00:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const options = (input: object = {}): NotificationOptions => notificationOptions.parse(input);

/** A project's delivery on a clock that is moved by hand. */
function mailroom(channelsFor: (clock: { now(): number }) => readonly Channel[], settings = options()) {
  let now = start;
  const clock = { now: () => now };
  const stores = createMemoryOutbox();
  const ports = { ...stores, clock, ids: createIds(clock, createRandom(7)), channels: channelsFor(clock) };
  const rules = deliveryRulesOf(settings);
  const outbox = createOutbox(stores.outbox, clock);
  return {
    stores,
    clock,
    tell: (told: Message) => outbox.enqueue({ ...told, occurredAt: new Date(now).toISOString() }),
    pass: (ms: number) => {
      now += ms;
    },
    round: () => deliverDue(rules, ports),
  };
}

/** A channel that answers as told and remembers what it took. */
function recorder(name: string, answer: (parcel: Parcel) => DeliveryResult = () => ({ status: "delivered" })) {
  const parcels: Parcel[] = [];
  const channel: Channel = {
    name,
    hindrance: null,
    wants: () => true,
    deliver: async (parcel) => {
      parcels.push(parcel);
      return answer(parcel);
    },
  };
  return { channel, parcels, titles: () => parcels.map(({ messages }) => messages.map(({ title }) => title)) };
}

describe("rules of delivery", () => {
  it("several messages within the group window become one mail", async () => {
    const ops = recorder("email:ops");
    const room = mailroom(() => [ops.channel]);
    room.tell(message({ key: "a", title: "a" }));
    await room.round();
    room.pass(30_000);
    room.tell(message({ key: "b", title: "b" }));
    await room.round();
    expect(ops.titles()).toEqual([]);
    room.pass(30_000);
    await room.round();
    expect(ops.titles()).toEqual([["a", "b"]]);
  });

  it("a burst beyond the rate limit becomes a digest", async () => {
    const ops = recorder("email:ops");
    const room = mailroom(() => [ops.channel], options({ groupWindow: "0s", rateLimit: { count: 3, per: "1h" } }));
    for (let minutes = 0; minutes < 60; minutes += 1) {
      room.tell(message({ key: `k${minutes}`, title: `t${minutes}` }));
      await room.round();
      room.pass(minute);
    }
    expect(ops.titles()).toEqual([["t0"], ["t1"], ["t2"]]);
    await room.round();
    expect(ops.titles()[3]).toHaveLength(57);
  });

  it("a repeated alert is mailed once, and its end once", async () => {
    const ops = recorder("email:ops");
    const room = mailroom(() => [ops.channel]);
    for (let days = 0; days < 10; days += 1) {
      room.tell(alert());
      await room.round();
      room.pass(day);
      await room.round();
    }
    room.tell(alert({ kind: "alert-resolved", severity: "info", title: "tenure is quiet" }));
    room.tell(alert({ kind: "alert-resolved", severity: "info", key: "never opened" }));
    room.pass(hour);
    await room.round();
    expect(ops.titles()).toEqual([["tenure drifts"], ["tenure is quiet"]]);
    expect(room.stores.outbox.listAlerts()).toMatchObject([{ count: 10, closedAt: expect.any(String) }]);
  });

  it("a recipient who refuses does not keep the others waiting, and the mail is given up and can be sent again", async () => {
    let isOpen = false;
    const ops = recorder("email:ops", () =>
      isOpen ? { status: "delivered" } : { status: "refused", reason: "550 no" },
    );
    const ada = recorder("email:ada");
    const room = mailroom(() => [ops.channel, ada.channel]);
    room.tell(message());
    room.pass(minute);
    expect(await room.round()).toMatchObject({ sealed: 2, delivered: 1, postponed: 1 });
    for (let tries = 0; tries < 10; tries += 1) {
      room.pass(hour);
      await room.round();
    }
    expect(ada.parcels).toHaveLength(1);
    expect(ops.parcels).toHaveLength(3);
    const [dead] = room.stores.envelopes.list({ status: "dead" });
    expect(dead).toMatchObject({ channel: "email:ops", error: "550 no", refusals: 3 });
    isOpen = true;
    room.stores.envelopes.retry(dead!.id, new Date(room.clock.now()).toISOString());
    expect(await room.round()).toMatchObject({ delivered: 1 });
    expect(new Set(ops.parcels.map(({ envelope }) => envelope.id)).size).toBe(1);
  });

  it("somebody out of reach is tried until the limit, then given up", async () => {
    const ops = recorder("email:ops", () => ({ status: "unavailable", reason: "no route" }));
    const room = mailroom(() => [ops.channel], options({ retry: { giveUpAfter: "1d" } }));
    room.tell(message());
    for (let hours = 0; hours < 60; hours += 1) {
      room.pass(hour);
      await room.round();
    }
    expect(room.stores.envelopes.list({})).toMatchObject([{ status: "dead", error: "no route" }]);
    expect(ops.parcels.length).toBeGreaterThan(15);
    expect(ops.parcels.length).toBeLessThan(30);
  });

  it("a channel without its secret keeps its messages until the secret is there", async () => {
    const hindered: Channel = { ...recorder("email:ops").channel, hindrance: "SMTP_URL is not set" };
    const room = mailroom(() => [hindered]);
    room.tell(message());
    room.pass(hour);
    expect(await room.round()).toEqual({
      sealed: 0,
      delivered: 0,
      postponed: 0,
      dead: 0,
      hindrances: ["email:ops: SMTP_URL is not set"],
    });
    const ops = recorder("email:ops");
    const { stores } = room;
    const clock = { now: () => room.clock.now() };
    const ports = { ...stores, clock, ids: createIds(clock), channels: [ops.channel] };
    await deliverDue(deliveryRulesOf(options()), ports);
    expect(ops.parcels).toHaveLength(1);
  });

  it("an envelope for a channel that the project file no longer names is given up in sight", async () => {
    const old = recorder("email:old", () => ({ status: "unavailable", reason: "down" }));
    const channels = [old.channel];
    const room = mailroom(() => channels);
    room.tell(message());
    room.pass(minute);
    await room.round();
    channels.pop();
    for (let hours = 0; hours < 5; hours += 1) {
      room.pass(hour);
      await room.round();
    }
    expect(room.stores.envelopes.list({ status: "dead" })).toMatchObject([
      { channel: "email:old", error: expect.stringContaining("no longer names") },
    ]);
  });

  it("messages from before there was a channel are not sent to it later", async () => {
    const channels: Channel[] = [];
    const room = mailroom(() => channels);
    room.tell(message({ key: "old" }));
    await room.round();
    const ops = recorder("email:ops");
    channels.push(ops.channel);
    room.tell(message({ key: "new", title: "new" }));
    await room.round();
    room.pass(hour);
    await room.round();
    expect(ops.titles()).toEqual([["new"]]);
  });

  test("kinds and unsubscribe decide who gets what; a test goes to everybody", () => {
    const settings = options({
      email: { to: ["a@x.org", "b@x.org"], server: "env:SMTP_URL", kinds: ["run-failed", "feature-drift"] },
      unsubscribe: { "b@x.org": ["feature-drift"], hook: ["run-succeeded"] },
      webhooks: [{ name: "hook", url: "https://hooks.example.org", secret: "env:HOOK" }],
    });
    const mail = emailChannels("churn", settings, {
      mailer: null,
      hindrance: "none",
      from: "x@x.org",
      pictures: { png: async () => new Uint8Array() },
    });
    const hooks = webhookChannels("churn", settings, {
      poster: { post: async () => ({ status: "delivered" }) },
      clock: { now: () => 0 },
      secretOf: () => ({ secret: "s" }),
    });
    const wanting = (kind: Message["kind"]): readonly string[] =>
      [...mail, ...hooks].filter((channel) => channel.wants(message({ kind }))).map(({ name }) => name);
    expect(wanting("feature-drift")).toEqual(["email:a@x.org", "webhook:hook"]);
    expect(wanting("run-failed")).toEqual(["email:a@x.org", "email:b@x.org", "webhook:hook"]);
    expect(wanting("run-succeeded")).toEqual([]);
    expect(wanting("test")).toHaveLength(3);
  });
});

describe("the wait after a failed attempt", () => {
  it("doubles up to an hour, a fifth more or less, and is the same wherever it is computed", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (id, attempt) => {
        const full = Math.min(hour, 30_000 * 2 ** Math.min(30, attempt - 1));
        const wait = backOffMs(id, attempt);
        expect(wait).toBeGreaterThanOrEqual(full * 0.8 - 1);
        expect(wait).toBeLessThanOrEqual(full * 1.2 + 1);
        expect(backOffMs(id, attempt)).toBe(wait);
      }),
    );
  });
});

describe("a mail server that is down for a week", () => {
  let server: MailServer | undefined;
  afterEach(() => server?.close());

  it("gets everything afterwards, once, the gathered messages as digests", async () => {
    server = await startMailServer();
    const { port } = server;
    const mailer = createSmtpMailer({ server: parseSmtpUrl(`smtp://127.0.0.1:${port}`) });
    const settings = options({ email: { to: ["ops@example.org"], server: `smtp://127.0.0.1:${port}` } });
    const pictures = { png: async () => new Uint8Array() };
    const ports = { mailer, hindrance: null, from: "driftloop@example.org", pictures };
    const room = mailroom(() => emailChannels("churn", settings, ports), settings);

    room.tell(message({ key: "before", title: "before the outage" }));
    room.pass(hour);
    await room.round();
    expect(server.mails.map(({ subject }) => subject)).toEqual(["[churn] before the outage"]);
    await server.close();

    for (let hours = 0; hours < 7 * 24; hours += 1) {
      room.tell(message({ key: `run:${hours}`, title: `run ${hours}` }));
      if (hours % 24 === 0) room.tell(alert());
      room.pass(hour);
      await room.round();
    }
    server = await startMailServer({ port });
    for (let hours = 0; hours < 6; hours += 1) {
      room.pass(hour);
      await room.round();
    }

    expect(server.mails.map(({ subject }) => subject)).toEqual([
      "[churn] tenure drifts and 1 more",
      "[churn] run 1 and 166 more",
    ]);
    const texts = server.mails.map(({ text }) => text!).join("\n");
    expect(texts).toContain("… and ");
    expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(2);
    expect(room.stores.envelopes.list({}).map(({ status, messageCount }) => [status, messageCount])).toEqual([
      ["delivered", 167],
      ["delivered", 2],
      ["delivered", 1],
    ]);
  });
});
