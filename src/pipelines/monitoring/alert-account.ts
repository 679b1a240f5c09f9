import { type DecisionRecord, type Incident, type IncidentTrack, recurrenceSentence } from "#retraining";

/** Why a finding matters and what a person can do about it. */
interface Guidance {
  readonly matters: string;
  /** Behind the invitation to read the incident. */
  readonly advice: string;
}

const bySource = "Look at the source of the data; mended rows that are ingested again replace nothing by themselves.";

const guidance: Readonly<Record<IncidentTrack["kind"], Guidance>> = {
  "feature-drift": {
    matters: "Rows unlike those of training may be scored wrongly. Whether quality suffers is watched apart.",
    advice: "If the change is known and meant, close the incident with a comment; it then stays silent.",
  },
  "prediction-drift": {
    matters:
      "More or fewer are called high risk than at training: lists, offers and budgets that follow the score change.",
    advice: "If the change is known and meant, close the incident with a comment; it then stays silent.",
  },
  "null-rate": { matters: "Scores of rows with gaps are less certain than they look.", advice: bySource },
  schema: { matters: "Rows that break the contract are not scored as they were meant.", advice: bySource },
  "quality-fault": {
    matters: "Scores of faulty rows mean little, and a model must not learn from them.",
    advice: bySource,
  },
  performance: {
    matters: "Decisions are worse than those the model was promoted for.",
    advice: "A retraining is tried as soon as the rules allow; `driftloop retrain --check` says what they wait for.",
  },
  "concept-drift": {
    matters: "The same inputs now lead to other outcomes, so probabilities mislead although inputs may look as ever.",
    advice: "A retraining is tried as soon as the rules allow; `driftloop retrain --check` says what they wait for.",
  },
  "early-outcomes": {
    matters: "If it lasts, probabilities are off before all outcomes are known.",
    advice: "Nothing has to be done yet; the labels that follow decide.",
  },
  "label-outage": {
    matters: "Without outcomes neither quality nor a retraining can be judged.",
    advice: "See to it that outcomes are delivered: `driftloop labels show` tells which are missing.",
  },
  "label-bias": {
    matters: "Metrics of the rows that have a label would mislead.",
    advice: "See to it that outcomes of all scores are delivered: `driftloop labels show` tells which are missing.",
  },
  age: {
    matters: "What the model has learnt gets old even when nothing alarms.",
    advice: "Nothing has to be done by hand.",
  },
};

function doneText(incident: Incident, decision: DecisionRecord): string {
  const [first] = decision.sentences;
  if (decision.incidentId === incident.id && first !== undefined) return first;
  return "It is told, and watched further.";
}

function happenedText(sentence: string, recurrence: string | null): string {
  if (recurrence === null) return sentence;
  return `${sentence}${sentence.endsWith(".") ? "" : "."} ${recurrence}`;
}

/**
 * The four sentences of an alert: what happened, why it matters, what was done, what to do.
 * @param earlier incidents about the same trouble before it, oldest first
 */
export function alertAccount(
  incident: Incident,
  decision: DecisionRecord,
  earlier: readonly Incident[],
): readonly string[] {
  const newest = incident.tracks.at(-1)!;
  const { matters, advice } = guidance[newest.kind];
  return [
    happenedText(newest.sentence, recurrenceSentence(earlier)),
    matters,
    doneText(incident, decision),
    `Read \`driftloop incidents show ${incident.id}\`, or draw it with \`driftloop report incident ${incident.id}\`. ${advice}`,
  ];
}
