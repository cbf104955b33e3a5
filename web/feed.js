import { Gallery, isRunning, joined, Watch } from './gallery.js';
import { dayName, dayOf, find } from './page.js';
import { Tile } from './tile.js';

// As in style.css.
const headingRem = 3.5;
const most = 144;
// Tiles before and after those in sight.
const around = 54;
// After that, a look at the page asks for pictures from elsewhere.
const staleMs = 15_000;

const section = find('#pictures');
const grid = find('#feed');
const more = find('#more', HTMLButtonElement);
const end = find('#end');
const empty = find('#empty');
const newest = find('#newest', HTMLButtonElement);

export class Feed {
  #closing = new AbortController();
  signal = this.#closing.signal;
  /** @type {Map<string, Tile>} by image id, or by index where it is not read yet */
  #tiles = new Map();
  #layout = layoutOf();
  #width = 0;
  // Of the screen.
  #middle = 0;
  #drawn = '';
  #ready = false;
  #timer = 0;
  #away = 0;
  /** The index of what the lightbox shows. */
  pinned = -1;

  /** @param {number} userId @param {FeedEvents} on */
  constructor(userId, on) {
    this.userId = userId;
    this.on = on;
    const { signal } = this;
    const changed = () => this.#changed();
    this.gallery = new Gallery(userId, signal, { changed, arrived: images => this.watch.hide(images.map(({ id }) => id)) });
    this.watch = new Watch(userId, signal, {
      changed,
      failed: on.failed,
      ended: generation => {
        on.ended(generation);
        void this.#settle();
      },
    });
    /** @type {TileEvents} */
    this.events = { ...on, broken: ({ id }) => this.#renew(id), putAway: ({ id }) => {
      this.watch.putAway(id);
      void this.#settle();
    } };
    const near = new IntersectionObserver(seen => { if (seen.at(-1)?.isIntersecting) void this.#append(); }, { rootMargin: '1500px' });
    const width = new ResizeObserver(() => this.#resized());
    const ticking = setInterval(() => this.#tiles.forEach(tile => tile.tick()), 1000);
    near.observe(end);
    width.observe(grid);
    this.lookAhead = () => {
      near.unobserve(end);
      near.observe(end);
    };
    addEventListener('scroll', () => this.#draw(), { signal, passive: true });
    document.addEventListener('visibilitychange', () => this.#seen(), { signal });
    more.addEventListener('click', () => this.#append(), { signal });
    newest.addEventListener('click', () => {
      section.scrollIntoView();
      section.focus({ preventScroll: true });
    }, { signal });
    grid.addEventListener('keydown', event => this.#key(event), { signal });
    signal.addEventListener('abort', () => {
      near.disconnect();
      width.disconnect();
      clearInterval(ticking);
      clearTimeout(this.#timer);
    });
  }

  get count() {
    return this.watch.images.length + this.gallery.count;
  }

  get #runs() {
    const fresh = this.watch.images.length;
    const runs = [...(fresh > 0 ? [{ day: dayOf(Date.now()), count: fresh }] : []), ...this.gallery.runs];
    // Places for what is about to be read.
    return this.#ready ? joined(runs) : [...runs, { day: '', count: this.#layout.columns * 2 }];
  }

  async start() {
    grid.replaceChildren();
    grid.ariaBusy = 'true';
    empty.textContent = '';
    this.#draw();
    await Promise.all([this.gallery.append(), this.watch.restore()]);
    if (this.signal.aborted) return;
    this.#ready = true;
    grid.ariaBusy = 'false';
    this.#changed();
    this.lookAhead();
    void this.#settle();
  }

  close() {
    this.#closing.abort();
  }

  /** @type {FeedCalls['at']} */
  at(index) {
    const { images } = this.watch;
    return images[index] ?? this.gallery.at(index - images.length);
  }

  /** @type {FeedCalls['indexOf']} */
  indexOf(id) {
    const { images } = this.watch;
    const index = images.findIndex(image => image.id === id);
    const other = index < 0 ? this.gallery.indexOf(id) : -1;
    return other < 0 ? index : images.length + other;
  }

  /** @type {FeedCalls['next']} */
  async next(index, step) {
    for (let at = index + step; at >= 0; at += step) {
      if (at >= this.count && this.gallery.more) await this.gallery.append();
      if (at >= this.count) break;
      this.pinned = at;
      await this.gallery.hold(at - this.watch.images.length);
      const image = this.at(at);
      if (image?.status === 'ready') return image;
    }
    return null;
  }

  /** @type {FeedCalls['find']} */
  async find(id) {
    while (this.indexOf(id) < 0 && this.gallery.more && !this.signal.aborted) await this.gallery.append(true);
  }

  /** @type {FeedCalls['reveal']} */
  reveal(id) {
    const index = this.indexOf(id);
    if (index < 0) return;
    const top = this.#top + topOf(this.#layout, this.#runs, index);
    if (top < 0 || top + this.#layout.row + this.#layout.heading > innerHeight) scrollBy(0, top - Math.max(0, (innerHeight - this.#layout.row) / 2));
    this.#draw();
    this.#tiles.get(id)?.focus();
  }

  /** @type {FeedCalls['remove']} */
  remove(id) {
    if (!this.watch.hide([id])) return this.gallery.remove(id);
    this.#changed();
    return () => void this.gallery.join();
  }

  /** @type {FeedCalls['renewed']} */
  async renewed(id) {
    await this.#renew(id);
    return this.at(this.indexOf(id));
  }

  /** @param {string} id */
  async #renew(id) {
    await (this.watch.find(id) ? this.watch.refresh() : this.gallery.renew(id));
    this.#draw(true);
  }

  async #append() {
    if (!this.gallery.more || !this.#ready) return;
    const focused = document.activeElement === more;
    const { count } = this;
    grid.ariaBusy = 'true';
    clearTimeout(this.#away);
    more.disabled = true;
    await this.#try(this.gallery.append());
    // Seen again where it has moved to.
    this.#away = setTimeout(() => { more.disabled = false; }, 50);
    if (focused) this.#tiles.get(this.at(count)?.id ?? '')?.focus();
    grid.ariaBusy = 'false';
    this.lookAhead();
  }

  /** @param {Promise<unknown>} work */
  #try(work) {
    return work.catch(error => { if (!this.signal.aborted) this.on.failed(error); });
  }

  /** What is done joins the gallery when that moves nothing in sight. */
  async #settle() {
    const { images, resolved } = this.watch;
    const outOfSight = this.#top + 2 * this.#layout.row < 0;
    if (images.some(({ status }) => status === 'ready') && (resolved || outOfSight)) await this.#try(this.gallery.join(images.map(({ id }) => id)));
  }

  #seen() {
    if (document.hidden) return;
    this.#draw(true);
    if (this.#ready && Date.now() - this.gallery.joinedAt > staleMs && this.watch.resolved) void this.#try(this.gallery.join());
  }

  #resized() {
    if (this.#width === grid.clientWidth) return;
    let [index, part] = [0, 0];
    eachRow(this.#layout, this.#runs, (from, _, y) => { if (y < this.#middle) [index, part] = [from, (this.#middle - y) / this.#layout.row]; });
    this.#width = grid.clientWidth;
    this.#layout = layoutOf();
    this.#draw(true);
    if (this.#top > -8) return;
    scrollBy(0, this.#top + topOf(this.#layout, this.#runs, index) + part * this.#layout.row - innerHeight / 2);
    this.#draw();
  }

  #changed() {
    if (this.signal.aborted || !this.#ready) return;
    this.#holding();
    empty.textContent = this.count > 0 || this.gallery.more ? '' : 'No pictures yet. Describe a costume above, and the first ones appear here.';
    more.hidden = !this.gallery.more;
    this.on.progress();
  }

  /** The first picture in sight stays where it is. */
  #holding() {
    const anchor = this.#top > -8 ? null : [...this.#tiles].find(([id, { element }]) => !id.startsWith('#') && element.getBoundingClientRect().bottom > 0);
    const before = anchor?.[1].element.getBoundingClientRect().top ?? 0;
    this.#draw(true);
    const index = anchor ? this.indexOf(anchor[0]) : -1;
    if (!anchor || index < 0) return;
    const { element } = anchor[1];
    const moved = (element.isConnected ? element.getBoundingClientRect().top : this.#top + topOf(this.#layout, this.#runs, index)) - before;
    if (Math.abs(moved) < 1) return;
    scrollBy(0, moved);
    this.#draw();
  }

  get #top() {
    return grid.getBoundingClientRect().top;
  }

  /** @param {boolean} [anew] also where the rows are the same */
  #draw(anew = false) {
    if (this.signal.aborted) return;
    const runs = this.#runs;
    const top = -this.#top;
    const rows = rowsIn(this.#layout, runs, top, top + innerHeight);
    const drawn = Object.values(rows).join();
    newest.hidden = top < 2 * innerHeight;
    if (this.#width === grid.clientWidth) this.#middle = top + innerHeight / 2;
    if (!anew && drawn === this.#drawn) return;
    this.#drawn = drawn;
    const y = scrollY;
    this.#place(rows, runs);
    // No browser's own idea of an anchor may move it.
    if (Math.abs(scrollY - y) >= 1) scrollTo(0, y);
    const fresh = this.watch.images.length;
    const ms = this.gallery.look(rows.from - fresh, rows.to - fresh, this.pinned - fresh);
    clearTimeout(this.#timer);
    if (ms < Infinity) this.#timer = setTimeout(() => { if (!document.hidden) this.#draw(true); }, Math.max(ms, 5000));
  }

  /** @param {Rows} rows @param {Run[]} runs */
  #place({ from, to, before, after }, runs) {
    const days = new Map();
    let first = 0;
    for (const { day, count } of runs) {
      if (day && first >= from && first < to) days.set(first, dayName(day));
      first += count;
    }
    const offered = new Set();
    /** @type {Map<string, Tile>} */
    const tiles = new Map();
    for (let index = from; index < to; index++) {
      const image = this.at(index);
      const key = image?.id ?? `#${index}`;
      const watched = image && isRunning(image) ? this.watch.find(image.id) : undefined;
      const expected = watched?.expected && image ? `${watched.expected}-${watched.generation.images.indexOf(image)}` : '';
      const tile = this.#tiles.get(key) ?? this.#tiles.get(expected) ?? new Tile(this.events);
      tile.show(image, { day: days.get(index), first: index < this.#layout.columns, cancel: !!watched?.asked && !offered.has(watched), since: watched?.since ?? 0 });
      offered.add(watched);
      tile.element.ariaPosInSet = String(index + 1);
      tile.element.ariaSetSize = String(this.gallery.more ? -1 : this.count);
      tiles.set(key, tile);
    }
    const keys = [...this.#tiles.keys()];
    const focused = keys.findIndex(key => this.#tiles.get(key)?.element.contains(document.activeElement));
    this.#tiles = tiles;
    // A feed must not be empty.
    grid.role = tiles.size > 0 ? 'feed' : null;
    const shown = [...tiles.values()];
    arrange(shown.map(({ element }) => element));
    grid.style.paddingBlock = `${before}px ${after}px`;
    // What has gone for good leaves the focus to what stands there now.
    if (focused >= 0 && document.activeElement === document.body && this.indexOf(keys[focused]) < 0) (shown[focused] ?? shown.at(-1) ?? section).focus();
  }

  /** As in any feed. @param {KeyboardEvent} event */
  #key(event) {
    const tile = event.target instanceof Element ? event.target.closest('.tile') : null;
    const next = event.key === 'PageDown' ? tile?.nextElementSibling : event.key === 'PageUp' ? tile?.previousElementSibling : null;
    if (!next) return;
    event.preventDefault();
    find('a:not([hidden]), button', undefined, next).focus();
  }
}

/** An element that is moved would lose the focus. @param {Element[]} elements */
function arrange(elements) {
  const kept = new Set(elements);
  for (const child of [...grid.children]) if (!kept.has(child)) child.remove();
  let at = grid.firstElementChild;
  for (const element of elements) {
    if (element === at) at = at.nextElementSibling;
    else grid.insertBefore(element, at);
  }
}

// All tiles are alike and each day begins a row: places are counted, not measured.

/** @returns {Layout} */
function layoutOf() {
  const { gridTemplateColumns, rowGap } = getComputedStyle(grid);
  const columns = gridTemplateColumns.split(' ').map(parseFloat);
  return {
    columns: columns.length,
    row: columns[0] * 4 / 3 + parseFloat(rowGap),
    heading: headingRem * parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
}

/** @type {TopOf} */
const topOf = (layout, runs, index) => {
  let top = 0;
  eachRow(layout, runs, (from, _, y) => { if (from <= index) top = y; });
  return top;
};

/** @type {RowsIn} */
const rowsIn = (layout, runs, top, bottom) => {
  let [seenFrom, seenTo] = [0, 0];
  const after = eachRow(layout, runs, (_, to, y, end) => {
    if (end <= top) seenFrom = to;
    if (y < bottom) seenTo = to;
  });
  const rows = { from: -1, to: 0, before: 0, after };
  eachRow(layout, runs, (from, to, y, end) => {
    if (to <= seenFrom - around || from >= seenTo + around) return;
    if (rows.from < 0) Object.assign(rows, { from, before: y });
    if (to - rows.from <= most) Object.assign(rows, { to, after: after - end });
  });
  return rows.from < 0 ? { ...rows, from: 0 } : rows;
};

/** @type {EachRow} */
function eachRow(layout, runs, see) {
  let y = 0;
  let index = 0;
  for (const { count } of runs) {
    for (let first = 0; first < count; first += layout.columns) {
      const end = y + layout.row + (first === 0 ? layout.heading : 0);
      const next = index + Math.min(layout.columns, count - first);
      see(index, next, y, end);
      index = next;
      y = end;
    }
  }
  return y;
}
