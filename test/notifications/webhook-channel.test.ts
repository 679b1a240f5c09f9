import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createWebhookPoster } from "#adapters/webhook";
import { type Channel, notificationOptions, type Parcel, webhookChannels, webhookSignature } from "#notifications";
import { afterAll, expect, it, test } from "vitest";
import { alert, message } from "./messages.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let now = Date.parse("2026-01-01T00:00:00Z");

interface Seen {
  readonly status: number;
  readonly body: string;
}

/** A receiver that does what the guide asks of one: checks the signature and the age, and takes each id once. */
const seen: Seen[] = [];
const taken = new Set<string>();
const receiver = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const body = Buffer.concat(pieces).toString();
    const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      String(request.headers[name]),
    ) as [string, string, string];
    const key = Buffer.from(secret.slice(6), "base64");
    const expected = `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    const isGenuine =
      expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
    const isFresh = Math.abs(now / 1000 - Number(timestamp)) < 300;
    const status = !isGenuine ? 401 : !isFresh ? 409 : taken.has(id) ? 200 : 201;
    if (status === 201) taken.add(id);
    seen.push({ status, body });
    response.writeHead(status).end();
  });
});
await new Promise<void>((resolve) => {
  receiver.listen(0, "127.0.0.1", resolve);
});
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
afterAll(() => new Promise((resolve) => receiver.close(resolve)));

function channelWith(key: string, allowPrivate = true): Channel {
  const options = notificationOptions.parse({ webhooks: [{ name: "hook", url, secret: "env:HOOK", allowPrivate }] });
  return webhookChannels("churn", options, {
    poster: createWebhookPoster(),
    clock: { now: () => now },
    secretOf: () => ({ secret: key }),
  })[0]!;
}

const parcel = (id: string): Parcel => ({
  envelope: {
    id,
    channel: "webhook:hook",
    status: "sending",
    attempts: 1,
    refusals: 0,
    sealedAt: "2026-01-01T00:00:00.000Z",
    dueAt: null,
    settledAt: null,
    error: null,
    messageCount: 2,
    firstTitle: "",
  },
  messages: [message(), alert({ chart: "<svg/>" })],
});

it("a request is signed over id, time and body, and holds every message without its picture", async () => {
  expect(await channelWith(secret).deliver(parcel("mail_1"))).toEqual({ status: "delivered" });
  expect(seen.at(-1)!.status).toBe(201);
  expect(JSON.parse(seen.at(-1)!.body)).toEqual({
    id: "mail_1",
    project: "churn",
    messages: [
      { id: expect.stringMatching(/^msg_/), ...message() },
      { id: expect.stringMatching(/^msg_/), ...alert() },
    ],
  });
});

it("a repeat carries the same id and body and a new time, so that a receiver can tell it from a replay", async () => {
  await channelWith(secret).deliver(parcel("mail_2"));
  now += 3_600_000;
  expect(await channelWith(secret).deliver(parcel("mail_2"))).toEqual({ status: "delivered" });
  const [first, second] = seen.slice(-2);
  expect([first!.status, second!.status]).toEqual([201, 200]);
  expect(second!.body).toBe(first!.body);
});

it("a receiver with another secret refuses", async () => {
  const result = await channelWith("another secret").deliver(parcel("mail_3"));
  expect(result).toMatchObject({ status: "refused", reason: expect.stringContaining("401") });
});

it("an old request that somebody replays is not fresh", async () => {
  const timestamp = Math.floor(now / 1000) - 3600;
  const headers = {
    "webhook-id": "mail_4",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": webhookSignature(secret, "mail_4", timestamp, "{}"),
  };
  expect((await fetch(url, { method: "POST", headers, body: "{}" })).status).toBe(409);
});

it("an address inside this machine is refused unless the project file allows it", async () => {
  const count = seen.length;
  expect(await channelWith(secret, false).deliver(parcel("mail_5"))).toMatchObject({ status: "refused" });
  expect(seen).toHaveLength(count);
});

test("the signature is that of Standard Webhooks", () => {
  // The vector of the Standard Webhooks reference libraries (test of sign).
  const signature = webhookSignature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}');
  expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});
