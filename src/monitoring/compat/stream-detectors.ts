import { createRandom, type Random } from "#kernel";
import { binomialSample, driftDetectionMethod, ewmaChart, pageHinkley } from "#statistics";

/** Wrong decisions among rows whose labels are known. */
export interface ErrorCount {
  readonly errors: number;
  readonly rows: number;
}

/** A detector that other tools run on the stream of errors. */
export type StreamDetectorName = "EWMA" | "Page–Hinkley" | "DDM";

/** What a stream detector says of a version's windows. It informs: alarms are raised by tests that keep a budget. */
export interface StreamReading {
  readonly detector: StreamDetectorName;
  /** Place of the window after which it signalled, from 0; null without a signal. */
  readonly signalAt: number | null;
  /** Share of as many windows of as many rows in which it signals although errors are as frequent as at training. */
  readonly falseAlarmRate: number;
  /** Settings that make the signal what it is. */
  readonly convention: string;
}

/** Place of the first signal; null without one. */
type Detector = (windows: readonly ErrorCount[], training: ErrorCount) => number | null;

const rateOf = ({ errors, rows }: ErrorCount): number => errors / rows;

/** Rates in standard deviations of a window of as many rows, so that windows of all sizes share one chart. */
function ewmaSignal(windows: readonly ErrorCount[], training: ErrorCount): number | null {
  const mean = rateOf(training);
  const deviation = Math.sqrt(mean * (1 - mean));
  if (deviation === 0) return null;
  const standardised = windows.map((window) => ((rateOf(window) - mean) * Math.sqrt(window.rows)) / deviation);
  const points = ewmaChart(standardised, { weight: 0.2, width: 3, mean: 0, deviation: 1 });
  const place = points.findIndex(({ value, upper }) => value > upper);
  return place === -1 ? null : place;
}

function pageHinkleySignal(windows: readonly ErrorCount[]): number | null {
  const { signalAt } = pageHinkley(windows.map(rateOf), { tolerance: 0.005, bound: 0.5, minimum: 5 });
  return signalAt === null ? null : signalAt - 1;
}

function ddmSignal(windows: readonly ErrorCount[]): number | null {
  const errors = windows.map((window) => window.errors);
  const rows = windows.map((window) => window.rows);
  const signal = driftDetectionMethod(errors, { width: 3, minimum: 30, rows });
  return signal === null ? null : signal.at - 1;
}

const detectors: Readonly<Record<StreamDetectorName, { readonly signal: Detector; readonly convention: string }>> = {
  EWMA: { signal: ewmaSignal, convention: "upper limit, weight .2, 3 deviations of the error rate at training" },
  "Page–Hinkley": { signal: pageHinkleySignal, convention: "rise of the error rate, δ .005, λ .5, from 5 windows on" },
  DDM: { signal: ddmSignal, convention: "error rate against its own best, 3 deviations, from 30 rows on" },
};

const nullDraws = 500;

/** Windows as they would be if errors were as frequent as at training, whose rate is itself known from its rows only. */
function undisturbed(windows: readonly ErrorCount[], training: ErrorCount, random: Random): readonly ErrorCount[] {
  const drawn = binomialSample(training.rows, rateOf(training), random);
  const rate = (drawn + 0.5) / (training.rows + 1);
  return windows.map(({ rows }) => ({ rows, errors: binomialSample(rows, rate, random) }));
}

/**
 * What EWMA, Page–Hinkley and DDM say of the errors of one version, with their chance to say so when nothing changed.
 * @param windows of one version, oldest first, all labels known; whole numbers
 * @param training wrong decisions on rows the version did not see
 * @returns none when there is nothing to go by
 * @source Roberts (1959), Page (1954), Gama et al. (2004); the chance by 500 seeded draws
 */
export function streamReadings(windows: readonly ErrorCount[], training: ErrorCount): readonly StreamReading[] {
  const counted = windows.filter(({ rows }) => rows > 0);
  if (counted.length === 0 || training.rows === 0) return [];
  const random = createRandom(`stream-detectors/${counted.length}/${training.rows}`);
  const draws = Array.from({ length: nullDraws }, () => undisturbed(counted, training, random));
  const places = windows.flatMap(({ rows }, place) => (rows > 0 ? [place] : []));
  return (Object.keys(detectors) as StreamDetectorName[]).map((detector) => {
    const { signal, convention } = detectors[detector];
    const at = signal(counted, training);
    const falseAlarms = draws.filter((draw) => signal(draw, training) !== null).length;
    return {
      detector,
      signalAt: at === null ? null : places[at]!,
      falseAlarmRate: falseAlarms / nullDraws,
      convention,
    };
  });
}
