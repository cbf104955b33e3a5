import { apiOrigin } from './config.js';

/** What the API refused; status 0: it could not be reached. */
export class Problem extends Error {
  /** @param {number} status @param {ProblemBody} body @param {number} [retryAfter] seconds */
  constructor(status, body, retryAfter = 0) {
    super(body.detail ?? body.title ?? `The server answered with ${status}.`);
    this.status = status;
    this.errors = body.errors ?? {};
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Milliseconds that the server's clock is ahead of this one's. */
let ahead = 0;

/** The server's time in Unix ms, by which signed URLs end. */
export const now = () => Date.now() + ahead;

/** @type {Api} */
export const api = {
  health: () => json('health'),
  session: (userId, signal) => json(`session${userId ? `?userId=${userId}` : ''}`, { signal }),
  signIn: key => json('session', post({ key })),
  signOut: () => send('session', { method: 'DELETE' }),
  users: signal => json('users', { signal }),
  loraModels: (userId, signal) => json(`get-lora-models?userId=${userId}`, { signal }),
  images: (userId, limit, cursor, signal) => json(`images/${userId}?${new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) })}`, { signal }),
  image: (userId, id, signal) => json(`images/${userId}/${encodeURIComponent(id)}`, { signal }),
  remove: async ({ userId, id }) => (await send(`images/${userId}/${id}`, { method: 'DELETE' })).text(),
  restore: ({ userId, id }) => json(`images/${userId}/${id}/restorations`, { method: 'POST' }),
  generate: (request, key) => state('generate-image', post(request, { 'Idempotency-Key': key, Prefer: 'respond-async' })),
  cancel: id => state(`generations/${id}`, { method: 'DELETE' }),
  retry: (id, imageIds) => state(`generations/${id}/retries`, post({ imageIds })),
  async generation(id, etag, wait, signal) {
    const headers = { ...(etag && { 'If-None-Match': etag, ...(wait > 0 && { Prefer: `wait=${wait}` }) }) };
    const response = await send(`generations/${encodeURIComponent(id)}`, { headers, signal });
    if (response.status !== 304) return stateOf(response);
    // Unread, it would be cut off.
    await response.text();
    return null;
  },
};

/** @type {Post} */
const post = (body, headers) => ({ method: 'POST', headers, body: JSON.stringify(body) });

/** @type {Call<State>} */
const state = async (path, options) => stateOf(await send(path, options));

/** @type {(response: Response) => Promise<State>} */
const stateOf = async response => ({ generation: await bodyOf(response), etag: response.headers.get('ETag') });

/** @type {Call<any>} */
export const json = async (path, options) => bodyOf(await send(path, options));

/** @type {BodyOf} */
const bodyOf = response => response.json().catch(error => {
  throw error.name === 'AbortError' ? error : unreachable();
});

/** Waits until there is a session. */
let signedIn = async () => {};

/** @param {() => Promise<void>} ask */
export const whenPrivate = ask => { signedIn = ask; };

/** @type {Call<Response>} */
export const send = async (path, options = {}) => {
  const { method, signal } = options;
  // Also without a body: no form of another site can send that type.
  const headers = { ...(method && { 'Content-Type': 'application/json' }), ...options.headers };
  const response = await fetch(`${apiOrigin}/api/${path}`, { credentials: 'include', ...options, headers }).catch(error => {
    throw signal?.aborted ? error : unreachable();
  });
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (date) ahead = date - Date.now();
  if (response.ok || response.status === 304) return response;
  const problem = new Problem(response.status, await response.json().catch(() => ({})), Number(response.headers.get('Retry-After')) || 0);
  if (problem.status !== 401 || (method && path === 'session')) throw problem;
  await signedIn();
  return send(path, options);
};

export const unreachable = () => new Problem(0, {
  detail: navigator.onLine ? 'The server cannot be reached. Check the connection and try again.' : 'You are offline. Try again when the network is back.',
});
