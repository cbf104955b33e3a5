/** @typedef {import('./api.js').Image} Image */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById('tile')).content;

/** The place of one picture: says how far it is until the picture is there. */
export class Tile {
  element = /** @type {HTMLElement} */ (template.firstElementChild?.cloneNode(true));
  #frame = this.#part('.frame');
  #state = this.#part('.state');
  #link = /** @type {HTMLAnchorElement} */ (this.#part('a'));
  #img = /** @type {HTMLImageElement} */ (this.#part('img'));
  #caption = this.#part('figcaption');
  #failures = 0;

  /**
   * @param {Image} image
   * @param {{ first: boolean, onBroken: () => void }} options first: in sight at once. onBroken: the picture did not load, its URL may have ended
   */
  constructor(image, { first, onBroken }) {
    this.image = image;
    this.#img.loading = first ? 'eager' : 'lazy';
    this.#img.addEventListener('load', () => { this.#failures = 0; });
    this.#img.addEventListener('error', () => {
      if (this.#failures++ === 0) onBroken();
      else this.#say('This picture could not be loaded.');
    });
    this.show(image);
  }

  /** @param {Image} image */
  show(image) {
    this.image = image;
    this.#frame.dataset.status = image.status;
    this.#caption.textContent = image.prompt;
    if (image.status !== 'ready' || !image.thumbnailUrl || !image.signedUrl) {
      this.#say(stateOf(image));
      return;
    }
    this.#state.hidden = true;
    this.#link.hidden = false;
    this.#link.href = image.signedUrl;
    this.#img.alt = image.prompt;
    // Assigned again even when equal: that is what loads a broken picture again.
    if (this.#failures > 0 || this.#img.getAttribute('src') !== image.thumbnailUrl) this.#img.src = image.thumbnailUrl;
  }

  /** @param {string} text */
  #say(text) {
    this.#link.hidden = true;
    this.#state.hidden = false;
    this.#state.textContent = text;
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }
}

/** @param {Image} image */
function stateOf({ status, error, queuePosition }) {
  switch (status) {
    case 'queued': return queuePosition === null ? 'Waiting…' : queuePosition === 0 ? 'Next in line' : `${queuePosition} before it in line`;
    case 'running': return 'Being made…';
    case 'ready': return 'This picture is not available.';
    case 'cancelled': return 'Cancelled';
    default: return error ?? 'It could not be made.';
  }
}
