/** A row of numbers for each group, in one typed array that grows with the groups. */
export class GroupCells {
  readonly width: number;
  private readonly start: number;
  private cells: Float64Array = new Float64Array(0);

  /** @param width numbers per group @param start what every number is at first */
  constructor(width: number, start = 0) {
    this.width = width;
    this.start = start;
  }

  /** All numbers, with room for that many groups. */
  reserve(groups: number): Float64Array {
    if (groups * this.width <= this.cells.length) return this.cells;
    const wider = new Float64Array(Math.max(groups * this.width, this.cells.length * 2)).fill(this.start);
    wider.set(this.cells);
    this.cells = wider;
    return wider;
  }

  /** The numbers of one group. */
  of(group: number): number[] {
    const cells = this.reserve(group + 1);
    const numbers: number[] = [];
    for (let at = group * this.width; at < (group + 1) * this.width; at += 1) numbers.push(cells[at]!);
    return numbers;
  }
}
