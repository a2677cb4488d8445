// Which labels there is room for: the most important first, none over another.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Boxes by the cells of a grid, so that a new one is compared with its neighbourhood only. */
export class Room {
  private cells = new Map<number, Box[]>();

  constructor(private width: number, private height: number, private size = 64) {}

  private *keys(box: Box) {
    for (let x = Math.floor(box.x / this.size); x <= Math.floor((box.x + box.width) / this.size); x++)
      for (let y = Math.floor(box.y / this.size); y <= Math.floor((box.y + box.height) / this.size); y++)
        yield y * 4096 + x;
  }

  /** Takes the place, when it is free and within the picture. */
  take(box: Box): boolean {
    if (box.x < 0 || box.y < 0 || box.x + box.width > this.width || box.y + box.height > this.height)
      return false;
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) ?? [])
        if (box.x < other.x + other.width && other.x < box.x + box.width &&
            box.y < other.y + other.height && other.y < box.y + box.height)
          return false;
    for (const key of this.keys(box)) this.cells.set(key, [...(this.cells.get(key) ?? []), box]);
    return true;
  }
}
