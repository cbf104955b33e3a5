import { Problem } from './api.js';

/** @type {Find} */
export const find = (selector, kind, parent = document) => {
  const element = parent.querySelector(selector);
  if (element instanceof (kind ?? HTMLElement)) return /** @type {any} */ (element);
  throw new Error(`There is no ${selector}.`);
};

/** @type {(text: string, onClick: () => void, kind?: string) => HTMLButtonElement} */
export const button = (text, onClick, kind = '') => {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = kind;
  element.textContent = text;
  element.addEventListener('click', onClick);
  return element;
};

/** To a screen reader; a modal dialog makes all else inert. @param {string} text */
export function say(text) {
  find(document.querySelector('dialog[open]') ? '#lightbox-status' : '#status').textContent = text;
}

/** Where storage is turned off or full. @type {Record<string, unknown>} */
const memory = {};

/** @type {(name: string, value: unknown) => void} */
export const keep = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    memory[name] = value;
  }
};

/** @type {Read} */
export const read = (name, otherwise) => {
  try {
    const value = memory[name] ?? JSON.parse(localStorage.getItem(name) ?? 'null');
    return value && typeof value === typeof otherwise && Array.isArray(value) === Array.isArray(otherwise) ? value : otherwise;
  } catch {
    return otherwise;
  }
};

/** The picture that the page's address names. @returns {Place | null} */
export function place() {
  const query = new URLSearchParams(location.search);
  const [userId, imageId] = [Number(query.get('user')), query.get('image')];
  return imageId && userId ? { userId, imageId } : null;
}

/** @param {Picture} picture */
export const addressOf = ({ userId, id }) => `?user=${userId}&image=${id}`;

// The page is in English, in the reader's kind of it.
const locale = navigator.languages.find(language => language.startsWith('en')) ?? 'en';

/** On this machine's calendar, such as '2026-10-31'. @param {string | number} time */
export function dayOf(time) {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, '0')).join('-');
}

/** @param {string} day as of `dayOf` */
export function dayName(day) {
  const date = new Date();
  if (day === dayOf(date.getTime())) return 'Today';
  if (day === dayOf(date.setDate(date.getDate() - 1))) return 'Yesterday';
  return new Date(`${day}T12:00`).toLocaleDateString(locale, { dateStyle: 'full' });
}

/** @param {string} time */
export const moment = time => new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** Such as '1:05'. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const slowMs = 5000;
const longestMs = 30_000;
const undoMs = 10_000;

const trouble = find('#trouble');
const again = find('button', HTMLButtonElement, trouble);
const toastBox = find('#toast');
const undo = find('button', HTMLButtonElement, toastBox);

/** Ends the pauses of those who wait. @type {Set<() => void>} */
const waiting = new Set();
/** By who is in trouble; whether they wait for a go. @type {Map<object, [text: string, retry: boolean]>} */
const troubles = new Map();

const goOn = () => waiting.forEach(end => end());
const offline = () => show(window, 'You are offline. What you typed is kept, and the page goes on when the network is back.', true);

again.addEventListener('click', goOn);
addEventListener('offline', offline);
addEventListener('online', () => {
  show(window);
  goOn();
});
if (!navigator.onLine) offline();

/** @type {Persist} */
export const persist = async (work, signal, quiet = false) => {
  const me = {};
  try {
    for (let failures = 0; ; failures++) {
      const timer = setTimeout(() => { if (!quiet) show(me, 'The server takes its time. Still waiting…', false); }, slowMs);
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof Problem) || !(error.passing || error.status === 401)) throw error;
        if (failures > 0 || !quiet || error.status === 401) show(me, sayOf(error), true);
        await rest(error.status === 401 ? Infinity : Math.max(error.retryAfter * 1000, Math.min(1000 * 2 ** failures, longestMs)), signal);
      } finally {
        clearTimeout(timer);
      }
    }
  } finally {
    show(me);
  }
};

/** The person or the network's return ends it, too. @type {(ms: number, signal: AbortSignal) => Promise<void>} */
export const rest = (ms, signal) => new Promise(resolve => {
  const end = () => {
    clearTimeout(timer);
    waiting.delete(end);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = ms < Infinity ? setTimeout(end, ms) : undefined;
  waiting.add(end);
  signal.addEventListener('abort', end);
});

/** @param {Problem} problem */
export const sayOf = problem => problem.status === 401
  ? 'This site is private: open your invite link again, then try again. What you typed is kept.'
  : problem.message;

/** @type {(who: object, text?: string, retry?: boolean) => void} without a text their trouble is over */
const show = (who, text, retry = false) => {
  if (troubles.get(who)?.[0] === text) return;
  if (text) {
    troubles.set(who, [text, retry]);
    say(text);
  } else troubles.delete(who);
  const shown = troubles.get(window) ?? [...troubles.values()].at(-1);
  trouble.hidden = !shown;
  again.hidden = !shown?.[1];
  find('p', undefined, trouble).textContent = shown?.[0] ?? '';
};

let toastTimer = 0;
/** @type {(() => void) | undefined} */
let onUndo;

const hide = () => {
  if (toastBox.contains(document.activeElement)) find(document.querySelector('dialog[open]') ? '.close' : '#pictures').focus({ preventScroll: true });
  toastBox.hidden = true;
};
const wait = () => {
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hide, undoMs);
};

undo.addEventListener('click', () => {
  hide();
  onUndo?.();
});
// Who is on the way to it must not be late.
for (const type of ['pointerenter', 'focusin']) toastBox.addEventListener(type, () => clearTimeout(toastTimer));
for (const type of ['pointerleave', 'focusout']) toastBox.addEventListener(type, wait);

/** Says what was done, for ten seconds. @type {(text: string, back?: () => void) => void} */
export const toast = (text, back) => {
  onUndo = back;
  undo.hidden = !back;
  find('p', undefined, toastBox).textContent = text;
  hide();
  toastBox.hidden = false;
  wait();
  say(back ? `${text} You can undo it for 10 seconds.` : text);
};

/** A modal dialog makes all outside of it inert. @param {Element} place */
export const stay = place => place.append(trouble, toastBox);
