import { api, now, Problem } from './api.js';
import { dayOf, keep, persist, read, rest } from './page.js';

const batch = 24;
const mostInBatch = 100;
const mostNew = 20;
// Before URLs end: a lazy picture may still be loading.
const marginMs = 60_000;

export class Gallery {
  /** @type {Page[]} */
  #pages = [];
  /** @type {string | null} */
  #cursor = null;
  /** @type {Promise<void> | null} */
  #appending = null;
  /** @type {Promise<void> | null} */
  #joining = null;
  more = true;
  /** When the newest were read. */
  joinedAt = 0;

  /** @param {number} userId @param {AbortSignal} signal @param {GalleryEvents} on */
  constructor(userId, signal, on) {
    this.userId = userId;
    this.signal = signal;
    this.on = on;
  }

  get count() {
    return this.#pages.reduce((count, page) => count + page.count, 0);
  }

  get runs() {
    return joined(this.#pages.flatMap(page => page.runs));
  }

  /** @type {GalleryCalls['at']} */
  at(index) {
    const [page, start] = this.#pageAt(index);
    return page?.images?.[index - start] ?? null;
  }

  /** @type {GalleryCalls['indexOf']} */
  indexOf(id) {
    let start = 0;
    for (const { images, count } of this.#pages) {
      const index = images?.findIndex(image => image.id === id) ?? -1;
      if (index >= 0) return start + index;
      start += count;
    }
    return -1;
  }

  /** @type {GalleryCalls['append']} */
  append(big = false) {
    return this.#appending ??= this.#append(big ? mostInBatch : batch).finally(() => { this.#appending = null; });
  }

  /** @param {number} limit */
  async #append(limit) {
    const cursor = this.#cursor;
    const answer = await this.#read(limit, cursor);
    // It has begun anew.
    if (cursor !== this.#cursor || !this.more) return;
    if (!cursor) this.joinedAt = Date.now();
    this.#end(answer, this.#pages.length, pagesOf(cursor, answer.images));
  }

  /** @type {GalleryCalls['join']} */
  join(order = []) {
    return this.#joining ??= this.#join(order).finally(() => { this.#joining = null; });
  }

  /** @param {string[]} order */
  async #join(order) {
    await this.#appending;
    const first = this.#pages[0];
    const shown = [...order, ...(first?.images ?? []).map(({ id }) => id)];
    const limit = Math.min((first?.count ?? 0) + batch, mostInBatch);
    /** @type {Page[]} */
    const pages = [];
    let cursor = null;
    let answer;
    do {
      answer = await this.#read(limit, cursor);
      const end = answer.images.findIndex(({ id }) => id === first?.lastId);
      pages.push(...pagesOf(cursor, arranged(end < 0 ? answer.images : answer.images.slice(0, end + 1), shown)));
      if (end >= 0) break;
      cursor = answer.nextCursor;
    } while (first && cursor && pages.length < mostNew);
    this.joinedAt = Date.now();
    // Else too much has changed: it begins anew.
    if (answer.images.some(({ id }) => id === first?.lastId)) {
      this.#pages.splice(0, 1, ...pages);
      this.on.changed();
    } else this.#end(answer, 0, pages);
  }

