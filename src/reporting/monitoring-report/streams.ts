import { counts, prose, quantities, tableOf, words } from "../item-table.js";
import { percentFormat } from "../number-format.js";
import type { Block } from "../page-model.js";
import { windowText } from "../time-text.js";
import type { ReportStreamReading } from "./input.js";

/** Detectors of other tools on the error rate, beside how often they cry wolf. */
export function streamBlocks(streams: readonly ReportStreamReading[]): readonly Block[] {
  if (streams.length === 0) return [];
  const caption =
    "What stream detectors of other tools say of the share of wrong decisions, on windows with all labels, by day of " +
    "prediction; they raise no alarm here. By chance: how often they signal in as many windows although nothing changed";
  return [
    tableOf(caption, streams, [
      words("Detector", ({ detector }) => detector),
      words("Signal", ({ signal }) =>
        signal === null ? "none" : `after ${windowText(signal)}`.replaceAll(" ", "\u00a0"),
      ),
      quantities("By chance", ({ falseAlarmRate: value }) => ({ value, format: percentFormat(0) })),
      counts("Version", ({ modelVersion }) => modelVersion),
      counts("Windows", ({ windows }) => windows),
      counts("n", ({ rows }) => rows),
      prose("Convention", ({ convention }) => convention),
    ]),
  ];
}
