import { type EnvelopeStore, mostPerEnvelope, type OutboxStore } from "#notifications";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { alert, message, second } from "../notifications/messages.js";

/** Both stores over one state. */
export interface OutboxStores {
  readonly outbox: OutboxStore;
  readonly envelopes: EnvelopeStore;
}

const start = second(0);

function sealed(stores: OutboxStores, ids: readonly string[], at = start): readonly string[] {
  const left = [...ids];
  return stores.outbox.seal(() => left.shift() ?? null, start, at);
}

function filled(stores: OutboxStores, count: number, channels: readonly string[] = ["email:a"]): void {
  for (let place = 0; place < count; place += 1) {
    stores.outbox.enqueue(message({ key: `run:${place}`, title: `run ${place}` }), second(place));
  }
  stores.outbox.address(() => channels, second(count));
}

/** What every pair of OutboxStore and EnvelopeStore does. */
export function outboxStoreConformance(create: () => Promise<OutboxStores>): void {
  it("keeps a message once by kind, key and moment", async () => {
    const { outbox } = await create();
    expect(outbox.enqueue(message(), start)).toBe("told");
    expect(outbox.enqueue(message({ title: "other words" }), second(9))).toBe("known");
    expect(outbox.enqueue(message({ occurredAt: second(1) }), second(9))).toBe("told");
    expect(outbox.address(() => [], second(9))).toBe(2);
    expect(outbox.address(() => [], second(9))).toBe(0);
  });

  it("counts repeats of an open alert, tells a more severe one, and closes it once", async () => {
    const { outbox } = await create();
    const seen = (seconds: number, change = {}) =>
      outbox.enqueue(alert({ occurredAt: second(seconds), ...change }), second(seconds));
    expect(seen(1)).toBe("told");
    expect(seen(2)).toBe("counted");
    expect(seen(2)).toBe("known");
    expect(seen(3, { severity: "act", title: "tenure drifts badly" })).toBe("told");
    expect(outbox.listAlerts()).toEqual([
      {
        key: "feature-drift:tenure",
        kind: "feature-drift",
        severity: "act",
        title: "tenure drifts badly",
        openedAt: second(1),
        lastSeenAt: second(3),
        count: 3,
        closedAt: null,
      },
    ]);
    expect(seen(4, { kind: "alert-resolved" })).toBe("told");
    expect(seen(5, { kind: "alert-resolved" })).toBe("counted");
    expect(outbox.listAlerts()).toMatchObject([{ closedAt: second(4), count: 3 }]);
    expect(seen(3.5)).toBe("counted");
    expect(seen(6)).toBe("told");
    expect(outbox.listAlerts()).toMatchObject([{ openedAt: second(6), count: 1, closedAt: null }]);
  });

  it("lists open alerts first, newest first", async () => {
    const { outbox } = await create();
    for (const [key, seconds] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ] as const) {
      outbox.enqueue(alert({ key, occurredAt: second(seconds) }), second(seconds));
    }
    outbox.enqueue(alert({ kind: "alert-resolved", key: "c", occurredAt: second(4) }), second(4));
    expect(outbox.listAlerts().map(({ key }) => key)).toEqual(["b", "a", "c"]);
  });

  it("addresses each message to each channel once", async () => {
    const stores = await create();
    filled(stores, 2, ["email:a", "email:b", "email:a"]);
    expect(sealed(stores, ["one", "two"])).toEqual(["one", "two"]);
    const parcel = stores.envelopes.claim("email:b", second(5), second(9))!;
    expect(parcel.messages.map(({ title }) => title)).toEqual(["run 0", "run 1"]);
    expect(parcel.messages[0]).toEqual(message({ key: "run:0", title: "run 0" }));
    expect(parcel.envelope).toEqual({
      id: "two",
      channel: "email:b",
      status: "sending",
      attempts: 1,
      refusals: 0,
      sealedAt: start,
      dueAt: null,
      settledAt: null,
      error: null,
      messageCount: 2,
      firstTitle: "run 0",
    });
  });

  it("tells what is known of a channel when it asks whether to seal", async () => {
    const stores = await create();
    filled(stores, 1);
    sealed(stores, ["one"], second(10));
    stores.envelopes.claim("email:a", second(10), second(60));
    stores.envelopes.settle("one", 1, { status: "waiting", dueAt: second(99), error: "down", isRefusal: false });
    stores.outbox.enqueue(message({ key: "later" }), second(20));
    stores.outbox.address(() => ["email:a", "email:c"], second(20));
    const states: unknown[] = [];
    const ask = (since: string) =>
      stores.outbox.seal(
        (state) => {
          states.push(state);
          return null;
        },
        since,
        second(30),
      );
    expect(ask(second(5))).toEqual([]);
    expect(states).toEqual([
      { channel: "email:a", waiting: 1, waitingSince: second(20), sealedAt: [second(10)], isFailing: true },
      { channel: "email:c", waiting: 1, waitingSince: second(20), sealedAt: [], isFailing: false },
    ]);
    ask(second(11));
    expect(states[2]).toMatchObject({ sealedAt: [] });
  });

  it("puts the oldest messages into an envelope and leaves the rest for the next", async () => {
    const stores = await create();
    filled(stores, mostPerEnvelope + 3);
    expect(sealed(stores, ["first"])).toEqual(["first"]);
    expect(sealed(stores, ["second"])).toEqual(["second"]);
    expect(sealed(stores, ["third"])).toEqual([]);
    expect(stores.envelopes.list({}).map(({ id, messageCount, firstTitle }) => [id, messageCount, firstTitle])).toEqual(
      [
        ["second", 3, `run ${mostPerEnvelope}`],
        ["first", mostPerEnvelope, "run 0"],
      ],
    );
  });

  it("gives an envelope to one holder until its lease runs out", async () => {
    const stores = await create();
    filled(stores, 1);
    sealed(stores, ["one"]);
    const { envelopes } = stores;
    expect(envelopes.openChannels()).toEqual(["email:a"]);
    expect(envelopes.claim("email:b", second(1), second(60))).toBeUndefined();
    expect(envelopes.claim("email:a", second(1), second(60))!.envelope.attempts).toBe(1);
    expect(envelopes.claim("email:a", second(59), second(99))).toBeUndefined();
    expect(envelopes.claim("email:a", second(60), second(120))!.envelope).toMatchObject({ id: "one", attempts: 2 });
    expect(envelopes.settle("one", 1, { status: "delivered", at: second(61) })).toBe(false);
    expect(envelopes.settle("one", 2, { status: "delivered", at: second(62) })).toBe(true);
    expect(envelopes.settle("one", 2, { status: "delivered", at: second(63) })).toBe(false);
    expect(envelopes.list({})).toMatchObject([{ status: "delivered", settledAt: second(62), error: null }]);
    expect(envelopes.openChannels()).toEqual([]);
  });

  it("makes a failed envelope due later, counts refusals, and keeps a given-up one until it is sent again", async () => {
    const stores = await create();
    filled(stores, 1);
    sealed(stores, ["one"]);
    const { envelopes } = stores;
    envelopes.claim("email:a", second(1), second(60));
    envelopes.settle("one", 1, { status: "waiting", dueAt: second(30), error: "550 no", isRefusal: true });
    expect(envelopes.claim("email:a", second(29), second(90))).toBeUndefined();
    expect(envelopes.list({ status: "waiting" })).toMatchObject([{ dueAt: second(30), error: "550 no", refusals: 1 }]);
    envelopes.claim("email:a", second(30), second(90));
    expect(() => envelopes.retry("one", second(31))).toThrow(
      expect.objectContaining({ kind: "Conflict", code: "notifications/not-given-up" }),
    );
    envelopes.settle("one", 2, { status: "dead", at: second(31), error: "550 no", isRefusal: true });
    expect(envelopes.list({ status: "dead" })).toMatchObject([{ id: "one", refusals: 2, settledAt: second(31) }]);
    expect(envelopes.claim("email:a", second(9999), second(10_000))).toBeUndefined();
    expect(envelopes.retry("one", second(40))).toMatchObject({
      status: "waiting",
      refusals: 0,
      dueAt: second(40),
      settledAt: null,
    });
    expect(envelopes.claim("email:a", second(40), second(99))!.envelope.attempts).toBe(3);
    expect(() => envelopes.retry("none", second(31))).toThrow(
      expect.objectContaining({ kind: "NotFound", code: "notifications/envelope-not-found" }),
    );
  });

  it("removes what was delivered long ago, and nothing anybody waits for", async () => {
    const stores = await create();
    filled(stores, 1);
    sealed(stores, ["old"]);
    stores.envelopes.claim("email:a", second(1), second(60));
    stores.envelopes.settle("old", 1, { status: "delivered", at: second(2) });
    stores.outbox.enqueue(message({ key: "given up" }), second(3));
    stores.outbox.address(() => ["email:a"], second(3));
    sealed(stores, ["dead"], second(3));
    stores.envelopes.claim("email:a", second(3), second(60));
    stores.envelopes.settle("dead", 1, { status: "dead", at: second(4), error: "no", isRefusal: true });
    stores.outbox.enqueue(message({ key: "not addressed" }), second(5));
    stores.outbox.enqueue(alert(), second(5));
    expect(stores.envelopes.prune(second(2))).toBe(0);
    expect(stores.envelopes.prune(second(100))).toBe(1);
    expect(stores.envelopes.prune(second(100))).toBe(0);
    expect(stores.envelopes.list({}).map(({ id }) => id)).toEqual(["dead"]);
    expect(stores.outbox.listAlerts()).toHaveLength(1);
    expect(stores.outbox.address(() => ["email:a"], second(101))).toBe(2);
  });

  it("puts every told message into exactly one envelope per channel, in any order of calls", async () => {
    const step = fc.oneof(
      fc.record({ call: fc.constant("enqueue" as const), key: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ call: fc.constant("address" as const), channels: fc.subarray(["a", "b"]) }),
      fc.record({ call: fc.constant("seal" as const), channel: fc.constantFrom("a", "b") }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { outbox, envelopes } = await create();
        const wanted: string[] = [];
        let fresh: string[] = [];
        for (const [place, taken] of steps.entries()) {
          const at = second(place);
          if (taken.call === "enqueue") {
            const isNew = outbox.enqueue(message({ key: String(taken.key) }), at) === "told";
            if (isNew) fresh.push(String(taken.key));
          } else if (taken.call === "address") {
            outbox.address(() => taken.channels, at);
            wanted.push(...fresh.flatMap((key) => taken.channels.map((channel) => `${channel} ${key}`)));
            fresh = [];
          } else {
            outbox.seal((state) => (state.channel === taken.channel ? `${taken.channel}${place}` : null), start, at);
          }
        }
        outbox.seal(({ channel }) => `${channel} last`, start, second(99));
        const got = ["a", "b"].flatMap((channel) => {
          const keys: string[] = [];
          for (;;) {
            const parcel = envelopes.claim(channel, second(100), second(200));
            if (parcel === undefined) return keys;
            keys.push(...parcel.messages.map(({ key }) => `${channel} ${key}`));
          }
        });
        expect([...got].sort()).toEqual([...wanted].sort());
      }),
      { numRuns: 25 },
    );
  });
}
