/**
 * @typedef {{ id: number, firstName: string, lastName: string }} User
 * @typedef {{ id: number, personId: number, firstName: string, lastName: string, trigger: string }} LoraModel
 * @typedef {object} Image
 * @property {string} id
 * @property {string} prompt
 * @property {'queued' | 'running' | 'ready' | 'failed' | 'blocked' | 'cancelled'} status
 * @property {string | null} error why there is no picture
 * @property {number | null} queuePosition how many wait before it
 * @property {string | null} signedUrl the picture, until `expiresAt`
 * @property {string | null} thumbnailUrl
 * @property {string | null} expiresAt
 * @property {string} createdAt orders a user's pictures
 * @typedef {object} Generation
 * @property {string} id
 * @property {'queued' | 'running' | 'completed' | 'failed' | 'cancelled'} status
 * @property {Image[]} images by index
 * @typedef {{ images: Image[], hasMore: boolean, nextCursor: string | null }} ImagePage
 * @typedef {{ prompt: string, loraId: number, userId: number, num_images: number }} GenerationRequest
 * @typedef {{ type?: string, title?: string, detail?: string, errors?: Record<string, string[]> }} ProblemBody
 */

/** What the API refused, or status 0 when it could not be reached. The message is for the person. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {ProblemBody} body
   */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answered with ${status}.`);
    this.status = status;
    this.errors = body.errors ?? {};
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** @returns {Promise<{ mode: 'demo' | 'live' }>} */
export const health = () => json('health');

/** @returns {Promise<User[]>} */
export const users = () => json('users');

/**
 * @param {number} userId
 * @param {AbortSignal} signal
 * @returns {Promise<LoraModel[]>}
 */
export const loraModels = (userId, signal) => json(`get-lora-models?userId=${userId}`, { signal });

/**
 * @param {number} userId
 * @param {{ limit: number, cursor: string | null }} page
 * @param {AbortSignal} signal
 * @returns {Promise<ImagePage>}
 */
export function images(userId, { limit, cursor }, signal) {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
  return json(`images/${userId}?${query}`, { signal });
}

/**
 * @param {GenerationRequest} request
 * @param {string} key the same for a request that is sent again
 * @returns {Promise<{ generation: Generation, etag: string | null }>}
 */
export async function generate(request, key) {
  const response = await send('generate-image', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Prefer: 'respond-async' },
    body: JSON.stringify(request),
  });
  return { generation: await response.json(), etag: response.headers.get('ETag') };
}

/**
 * Waits up to 20 seconds for a state other than `etag`.
 * @param {string} id
 * @param {string | null} etag
 * @param {AbortSignal} signal
 * @returns {Promise<{ generation: Generation | null, etag: string | null }>} null: no other state yet
 */
export async function nextState(id, etag, signal) {
  const response = await send(`generations/${id}`, { headers: { ...(etag && { 'If-None-Match': etag }), Prefer: 'wait=20' }, signal });
  return response.status === 304
    ? { generation: null, etag }
    : { generation: await response.json(), etag: response.headers.get('ETag') };
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function json(path, options) {
  return (await send(path, options)).json();
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} 2xx or 304
 * @throws {Problem}
 */
async function send(path, options) {
  const response = await fetch(`/api/${path}`, options).catch(error => {
    throw options?.signal?.aborted ? error : new Problem(0, { detail: 'The server cannot be reached. Check the connection and try again.' });
  });
  if (response.ok || response.status === 304) return response;
  throw new Problem(response.status, await response.json().catch(() => ({})));
}
