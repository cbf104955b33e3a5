import { images, Problem } from './api.js';
import { Tile } from './tile.js';

/**
 * @typedef {import('./api.js').Image} Image
 * @typedef {import('./api.js').Generation} Generation
 */

const pageSize = 24;
const maxPageSize = 100;
const firstInSight = 8;
/** Milliseconds before the end of the signed URLs at which they are renewed, and the least time between two renewals. */
const margin = 60_000;

const newSection = part('#new');
const newGrid = part('#new ul');
const earlierGrid = part('#earlier ul');
const empty = part('#empty');
const more = /** @type {HTMLButtonElement} */ (part('#more'));

/** The pictures of one profile on the page, from its choice until `close`. Keeps their signed URLs fresh. */
export class Pictures {
  /** @type {Map<string, Tile>} */
  #tiles = new Map();
  /** @type {string | null} */
  #cursor = null;
  #closing = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | null} */
  #renewing = null;

  /**
   * @param {number} userId
   * @param {(problem: Problem) => void} onProblem
   */
  constructor(userId, onProblem) {
    this.userId = userId;
    this.onProblem = onProblem;
    newGrid.replaceChildren();
    earlierGrid.replaceChildren();
    newSection.hidden = more.hidden = empty.hidden = true;
    more.addEventListener('click', () => this.loadMore(), { signal: this.signal });
    document.addEventListener('visibilitychange', () => this.#renewWhenDue(), { signal: this.signal });
  }

  get signal() {
    return this.#closing.signal;
  }

  close() {
    this.#closing.abort();
    clearTimeout(this.#timer);
  }

  /** The next page of earlier pictures. */
  async loadMore() {
    more.disabled = true;
    try {
      const page = await images(this.userId, { limit: pageSize, cursor: this.#cursor }, this.signal);
      for (const image of page.images) {
        if (!this.#tiles.has(image.id)) earlierGrid.append(this.#add(image, this.#tiles.size < firstInSight).element);
      }
      this.#cursor = page.nextCursor;
      more.hidden = !page.hasMore;
      empty.textContent = 'No pictures yet.';
      empty.hidden = earlierGrid.childElementCount > 0;
      this.#renewWhenDue();
    } catch (error) {
      this.#fail(error);
    } finally {
      more.disabled = false;
    }
  }

  /** @param {Generation} generation one that was just asked for, in any of its states */
  show({ images }) {
    newSection.hidden = false;
    for (const image of images) this.#tiles.get(image.id)?.show(image);
    newGrid.prepend(...images.filter(image => !this.#tiles.has(image.id)).map(image => this.#add(image, true).element));
    this.#renewWhenDue();
  }

  /**
   * @param {Image} image
   * @param {boolean} first in sight at once
   */
  #add(image, first) {
    const tile = new Tile(image, { first, onBroken: () => this.#renew() });
    this.#tiles.set(image.id, tile);
    return tile;
  }

  #renewWhenDue() {
    clearTimeout(this.#timer);
    const ends = [...this.#tiles.values()].flatMap(({ image }) => (image.expiresAt ? [Date.parse(image.expiresAt)] : []));
    if (ends.length === 0 || this.signal.aborted) return;
    const left = Math.min(...ends) - Date.now();
    if (left < 0 && document.visibilityState === 'visible' && !this.#renewing) this.#timer = setTimeout(() => this.#renew(), 0);
    else this.#timer = setTimeout(() => this.#renew(), Math.max(left - margin, margin));
  }

  #renew() {
    this.#renewing ??= this.#renewUrls().finally(() => { this.#renewing = null; });
  }

  /** One list call, unless more than 100 pictures are on the page. */
  async #renewUrls() {
    const waiting = new Map([...this.#tiles].filter(([, { image }]) => image.status === 'ready'));
    const oldest = Math.min(...[...waiting.values()].map(({ image }) => Date.parse(image.createdAt)));
    const limit = Math.min(Math.max(waiting.size, pageSize), maxPageSize);
    /** @type {string | null} */
    let cursor = null;
    try {
      do {
        /** @type {import('./api.js').ImagePage} */
        const page = await images(this.userId, { limit, cursor }, this.signal);
        for (const image of page.images) {
          waiting.get(image.id)?.show(image);
          waiting.delete(image.id);
        }
        // What is still waiting below the oldest was deleted elsewhere.
        const last = page.images.at(-1);
        cursor = last && Date.parse(last.createdAt) >= oldest ? page.nextCursor : null;
      } while (cursor && waiting.size > 0);
    } catch (error) {
      // Not for the person: it is tried again in a minute.
      if (!this.signal.aborted && !(error instanceof Problem)) throw error;
    } finally {
      this.#renewWhenDue();
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.signal.aborted) return;
    if (!(error instanceof Problem)) throw error;
    this.onProblem(error);
  }
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}
