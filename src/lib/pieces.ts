/** A text that is made anew, piece by piece, each time somebody goes through it: nobody has to hold all of it. */
export interface Pieces extends Iterable<string> {
  /** All of it. */
  toString(): string;
}

export function piecesOf(make: () => Iterable<string>): Pieces {
  return {
    [Symbol.iterator]: () => make()[Symbol.iterator](),
    toString: () => [...make()].join(''),
  };
}
