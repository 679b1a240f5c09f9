import { conflict, type Instant, notFound } from "#kernel";
import {
  admit,
  type Alert,
  type ChannelState,
  type Envelope,
  type EnvelopeStore,
  type Message,
  messageId,
  mostPerEnvelope,
  type OutboxStore,
} from "#notifications";

interface Delivery {
  readonly message: Message;
  readonly channel: string;
  readonly waitingSince: Instant;
  envelope: string | null;
}

interface Kept {
  readonly message: Message;
  readonly enqueuedAt: Instant;
  isAddressed: boolean;
}

type KeptEnvelope = Omit<Envelope, "messageCount" | "firstTitle">;

interface State {
  readonly messages: Map<string, Kept>;
  readonly alerts: Map<string, Alert>;
  readonly envelopes: Map<string, KeptEnvelope>;
  readonly leases: Map<string, Instant>;
  deliveries: Delivery[];
}

function enqueue(state: State, message: Message, at: Instant): ReturnType<OutboxStore["enqueue"]> {
  const id = messageId(message);
  if (state.messages.has(id)) return "known";
  const { isTold, alert } = admit(message, state.alerts.get(message.key));
  if (alert !== undefined) state.alerts.set(message.key, alert);
  state.messages.set(id, { message: structuredClone(message), enqueuedAt: at, isAddressed: !isTold });
  return isTold ? "told" : "counted";
}

function address(state: State, choose: (message: Message) => readonly string[]): number {
  const waiting = [...state.messages.values()].filter(({ isAddressed }) => !isAddressed);
  for (const kept of waiting) {
    for (const channel of new Set(choose(kept.message))) {
      state.deliveries.push({ message: kept.message, channel, waitingSince: kept.enqueuedAt, envelope: null });
    }
    kept.isAddressed = true;
  }
  return waiting.length;
}

function channelState(state: State, channel: string, waiting: readonly Delivery[], since: Instant): ChannelState {
  const own = [...state.envelopes.values()].filter((envelope) => envelope.channel === channel);
  return {
    channel,
    waiting: waiting.length,
    waitingSince: waiting.map(({ waitingSince }) => waitingSince).sort()[0]!,
    sealedAt: own
      .map(({ sealedAt }) => sealedAt)
      .filter((at) => at >= since)
      .sort()
      .reverse(),
    isFailing: own.some(({ status, attempts }) => status === "waiting" && attempts > 0),
  };
}

function seal(state: State, ...[decide, since, at]: Parameters<OutboxStore["seal"]>): readonly string[] {
  const waiting = state.deliveries.filter(({ envelope }) => envelope === null);
  const channels = [...new Set(waiting.map(({ channel }) => channel))].sort();
  return channels.flatMap((channel) => {
    const own = waiting.filter((delivery) => delivery.channel === channel);
    const id = decide(channelState(state, channel, own, since));
    if (id === null) return [];
    state.envelopes.set(id, {
      id,
      channel,
      status: "waiting",
      attempts: 0,
      refusals: 0,
      sealedAt: at,
      dueAt: at,
      settledAt: null,
      error: null,
    });
    for (const delivery of own.slice(0, mostPerEnvelope)) delivery.envelope = id;
    return [id];
  });
}

/** Keeps messages, alerts and envelopes in this process. */
export function createMemoryOutbox(): { readonly outbox: OutboxStore; readonly envelopes: EnvelopeStore } {
  const state: State = {
    messages: new Map(),
    alerts: new Map(),
    envelopes: new Map(),
    leases: new Map(),
    deliveries: [],
  };
  const outbox: OutboxStore = {
    enqueue: (message, at) => enqueue(state, message, at),
    listAlerts: () =>
      [...state.alerts.values()].sort(
        (left, right) =>
          Number(left.closedAt !== null) - Number(right.closedAt !== null) ||
          right.openedAt.localeCompare(left.openedAt) ||
          left.key.localeCompare(right.key),
      ),
    address: (choose) => address(state, choose),
    seal: (decide, since, at) => seal(state, decide, since, at),
  };
  return { outbox, envelopes: createEnvelopes(state) };
}

