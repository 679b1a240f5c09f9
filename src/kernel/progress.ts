/** One piece of long work that is being watched. */
export interface ProgressTask {
  /** Tells how much is done, in the unit of `total`, with a short note such as the best value so far. */
  update(done: number, note?: string): void;
  /** Ends the piece with a closing note. */
  finish(note?: string): void;
}

/** Where long work tells how far it is: bars on a terminal, plain lines elsewhere. */
export interface Progress {
  /**
   * @param total amount of work in any unit; left out when it is not known
   * @param before how much of it was done before, by a process that was interrupted; it took none of this one's time
   */
  start(label: string, total?: number, before?: number): ProgressTask;
}

/** A {@link Progress} that nobody watches. */
export const silentProgress: Progress = { start: () => ({ update: () => {}, finish: () => {} }) };
