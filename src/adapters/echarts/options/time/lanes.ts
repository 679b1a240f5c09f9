import { dayText, type LaneEvent, type LanesChart } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { badgeParts, type Key, keyElements, keyHeight, letterOf } from "../key.js";
import { ellipsis, textWidth } from "../text.js";
import {
  boxPath,
  discPath,
  type HoverTarget,
  inkText,
  linePart,
  pathParts,
  type Picture,
  pointsPath,
  textPart,
} from "./picture.js";
import { timeLabels, timeScale } from "./scale.js";

const looks = ["cooldown", "quiet", "held", "fired", "promotion"] as const satisfies readonly LaneEvent["look"][];
const lookNames: Readonly<Record<LaneEvent["look"], string>> = {
  fired: "fired",
  held: "held back",
  quiet: "looked, nothing found",
  cooldown: "cooldown",
  promotion: "promotion",
};

interface PlacedEvent {
  readonly look: LaneEvent["look"];
  readonly x: number;
  readonly y: number;
  /** Of what lasts. */
  readonly width: number;
}

/**
 * One lane per kind of trigger: what fired, what was held back, cooldowns and promotions, each with a shape of its own.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function lanesPicture(chart: LanesChart, canvas: Canvas): Picture {
  const used = looks.filter((look) => chart.lanes.some(({ events }) => events.some((event) => event.look === look)));
  const keys: readonly Key[] = [
    ...used.toReversed().map((look): Key => {
      const event = { look, x: look === "cooldown" ? 1 : 9, y: 0, width: 16 };
      return { name: lookNames[look], color: "", symbol: { kind: "picture", parts: eventParts([event], canvas) } };
    }),
    ...chart.marks.map(
      ({ name }, at): Key => ({ name, color: canvas.palette.mark, symbol: { kind: "letter", letter: letterOf(at) } }),
    ),
  ];
  const top = keyHeight(keys, canvas.width) + (chart.marks.length === 0 ? 0 : 14);
  const widest = Math.max(0, ...chart.lanes.map(({ name }) => textWidth(name)));
  const left = Math.min(widest + 18, canvas.width * 0.36);
  const time = timeScale({ from: chart.from, until: chart.until }, { left, right: canvas.width - 10 });
  const height = (canvas.height - top - 24) / Math.max(1, chart.lanes.length);
  const middle = (at: number): number => top + (at + 0.5) * height;
  const events = chart.lanes.flatMap((lane, at) =>
    lane.events.map((event): PlacedEvent & HoverTarget => {
      const x = time.x(event.at);
      const width = event.until === undefined ? 0 : Math.max(2, time.x(Math.min(event.until, chart.until)) - x);
      const note = `${lane.name}, ${dayText(event.at)}: ${event.note}`;
      return { look: event.look, x, y: middle(at), width, height: 14, note };
    }),
  );
  const bottom = canvas.height - 24;
  const parts = [
    ...keyElements(keys, canvas),
    ...chart.lanes.flatMap(({ name }, at) => [
      linePart([left, middle(at)], [canvas.width - 2, middle(at)], { stroke: canvas.palette.line }),
      textPart(ellipsis(name, left - 14), left - 14, middle(at), inkText(canvas, { align: "right" })),
    ]),
    ...chart.marks.flatMap(({ at }, index) => {
      const x = time.x(at);
      const stroke = linePart([x, top], [x, bottom], { stroke: canvas.palette.mark, lineWidth: 1.2 });
      return [stroke, ...badgeParts(letterOf(index), { x, y: top - 6 }, canvas)];
    }),
    ...eventParts(events, canvas),
    ...timeLabels(time, canvas.height - 9, canvas),
  ];
  const targets = events.map((event) =>
    event.width > 0
      ? { ...event, y: event.y - 5, height: 10 }
      : { ...event, x: event.x - 6, y: event.y - 7, width: 12, height: 14 },
  );
  return { parts, targets };
}

function eventParts(events: readonly PlacedEvent[], { palette }: Canvas): readonly OptionPart[] {
  const drawn = (look: LaneEvent["look"], outline: (event: PlacedEvent) => string, style: OptionPart) =>
    pathParts(events.filter((event) => event.look === look).map(outline), style);
  const diamond = ({ x, y }: PlacedEvent): string =>
    pointsPath(
      [
        [x, y - 7],
        [x + 6, y],
        [x, y + 7],
        [x - 6, y],
      ],
      true,
    );
  return [
    ...drawn("cooldown", ({ x, y, width }) => boxPath({ x, y: y - 4, width, height: 8 }), {
      fill: palette.info,
      fillOpacity: 0.55,
    }),
    ...drawn("quiet", ({ x, y }) => boxPath({ x: x - 0.75, y: y - 4, width: 1.5, height: 8 }), {
      fill: palette.muted,
      fillOpacity: 0.6,
    }),
    ...drawn("held", ({ x, y }) => discPath(x, y, 4.5), {
      fill: palette.surface,
      stroke: palette.second,
      lineWidth: 2,
    }),
    ...drawn("fired", ({ x, y }) => discPath(x, y, 5.5), { fill: palette.act }),
    ...drawn("promotion", diamond, { fill: palette.third, stroke: palette.surface, lineWidth: 1 }),
  ];
}
