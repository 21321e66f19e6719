/** Bits for specifiers; a power of two. */
const PLACES = 2_048;

/**
 * Tells by a few letters that a specifier is none of those that were added: without cutting it out of its text, and in the loop that finds
 * it. Now and then it takes another one for one of them.
 */
export class LikelySpecifiers {
  readonly #bits = new Int32Array(PLACES / 32);
  /** Of prefixes, a bit for each second letter. */
  #secondLetters = 0;

  add(specifier: string): void {
    const place = placeOf(specifier, 0, specifier.length);
    this.#bits[place >> 5] = (this.#bits[place >> 5] ?? 0) | (1 << place);
  }

  /** @param prefix of at least two letters; nothing is told apart by a shorter one */
  addPrefix(prefix: string): void {
    this.#secondLetters |= prefix.length < 2 ? -1 : 1 << prefix.charCodeAt(1);
  }

  addAll(): void {
    this.#secondLetters = -1;
  }

  /** Whether a part of a text, from one offset to another, may be one of them. */
  mayHave(text: string, from: number, to: number): boolean {
    const place = placeOf(text, from, to);
    return ((((this.#bits[place >> 5] ?? 0) >> place) | (this.#secondLetters >> text.charCodeAt(from + 1))) & 1) === 1;
  }
}

/** By length, first and last letter. */
function placeOf(text: string, from: number, to: number): number {
  return ((to - from) * 73 + text.charCodeAt(from) * 37 + text.charCodeAt(to - 1) * 11) & (PLACES - 1);
}