function envelopeOf(state: State, kept: KeptEnvelope): Envelope {
  const inside = state.deliveries.filter(({ envelope }) => envelope === kept.id);
  return { ...kept, messageCount: inside.length, firstTitle: inside[0]?.message.title ?? "" };
}

function claim(
  state: State,
  ...[channel, at, leasedUntil]: Parameters<EnvelopeStore["claim"]>
): ReturnType<EnvelopeStore["claim"]> {
  const due = [...state.envelopes.values()].find(
    (envelope) =>
      envelope.channel === channel &&
      ((envelope.status === "waiting" && envelope.dueAt! <= at) ||
        (envelope.status === "sending" && state.leases.get(envelope.id)! <= at)),
  );
  if (due === undefined) return undefined;
  const taken: KeptEnvelope = { ...due, status: "sending", attempts: due.attempts + 1, dueAt: null };
  state.leases.set(due.id, leasedUntil);
  state.envelopes.set(due.id, taken);
  const messages = state.deliveries.filter(({ envelope }) => envelope === due.id).map(({ message }) => message);
  return { envelope: envelopeOf(state, taken), messages };
}

function settle(state: State, ...[id, attempt, settlement]: Parameters<EnvelopeStore["settle"]>): boolean {
  const envelope = state.envelopes.get(id);
  if (envelope === undefined || envelope.status !== "sending" || envelope.attempts !== attempt) return false;
  const { status } = settlement;
  state.envelopes.set(id, {
    ...envelope,
    status,
    dueAt: status === "waiting" ? settlement.dueAt : null,
    settledAt: status === "waiting" ? null : settlement.at,
    error: status === "delivered" ? null : settlement.error,
    refusals: envelope.refusals + (status !== "delivered" && settlement.isRefusal ? 1 : 0),
  });
  return true;
}

function retry(state: State, id: string, at: Instant): Envelope {
  const envelope = state.envelopes.get(id);
  if (envelope === undefined) {
    throw notFound("notifications/envelope-not-found", `there is no envelope "${id}"`, { id });
  }
  if (envelope.status !== "dead" && envelope.status !== "waiting") {
    throw conflict("notifications/not-given-up", `${id} is ${envelope.status}; there is nothing to send again`, { id });
  }
  const due: KeptEnvelope = {
    ...envelope,
    status: "waiting",
    refusals: 0,
    sealedAt: envelope.sealedAt,
    dueAt: at,
    settledAt: null,
  };
  state.envelopes.set(id, due);
  return envelopeOf(state, due);
}

function prune(state: State, before: Instant): number {
  for (const { id, status, settledAt } of state.envelopes.values()) {
    if (status !== "delivered" || settledAt! >= before) continue;
    state.envelopes.delete(id);
    state.deliveries = state.deliveries.filter(({ envelope }) => envelope !== id);
  }
  const needed = new Set(state.deliveries.map(({ message }) => messageId(message)));
  const gone = [...state.messages].filter(
    ([id, kept]) => kept.isAddressed && kept.enqueuedAt < before && !needed.has(id),
  );
  for (const [id] of gone) state.messages.delete(id);
  return gone.length;
}

function createEnvelopes(state: State): EnvelopeStore {
  const newestFirst = (): readonly KeptEnvelope[] => [...state.envelopes.values()].reverse();
  return {
    openChannels: () => [
      ...new Set(
        [...state.envelopes.values()]
          .filter(({ status }) => status === "waiting" || status === "sending")
          .map(({ channel }) => channel)
          .sort(),
      ),
    ],
    claim: (channel, at, leasedUntil) => claim(state, channel, at, leasedUntil),
    settle: (id, attempt, settlement) => settle(state, id, attempt, settlement),
    list: ({ status, limit = 100 }) =>
      newestFirst()
        .filter((envelope) => status === undefined || envelope.status === status)
        .slice(0, limit)
        .map((envelope) => envelopeOf(state, envelope)),
    retry: (id, at) => retry(state, id, at),
    prune: (before) => prune(state, before),
  };
}
