import { now } from './api.js';
import { isRunning } from './gallery.js';
import { addressOf, button, clock, find } from './page.js';

const template = find('#tile', HTMLTemplateElement);

export class Tile {
  element = find('.tile', undefined, /** @type {DocumentFragment} */ (template.content.cloneNode(true)));
  /** Null: not read yet. @type {Picture | null} */
  image = null;
  #link = find('a', HTMLAnchorElement, this.element);
  #img = find('img', HTMLImageElement, this.element);
  #state = find('.state', undefined, this.element);
  #what = find('.what', undefined, this.element);
  #elapsed = find('.elapsed', undefined, this.element);
  #buttons = find('.buttons', undefined, this.element);
  #buttonsFor = '';
  #since = 0;
  #failures = 0;

  /** @param {TileEvents} on */
  constructor(on) {
    this.on = on;
    this.#link.addEventListener('click', event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !this.image) return;
      event.preventDefault();
      on.open(this.image);
    });
    this.#img.addEventListener('load', () => {
      this.#failures = 0;
      this.element.classList.add('loaded');
      this.#link.style.backgroundImage = '';
    });
    this.#img.addEventListener('error', () => void this.#broken());
  }

  /** @param {Picture | null} image @param {TileOptions} options */
  show(image, { day, first, cancel, since }) {
    const before = this.image;
    const focused = this.element.contains(document.activeElement);
    this.image = image;
    this.#since = since;
    this.#head(day);
    this.#img.loading = first ? 'eager' : 'lazy';
    this.#img.fetchPriority = first ? 'high' : 'auto';
    this.element.dataset.status = image?.status ?? 'unread';
    if (image?.status === 'ready') this.#showPicture(image, before);
    else if (image) this.#showState(image, cancel);
    if (focused && !this.element.contains(document.activeElement)) this.focus();
  }

  tick() {
    if (this.image && isRunning(this.image)) this.#elapsed.textContent = clock(now() - this.#since);
  }

  focus() {
    const target = this.#link.hidden ? this.#buttons.querySelector('button') ?? this.element : this.#link;
    target.focus({ preventScroll: true });
  }

  /** @param {string} [day] that begins here */
  #head(day) {
    const heading = this.element.querySelector('h3');
    if (!day) heading?.remove();
    else if (heading?.textContent !== day) {
      const anew = document.createElement('h3');
      anew.textContent = day;
      heading?.remove();
      this.element.prepend(anew);
    }
  }

  /** @param {Picture} image @param {Picture | null} before */
  #showPicture(image, before) {
    if (this.#failures > 1 && before?.id === image.id) return;
    this.#link.hidden = false;
    this.#state.hidden = true;
    this.#link.href = addressOf(image);
    this.#link.dataset.prompt = this.#img.alt = image.prompt;
    this.#showButtons('');
    if (before?.id === image.id && this.element.classList.contains('loaded')) return;
    // A lazy picture must not ask by a URL that has ended: a new one is on its way.
    if (!image.thumbnailUrl || Date.parse(image.expiresAt ?? '') < now()) return this.#img.removeAttribute('src');
    if (this.#img.getAttribute('src') === image.thumbnailUrl) return;
    const blurred = image.thumbhash && placeholder(image.thumbhash);
    if (blurred) this.#link.style.backgroundImage = `url(${blurred})`;
    this.#img.src = image.thumbnailUrl;
  }

  /** @param {Picture} image @param {boolean} cancel */
  #showState(image, cancel) {
    const running = isRunning(image);
    this.#link.hidden = true;
    this.#state.hidden = false;
    this.#what.textContent = stateOf(image);
    this.#elapsed.hidden = !running;
    this.tick();
    const act = (/** @type {'cancel' | 'retry' | 'putAway'} */ name) => () => { if (this.image) this.on[name](this.image); };
    if (!running) this.#showButtons('failed', button('Try again', act('retry')), button('Put away', act('putAway'), 'plain'));
    else if (cancel) this.#showButtons('cancel', button('Cancel', act('cancel'), 'quiet'));
    else this.#showButtons('');
  }

  /** @type {ShowButtons} */
  #showButtons(kind, ...buttons) {
    if (this.#buttonsFor !== kind) this.#buttons.replaceChildren(...buttons);
    this.#buttonsFor = kind;
  }

  async #broken() {
    const { image } = this;
    if (!image) return;
    this.element.classList.remove('loaded');
    if (this.#failures++ === 0) {
      if (!navigator.onLine) await new Promise(back => { addEventListener('online', back, { once: true }); });
      await this.on.broken(image).catch(() => {});
      // Assigned again, the same URL is loaded again.
      if (this.image?.id === image.id) this.#img.src = this.image.thumbnailUrl ?? '';
      return;
    }
    this.#link.hidden = true;
    this.#state.hidden = false;
    this.#elapsed.hidden = true;
    this.#what.textContent = 'This picture could not be loaded.';
    this.#showButtons('broken', button('Load again', () => {
      this.#failures = 0;
      this.#showPicture(image, image);
      this.focus();
      void this.#broken();
    }));
  }
}

