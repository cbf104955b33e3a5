import { Problem, unreachable } from '../api.js';

/** Not by fetch, which tells nothing of what has left already. The right to write is in the address. @type {Put} */
export const put = ({ method, url, headers }, file, progress, signal) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
  request.addEventListener('load', () => {
    if (request.status < 300) resolve();
    else reject(new Problem(request.status, problemIn(request.responseText), Number(request.getResponseHeader('Retry-After')) || 0));
  });
  request.addEventListener('error', () => reject(unreachable()));
  request.addEventListener('abort', () => reject(signal.reason));
  signal.addEventListener('abort', () => request.abort());
  request.send(file);
});

/** A bucket's are no problems of ours. @param {string} text @returns {ProblemBody} */
function problemIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: 'The file was not taken. Try again.' };
  }
}
