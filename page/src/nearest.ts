// The nearest nodes of a node: from the lists that n2v-page made, exact, or, in pages of many nodes,
// found here among vectors of 8 bits.

export interface Near {
  ids: number[];
  scores: number[];
}

/** Rows of 8 bits. A row stands for bytes * scale; without scales rows count by direction only. */
export class Bytes {
  readonly rows: number;
  private lengths: Float32Array;

  constructor(readonly values: Int8Array, readonly dims: number,
              private scales: Float32Array | null) {
    this.rows = values.length / dims;
    this.lengths = new Float32Array(this.rows);
    for (let row = 0; row < this.rows; row++) this.lengths[row] = Math.sqrt(this.dot(row, this, row));
  }

  isZero(row: number): boolean {
    return this.lengths[row] === 0;
  }

  dot(row: number, other: Bytes, otherRow: number): number {
    const a = this.values;
    const b = other.values;
    let sum = 0;
    for (let d = 0, i = row * this.dims, j = otherRow * this.dims; d < this.dims; d++, i++, j++)
      sum += a[i] * b[j];
    return sum;
  }

  /** The k rows with the largest score against a row of `query`, its own row left out. With scales
   * the score is a dot product (the query counts with length 1), without them the cosine. */
  nearest(query: Bytes, row: number, k: number): Near {
    const best = new Best(k);
    const length = query.lengths[row] || 1;
    for (let i = 0; i < this.rows; i++) {
      if (i === row || !this.lengths[i]) continue;
      const unit = this.scales ? this.scales[i] : 1 / this.lengths[i];
      best.offer(i, (query.dot(row, this, i) * unit) / length);
    }
    return best.sorted();
  }
}

/** The k largest of what is offered. */
export class Best {
  private ids: number[] = [];
  private scores: number[] = [];
  private least = -Infinity;

  constructor(private k: number) {}

  offer(id: number, score: number) {
    if (this.ids.length === this.k && score <= this.least) return;
    let at = this.ids.length === this.k ? this.k - 1 : this.ids.length;
    for (; at > 0 && this.scores[at - 1] < score; at--) {
      this.ids[at] = this.ids[at - 1];
      this.scores[at] = this.scores[at - 1];
    }
    this.ids[at] = id;
    this.scores[at] = score;
    this.least = this.scores[this.ids.length - 1];
  }

  sorted(): Near {
    return { ids: this.ids, scores: this.scores };
  }
}

export class Lists {
  constructor(readonly ids: Uint32Array, readonly scores: Float32Array, readonly k: number) {}

  of(row: number): Near {
    const ids: number[] = [];
    const scores: number[] = [];
    for (let i = row * this.k; i < (row + 1) * this.k && this.ids[i] !== 0xffffffff; i++) {
      ids.push(this.ids[i]);
      scores.push(this.scores[i]);
    }
    return { ids, scores };
  }
}

/** How many of the first k of one list are among those of the other, as a part of k. */
export function overlap(a: Lists, b: Lists, row: number): number {
  const mine = a.of(row).ids;
  const others = new Set(b.of(row).ids);
  return mine.length ? mine.filter((id) => others.has(id)).length / mine.length : NaN;
}
