import { Problem } from '../api.js';
import { button, find, persist, say, toast } from '../page.js';

const template = find('#item', HTMLTemplateElement);
const locale = navigator.languages.find(language => language.startsWith('en')) ?? 'en';

/** A part of the page that shows what the server has, read anew each time. @template T */
export class Part {
  /** @type {AbortController | null} */
  #reading = null;

  /** @param {string} id of its section @param {PartCalls<T>} calls */
  constructor(id, calls) {
    this.calls = calls;
    this.section = find(`#${id}`);
    this.state = find('[data-state]', undefined, this.section);
  }

  async show() {
    this.#reading?.abort();
    const { signal } = this.#reading = new AbortController();
    if (!this.calls.filled()) this.state.textContent = 'Loading…';
    try {
      const found = await persist(() => this.calls.read(signal), signal);
      if (signal.aborted) return;
      this.state.textContent = this.calls.fill(found);
      if (this.state.textContent) say(this.state.textContent);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.state.textContent = `${error.message} `;
      this.state.append(button('Try again', () => void this.show(), 'quiet'));
      say(error.message);
    }
  }

  hide() {
    this.#reading?.abort();
  }
}

/** Shows items, and leaves the focus where it was. @param {HTMLElement} list @param {Item[]} items */
export function fill(list, items) {
  const active = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? document.activeElement : null;
  const [key, text] = [active?.closest('li')?.dataset.key, active?.textContent];
  list.replaceChildren(...items.map(elementOf));
  if (!key) return;
  const item = [...list.children].find(child => child instanceof HTMLElement && child.dataset.key === key);
  const same = [...item?.querySelectorAll('button') ?? []].find(({ textContent }) => textContent === text);
  const place = same ?? item?.querySelector('h3') ?? list.closest('section')?.querySelector('h2');
  place?.focus();
}

/** @param {Item} item */
function elementOf({ key, title, badge, over, facts, actions }) {
  const element = find('li', undefined, /** @type {DocumentFragment} */ (template.content.cloneNode(true)));
  element.dataset.key = String(key);
  element.classList.toggle('over', over);
  find('h3', undefined, element).textContent = title;
  find('.badge', undefined, element).textContent = badge;
  const terms = find('dl', undefined, element);
  for (const [term, fact] of facts) {
    const [dt, dd] = [document.createElement('dt'), document.createElement('dd')];
    dt.textContent = term;
    dd.textContent = fact;
    terms.append(dt, dd);
  }
  find('.actions', undefined, element).append(...actions.map(action => {
    const made = button(action.text, action.run, `quiet ${action.danger ? 'danger' : ''}`);
    made.ariaLabel = `${action.text} ${title}`;
    return made;
  }));
  return element;
}

/** What cannot be put at a field. @param {Promise<unknown>} work */
export const attempt = work => work.catch(error => {
  if (!(error instanceof Problem)) throw error;
  toast(error.message);
});

/** @param {string} time */
export const date = time => new Date(time).toLocaleDateString(locale, { dateStyle: 'medium' });

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${count.toLocaleString(locale)} ${count === 1 ? one : many}`;

/** @param {{ firstName: string, lastName: string }} person */
export const fullName = ({ firstName, lastName }) => `${firstName} ${lastName}`;