  /** @type {GalleryCalls['look']} */
  look(from, to, pinned) {
    let start = 0;
    let freshMs = Infinity;
    for (const page of [...this.#pages]) {
      const end = start + page.count;
      const left = page.endsAt - now() - marginMs;
      const held = pinned >= start && pinned < end;
      if (start < to && end > from) {
        // A wrong clock must not make it read without an end.
        if (!page.images || (left < 0 && Date.now() - page.readAt > marginMs)) void this.#again(page);
        freshMs = Math.min(freshMs, left);
      } else if (!held && page !== this.#pages.at(-1) && (end < from - 2 * batch || start > to + 2 * batch)) page.images = null;
      start = end;
    }
    return freshMs;
  }

  /** @param {number} index */
  async hold(index) {
    const [page] = this.#pageAt(index);
    if (page && !page.images) await this.#again(page);
  }

  /** @type {GalleryCalls['renew']} */
  async renew(id) {
    const page = this.#pageOf(id);
    if (page) await this.#again(page);
  }

  /** @type {GalleryCalls['remove']} */
  remove(id) {
    const page = this.#pageOf(id);
    const index = page?.images?.findIndex(image => image.id === id) ?? 0;
    if (page) this.#recount(page, page.images?.toSpliced(index, 1));
    return image => {
      // What was read since has it again.
      if (!page?.images || !this.#pages.includes(page)) void this.join();
      else if (this.#pageOf(id) !== page) this.#recount(page, page.images.toSpliced(index, 0, image));
    };
  }

  /** @param {Page} page @param {Picture[]} [images] */
  #recount(page, images = []) {
    if (images.length > 0) Object.assign(page, pagesOf(page.cursor, images)[0], { readAt: page.readAt });
    else this.#pages = this.#pages.filter(other => other !== page);
    this.on.changed();
  }

  /** @param {number} index @returns {[Page | undefined, start: number]} */
  #pageAt(index) {
    let start = 0;
    for (const page of this.#pages) {
      if (index >= start && index < start + page.count) return [page, start];
      start += page.count;
    }
    return [undefined, start];
  }

  /** @param {string} id */
  #pageOf(id) {
    return this.#pages.find(({ images }) => images?.some(image => image.id === id));
  }

  /** @param {Page} page */
  #again(page) {
    return page.reading ??= (page.cursor === null ? this.join() : this.#readAgain(page)).catch(error => {
      if (!this.signal.aborted && !(error instanceof Problem)) throw error;
    }).finally(() => { page.reading = null; });
  }

  /** @param {Page} page */
  async #readAgain(page) {
    const answer = await this.#read(Math.min(page.count, mostInBatch), page.cursor);
    const index = this.#pages.indexOf(page);
    if (index < 0) return;
    const place = (/** @type {string | undefined} */ wanted) => answer.images.findIndex(({ id }) => id === wanted);
    // Of what was deleted elsewhere, the next page's pictures take the place.
    const end = place(page.lastId) + 1 || place(this.#pages[index + 1]?.firstId);
    if (end >= 0) {
      this.#pages.splice(index, 1, ...pagesOf(page.cursor, answer.images.slice(0, end)));
      this.on.changed();
    } else this.#end(answer, index, pagesOf(page.cursor, answer.images));
  }

  /** These are the last now. @param {ImagePage} answer @param {number} at @param {Page[]} pages */
  #end({ hasMore, nextCursor }, at, pages) {
    this.#pages.splice(at, Infinity, ...pages);
    this.#cursor = nextCursor;
    this.more = hasMore && nextCursor !== null;
    this.on.changed();
  }

  /** @param {number} limit @param {string | null} cursor */
  async #read(limit, cursor) {
    const answer = await persist(() => api.images(this.userId, limit, cursor, this.signal), this.signal);
    this.on.arrived(answer.images);
    return answer;
  }
}

/** One page, or none. @param {string | null} cursor @param {Picture[]} images @returns {Page[]} */
function pagesOf(cursor, images) {
  if (images.length === 0) return [];
  const byTime = images.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return [{
    cursor,
    count: images.length,
    firstId: byTime[0].id,
    lastId: byTime[images.length - 1].id,
    runs: joined(images.map(({ createdAt }) => ({ day: dayOf(createdAt), count: 1 }))),
    images,
    readAt: Date.now(),
    endsAt: Math.min(...images.map(({ expiresAt }) => Date.parse(expiresAt ?? '') || Infinity)),
    reading: null,
  }];
}

/** @param {Run[]} runs */
export const joined = runs => runs.reduce((/** @type {Run[]} */ all, { day, count }) => {
  const last = all.at(-1);
  if (last?.day === day) last.count += count;
  else all.push({ day, count });
  return all;
}, []);

/** @param {Picture[]} images @param {string[]} order */
function arranged(images, order) {
  const known = images.filter(({ id }) => order.includes(id)).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return images.map(image => order.includes(image.id) ? known.shift() ?? image : image);
}

const longestList = 20;
const pauseMs = 500;
const longPauseMs = 1500;
const pollSeconds = 20;
// A browser opens six connections to a host: pictures need some, and another tab.
const mostWaiting = 2;
let waiting = 0;
const awayName = 'away';
const mostAway = 60;

export class Watch {
  /** @type {Watched[]} */
  #list = [];