/** @param {Picture} image */
function stateOf({ status, error, queuePosition }) {
  if (status === 'running') return 'Being made…';
  if (status !== 'queued') return error ?? 'It could not be made.';
  return queuePosition == null ? 'Waiting…' : queuePosition === 0 ? 'Next in line' : `${queuePosition} ahead of it`;
}

// The format is Evan Wallace's: https://evanw.github.io/thumbhash/

const width = 24;
const height = 32;

const [wavesAcross, wavesDown] = [width, height].map(length => Array.from({ length: 7 }, (_, swings) =>
  Array.from({ length }, (_, at) => Math.cos(Math.PI / length * (at + 0.5) * swings))));

const canvas = document.createElement('canvas');
canvas.width = width;
canvas.height = height;

/** @type {Placeholder} */
function placeholder(base64) {
  const context = canvas.getContext('2d');
  const bytes = bytesOf(base64);
  if (!context || !bytes) return null;
  const picture = context.createImageData(width, height);
  paint(bytes, picture.data);
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}

/** @param {string} base64 */
function bytesOf(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    // The highest bit of the third says that there is alpha.
    return bytes.length >= 6 && bytes[2] < 128 ? bytes : null;
  } catch {
    return null;
  }
}

/** @param {Uint8Array} hash @param {Uint8ClampedArray} rgba */
function paint(hash, rgba) {
  const head = hash[0] | hash[1] << 8 | hash[2] << 16;
  const shape = hash[3] | hash[4] << 8;
  const short = Math.max(3, shape & 7);
  let nibble = 10;

  /** @type {Channel} */
  const channel = (across, down, scale, mean) => {
    const values = new Float32Array(width * height).fill(mean);
    for (let y = 0; y < down; y++) {
      for (let x = y ? 0 : 1; x * down < across * (down - y); x++, nibble++) {
        const strength = (((hash[nibble >> 1] ?? 0) >> (nibble & 1) * 4 & 15) / 7.5 - 1) * scale * 2;
        for (let at = 0; at < values.length; at++) values[at] += strength * wavesAcross[x][at % width] * wavesDown[y][at / width | 0];
      }
    }
    return values;
  };
  // The highest bit says that it is a landscape.
  const light = channel(shape >> 15 ? 7 : short, shape >> 15 ? short : 7, (head >> 18 & 31) / 31, (head & 63) / 63);
  const yellowBlue = channel(3, 3, (shape >> 3 & 63) / 50.4, (head >> 6 & 63) / 31.5 - 1);
  const redGreen = channel(3, 3, (shape >> 9 & 63) / 50.4, (head >> 12 & 63) / 31.5 - 1);

  for (let at = 0; at < width * height; at++) {
    const q = redGreen[at];
    const blue = light[at] - 2 / 3 * yellowBlue[at];
    const red = (3 * light[at] - blue + q) / 2;
    rgba.set([red * 255, (red - q) * 255, blue * 255, 255], 4 * at);
  }
}
