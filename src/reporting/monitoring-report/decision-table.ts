import { chips, counts, prose, sentences, tableOf, words } from "../item-table.js";
import type { TableBlock } from "../page-model.js";
import { dayText } from "../time-text.js";
import type { ReportTriggerDecision } from "./input.js";
import { spoken, titled } from "./words.js";

/** Neighbouring evaluations that said the same and called for nothing. */
interface DecisionRun {
  readonly first: ReportTriggerDecision;
  readonly last: ReportTriggerDecision;
  readonly times: number;
}

/** Decisions in runs, oldest first; one that called for something stands alone. */
function runsOf(decisions: readonly ReportTriggerDecision[]): readonly DecisionRun[] {
  const runs: DecisionRun[] = [];
  for (const decision of decisions) {
    const before = runs.at(-1);
    const goesOn =
      before !== undefined &&
      !decision.fired &&
      !before.last.fired &&
      before.last.verdict === decision.verdict &&
      before.last.action === decision.action;
    if (goesOn) runs[runs.length - 1] = { ...before, last: decision, times: before.times + 1 };
    else runs.push({ first: decision, last: decision, times: 1 });
  }
  return runs;
}

const mostRuns = 25;

function whenText({ first, last }: DecisionRun): string {
  const [from, until] = [dayText(first.at), dayText(last.at)];
  return from === until ? from : `${from} to ${until}`;
}

/**
 * Decisions with verdict, action and result, the newest first.
 * @param decisions oldest first
 */
export function decisionTable(decisions: readonly ReportTriggerDecision[]): TableBlock {
  const runs = runsOf(decisions).toReversed();
  const shown = runs.slice(0, mostRuns);
  const more = shown.length < runs.length ? `, the newest ${mostRuns} of ${runs.length}` : "";
  const caption = `Evaluations of the triggers that found something, neighbours that said the same together${more}`;
  return tableOf(caption, shown, [
    words("When", whenText),
    words("Verdict", ({ last }) => titled(last.verdict)),
    chips("Action", ({ last }) => [last.fired ? "failed" : "info", spoken(last.action)]),
    counts("Times", ({ times }) => times),
    sentences("Why, the last time", ({ last }) => last.sentences),
    prose("What came of it", ({ last: { result } }) => result?.sentence ?? "–"),
  ]);
}
