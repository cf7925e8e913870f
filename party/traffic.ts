// What one socket may ask of the room. Limits stand in protocol/limits.ts with their reasons.
import {
  CHARACTERS_BURST_MAX,
  CHARACTERS_PER_MAPPED,
  CHARACTERS_PER_SECOND_MAX,
  FRAMES_BURST_MAX,
  FRAMES_PER_SECOND_MAX,
  MAPPED_FREE_MAX,
  UNHEARD_CHARACTERS_MAX,
} from "#protocol/limits";

/** One socket's account: two leaky buckets for what it sends, and a count of what was sent to it since it last spoke. */
export class Traffic {
  #frames = 0;
  #characters = 0;
  #at = 0;
  #unheard = 0;

  /** A frame came at `now` in ms; false when the socket floods. */
  received(length: number, now: number): boolean {
    const seconds = this.#at === 0 ? 0 : Math.max(0, now - this.#at) / 1_000;
    this.#at = now;
    this.#frames = Math.max(0, this.#frames - seconds * FRAMES_PER_SECOND_MAX) + 1;
    this.#characters = Math.max(0, this.#characters - seconds * CHARACTERS_PER_SECOND_MAX) + length;
    this.#unheard = 0;
    return this.#frames <= FRAMES_BURST_MAX && this.#characters <= CHARACTERS_BURST_MAX;
  }

  /** The frame was mapped over so many edits that its sender had not seen; false when that is too much work. */
  mapped(edits: number): boolean {
    this.#characters += Math.max(0, edits - MAPPED_FREE_MAX) * CHARACTERS_PER_MAPPED;
    return this.#characters <= CHARACTERS_BURST_MAX;
  }

  /** The frame was an edit, and is in the room. */
  accepted(): void {
    this.#frames--;
  }

  /** A frame leaves; false when so much has left without a word that nobody seems to read. */
  sent(length: number): boolean {
    this.#unheard += length;
    return this.#unheard <= UNHEARD_CHARACTERS_MAX;
  }

  /** The socket spoke in a way the room did not see: a ping that the platform answered. */
  heard(): void {
    this.#unheard = 0;
  }
}