  /** @param {number} userId @param {AbortSignal} signal @param {WatchEvents} on */
  constructor(userId, signal, on) {
    this.userId = userId;
    this.signal = signal;
    this.on = on;
    addEventListener('storage', ({ key }) => { if (key === this.#name) void this.restore(); }, { signal });
  }

  get #name() {
    return `generations:${this.userId}`;
  }

  get #ids() {
    return read(this.#name, /** @type {string[]} */ ([])).filter(id => typeof id === 'string');
  }

  /** What the gallery does not show yet. */
  get images() {
    return this.#list.flatMap(({ generation, hidden }) => generation.images.filter(({ id, status }) => status !== 'cancelled' && !hidden.has(id)));
  }

  get running() {
    return this.#list.filter(({ generation }) => isRunning(generation));
  }

  /** Whether nothing is under way or waits for the person. */
  get resolved() {
    return this.running.length === 0 && this.images.every(({ status }) => status === 'ready');
  }

  /** @param {string} imageId */
  find(imageId) {
    return this.#list.find(({ generation: { images } }) => images.some(({ id }) => id === imageId));
  }

  /** What was asked for before a reload, or in another tab. */
  async restore() {
    const known = (/** @type {string} */ id) => this.#list.some(({ generation }) => generation.id === id);
    await Promise.all(this.#ids.filter(id => !known(id)).map(async id => {
      const state = await this.#ask(id, null, 0).catch(error => {
        if (!(error instanceof Problem)) throw error;
        return this.#forget(id);
      });
      if (!state || known(id)) return;
      const watched = watchedOf(state, true);
      this.#list.push(watched);
      this.#list.sort((a, b) => b.since - a.since);
      void this.#follow(watched);
    }));
    this.on.changed();
  }

  /** @type {WatchCalls['expect']} */
  expect({ prompt, loraId, userId, num_images }) {
    const id = crypto.randomUUID();
    const createdAt = new Date(now()).toISOString();
    const images = Array.from({ length: num_images }, (_, index) => /** @type {Picture} */ ({
      id: `${id}-${index}`, generationId: id, userId, loraId, prompt, status: 'queued', queuePosition: null, createdAt,
    }));
    const watched = watchedOf({ generation: { id, status: 'queued', createdAt, images }, etag: null }, false);
    this.#list.unshift(watched);
    this.on.changed();
    return watched;
  }

  /** @type {WatchCalls['settle']} */
  settle(watched, state) {
    const id = state?.generation.id;
    if (!state || !id || this.#list.some(({ generation }) => generation.id === id)) this.#list = this.#list.filter(other => other !== watched);
    else {
      Object.assign(watched, state, { asked: true, expected: watched.generation.id });
      keep(this.#name, [id, ...this.#ids].slice(0, longestList));
      void this.#follow(watched);
    }
    this.on.changed();
  }

  /** Its generation. @param {Picture} image */
  async cancel({ id, generationId }) {
    this.#take(this.find(id), await api.cancel(generationId));
  }

  /** @param {Picture} image */
  async retry({ id, generationId }) {
    const state = await api.retry(generationId, [id]);
    const watched = this.find(id);
    if (!watched) return;
    watched.since = now();
    this.#take(watched, state);
    void this.#follow(watched);
  }

  /** @type {WatchCalls['putAway']} */
  putAway(id) {
    keep(awayName, [id, ...read(awayName, [])].slice(0, mostAway));
    this.hide([id]);
    this.on.changed();
  }

  /** @type {WatchCalls['hide']} */
  hide(ids) {
    const before = this.images.length;
    for (const { generation, hidden } of this.#list) {
      for (const { id } of generation.images) if (ids.includes(id)) hidden.add(id);
    }
    this.#clear();
    return this.images.length < before;
  }

  /** For new URLs. */
  async refresh() {
    await Promise.all(this.#list.filter(({ following, asked }) => asked && !following).map(async watched =>
      this.#take(watched, await this.#ask(watched.generation.id, null, 0))));
  }

  /** @param {Watched | undefined} watched @param {State | null} state */
  #take(watched, state) {
    if (!watched || !state) return;
    Object.assign(watched, state);
    this.on.changed();
  }

  /** @param {Watched} watched */
  async #follow(watched) {
    if (watched.following) return;
    watched.following = true;
    const wasRunning = isRunning(watched.generation);
    try {
      while (isRunning(watched.generation)) {
        const seconds = document.hidden || waiting >= mostWaiting ? 0 : pollSeconds;
        if (seconds === 0) await rest(longPauseMs, this.signal);
        const state = await this.#ask(watched.generation.id, watched.etag, seconds);
        this.#take(watched, state);
        // Not every server waits.
        if (!state) await rest(pauseMs, this.signal);
      }
      if (wasRunning) this.on.ended(watched.generation);
      this.#clear();
    } catch (error) {
      if (!this.signal.aborted) this.on.failed(error);
    } finally {
      watched.following = false;
    }
  }

  /** @param {string} id @param {string | null} etag @param {number} seconds */
  async #ask(id, etag, seconds) {
    if (seconds > 0) waiting++;
    try {
      return await persist(() => api.generation(id, etag, seconds, this.signal), this.signal, true);
    } finally {
      if (seconds > 0) waiting--;
    }
  }

  #clear() {
    this.#list = this.#list.filter(({ generation, hidden }) => {
      const done = !isRunning(generation) && generation.images.every(({ id, status }) => hidden.has(id) || status === 'cancelled');
      if (done) this.#forget(generation.id);
      return !done;
    });
  }

  /** @param {string} id */
  #forget(id) {
    keep(this.#name, this.#ids.filter(other => other !== id));
    return null;
  }
}

/** @type {(state: State, asked: boolean) => Watched} */
const watchedOf = (state, asked) => ({ ...state, hidden: new Set(read(awayName, [])), since: Date.parse(state.generation.createdAt), expected: null, asked, following: false });

/** @param {{ status: string }} what */
export const isRunning = ({ status }) => status === 'queued' || status === 'running';
