import { nextState, Problem } from './api.js';

/** @typedef {import('./api.js').Generation} Generation */

/**
 * The states of a generation from the next one to its last. Outlasts a server that is away for a while.
 * @param {Generation} generation
 * @param {string | null} etag of the state that is known
 * @param {AbortSignal} signal ends it without an error
 * @returns {AsyncGenerator<Generation, void>}
 * @throws {Problem} the server refuses
 */
export async function* statesOf(generation, etag, signal) {
  let failures = 0;
  while (!ended(generation)) {
    try {
      const next = await nextState(generation.id, etag, signal);
      failures = 0;
      etag = next.etag;
      if (next.generation) generation = next.generation;
      // A server that does not wait must not be asked in a tight loop.
      else await pause(500);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem && error.passing)) throw error;
      await pause(Math.min(1000 * 2 ** failures++, 15_000));
      continue;
    }
    if (signal.aborted) return;
    yield generation;
  }
}

/** @param {Generation} generation */
export function ended({ status }) {
  return status !== 'queued' && status !== 'running';
}

/**
 * How far it is, for the status line.
 * @param {Generation} generation
 */
export function progressOf(generation) {
  const { images } = generation;
  const ready = images.filter(image => image.status === 'ready').length;
  const without = images.filter(image => image.error).length;
  if (!ended(generation)) return ready || without ? `${ready} of ${images.length} pictures ready.` : `Making ${pictures(images.length)}…`;
  if (ready === images.length) return ready === 1 ? 'Your picture is ready.' : `Your ${ready} pictures are ready.`;
  return `${ready} of ${pictures(images.length)} ready. The others could not be made.`;
}

/** @param {number} count */
const pictures = count => (count === 1 ? '1 picture' : `${count} pictures`);

/** @param {number} milliseconds */
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
