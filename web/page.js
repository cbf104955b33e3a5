import { api, Problem, whenPrivate } from './api.js';

/** @type {Find} */
export const find = (selector, kind, parent = document) => {
  const element = parent.querySelector(selector);
  if (element instanceof (kind ?? HTMLElement)) return /** @type {any} */ (element);
  throw new Error(`There is no ${selector}.`);
};

/** @type {MakeButton} */
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
  (document.querySelector('dialog[open] [role=status]') ?? find('#status')).textContent = text;
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
export const dayOf = time => new Date(time).toLocaleDateString('sv');

/** @param {string} day as of `dayOf` */
export function dayName(day) {
  const date = new Date();
  if (day === dayOf(date.getTime())) return 'Today';
  if (day === dayOf(date.setDate(date.getDate() - 1))) return 'Yesterday';
  return new Date(`${day}T12:00`).toLocaleDateString(locale, { dateStyle: 'full' });
}

/** @param {string} time */
export const moment = time => new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** Such as '1:05', or '20:01:05'. @param {number} ms */
export const clock = ms => new Date(Math.max(0, Math.round(ms / 1000) * 1000)).toISOString().slice(11, 19).replace(/^(00:)?0?/, '');

const slowMs = 5000;
const longestMs = 30_000;
const undoMs = 10_000;

const trouble = find('#trouble');
const again = find('button', HTMLButtonElement, trouble);
const toastBox = find('#toast');
const undo = find('button', HTMLButtonElement, toastBox);

/** Ends the pauses of those who wait. @type {Set<() => void>} */
const waiting = new Set();
/** @type {Troubles} */
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
      const timer = setTimeout(() => { if (!quiet && !asking) show(me, 'The server takes its time. Still waiting…', false); }, slowMs);
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof Problem && error.passing)) throw error;
        if (failures > 0 || !quiet) show(me, error.message, true);
        await rest(Math.max(error.retryAfter * 1000, Math.min(1000 * 2 ** failures, longestMs)), signal);
      } finally {
        clearTimeout(timer);
      }
    }
  } finally {
    show(me);
  }
};

/** @type {Rest} */
export const rest = (ms, signal) => new Promise(resolve => {
  const end = () => {
    clearTimeout(timer);
    waiting.delete(end);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = setTimeout(end, ms);
  waiting.add(end);
  signal.addEventListener('abort', end);
});

/** @type {ShowTrouble} */
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
  if (toastBox.contains(document.activeElement)) find(document.querySelector('dialog[open]') ? '.close' : '[tabindex]').focus({ preventScroll: true });
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

/** @type {Toast} */
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

export const forever = new AbortController().signal;

const signIn = find('#sign-in', HTMLDialogElement);
const key = find('#key', HTMLInputElement);
const refusal = find('#key-error');

/** Settles when the person has signed in. @type {PromiseWithResolvers<void> | null} */
let asking = null;
let whose = '';

whenPrivate(ask);
signIn.addEventListener('submit', event => {
  event.preventDefault();
  api.signIn(key.value.replace(/^.*#key=/, '').trim()).then(enter, ask);
});
// The page below has keys of its own.
signIn.addEventListener('keydown', event => event.stopPropagation());
// A browser may insist.
signIn.addEventListener('close', () => { if (asking) signIn.showModal(); });
addEventListener('hashchange', () => void followInvite());
// An invite link opens another tab.
addEventListener('storage', event => { if (asking && event.key === 'signedIn') void session(); });
find('#sign-out').addEventListener('click', async () => {
  try {
    // It may have ended by itself.
    await api.signOut().catch(problem => { if (problem.status !== 401) throw problem; });
    find('main').remove();
    location.replace(location.pathname);
    localStorage.clear();
  } catch (error) {
    toast(/** @type {Problem} */ (error).message);
  }
});

/** The key leaves the address before anything is asked for, and is kept nowhere. */
export async function followInvite() {
  const { hash, pathname, search } = location;
  if (!hash.startsWith('#key=')) return;
  history.replaceState(history.state, '', pathname + search);
  await persist(() => api.signIn(hash.slice(5)), forever).then(enter, ask);
}

/** Who is here, once somebody is. */
export async function session() {
  const session = await persist(() => api.session(), forever);
  enter(session);
  find('#sign-out').hidden = session.access === 'open';
  return session;
}

/** @param {Problem} [problem] of the last try */
function ask(problem) {
  asking ??= Promise.withResolvers();
  if (!signIn.open) signIn.showModal();
  if (problem) {
    refusal.textContent = problem.message;
    key.select();
  }
  return asking.promise;
}

/** @param {Session} session */
function enter({ role, userId }) {
  const before = whose;
  whose = `${role} ${userId}`;
  keep('signedIn', Date.now());
  // What is shown, and what waits, is somebody else's.
  if (before && before !== whose) return location.reload();
  if (!asking) return;
  asking.resolve();
  asking = null;
  key.value = refusal.textContent = '';
  signIn.close();
  say('You are signed in.');
}
