// Talks to the emulator through fal's own client and prints what the client made of the answers, as JSON.
import { createFalClient, ApiError, ValidationError } from "@fal-ai/client";

const [origin, key] = process.argv.slice(2);
const app = "fal-ai/flux-lora";
const input = { prompt: "a witch", seed: 7, image_size: { width: 96, height: 128 } };

const fal = createFalClient({
  credentials: key,
  requestMiddleware: async (request) => ({
    ...request,
    url: request.url.replace(/^https:\/\/(queue\.fal\.run|rest\.fal\.ai)\//, `${origin}/`),
  }),
});

async function subscribe(options) {
  const updates = [];
  let lines = 0;
  const { data, requestId } = await fal.subscribe(app, {
    input,
    logs: true,
    ...options,
    onQueueUpdate: (update) => {
      updates.push(update.status);
      lines = update.logs?.length ?? lines;
    },
  });
  const picture = await fetch(data.images[0].url);
  return {
    statuses: updates.filter((status, i) => status !== updates[i - 1]),
    lines,
    requestId,
    seed: data.seed,
    pictureType: picture.headers.get("content-type"),
    pictureBytes: (await picture.arrayBuffer()).byteLength,
    fileSize: data.images[0].file_size,
  };
}

async function failure(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return {
      status: error.status,
      isApiError: error instanceof ApiError,
      isValidationError: error instanceof ValidationError,
      isUserTimeout: error.isUserTimeout,
      types: error instanceof ValidationError ? error.fieldErrors.map((field) => field.type) : [],
      requestId: error.requestId,
    };
  }
}

async function stepByStep() {
  const submitted = await fal.queue.submit(app, { input, priority: "low", hint: "a-lora" });
  const requestId = submitted.request_id;
  const early = await failure(fal.queue.result(app, { requestId }));
  const status = await fal.queue.status(app, { requestId, logs: true });
  const stream = await fal.queue.streamStatus(app, { requestId });
  await stream.done();
  const completed = await fal.queue.status(app, { requestId });
  const result = await fal.queue.result(app, { requestId });
  return { submitted: submitted.status, early, status: status.status, completed: completed.status, metrics: completed.metrics, images: result.data.images.length, same: result.requestId === requestId };
}

async function cancel() {
  const { request_id: requestId } = await fal.queue.submit(app, { input });
  await fal.queue.cancel(app, { requestId });
  const status = await fal.queue.subscribeToStatus(app, { requestId });
  const result = await failure(fal.queue.result(app, { requestId }));
  const again = await failure(fal.queue.cancel(app, { requestId }));
  return { status: status.status, errorType: status.error_type, result, again };
}

async function startTooLate() {
  const { request_id: requestId } = await fal.queue.submit(app, { input: { ...input, prompt: "for ever" } });
  const late = await failure(fal.subscribe(app, { input, startTimeout: 1.1, pollInterval: 20 }));
  await fal.queue.cancel(app, { requestId });
  return late;
}

async function upload(bytes) {
  const content = new Uint8Array(bytes).map((_, i) => i % 251);
  const url = await fal.storage.upload(new File([content], "some file.bin", { type: "application/x-test" }), { lifecycle: { expiresIn: "1h" } });
  const response = await fetch(url);
  const back = Buffer.from(await response.arrayBuffer());
  return { url, type: response.headers.get("content-type"), same: back.equals(Buffer.from(content)) };
}

const png = new Blob(["not looked at"], { type: "image/png" });
console.log(JSON.stringify({
  polling: await subscribe({ mode: "polling", pollInterval: 20 }),
  streaming: await subscribe({ mode: "streaming" }),
  stepByStep: await stepByStep(),
  cancel: await cancel(),
  invalid: await failure(fal.queue.submit(app, { input: { ...input, num_images: 9 } })),
  unknown: await failure(fal.queue.submit("fal-ai/nothing", { input })),
  blocked: await failure(fal.subscribe(app, { input: { ...input, prompt: "blocked" }, pollInterval: 20 })),
  tooLate: await startTooLate(),
  imageToImage: (await fal.subscribe(`${app}/image-to-image`, { input: { ...input, image_url: png }, pollInterval: 20 })).data.images.length,
  upload: await upload(1000),
  multipart: await upload(91 * 1024 * 1024),
}));
