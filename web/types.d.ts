// What the modules' comments call by name; tests/run.sh checks them with tsc. No browser reads this file.

interface User { id: number; firstName: string; lastName: string }

interface LoraModel { id: number; personId: number; firstName: string; lastName: string; trigger: string }

/** An image of the API; what only the server needs is left out. */
interface Picture {
  id: string;
  generationId: string;
  userId: number;
  loraId: number;
  prompt: string;
  status: 'queued' | 'running' | 'ready' | 'failed' | 'blocked' | 'cancelled';
  /** Why there is no picture, for the person. */
  error: string | null;
  /** How many wait before it. */
  queuePosition: number | null;
  seed: number;
  content_type: string | null;
  /** The picture, until `expiresAt`. */
  signedUrl: string | null;
  thumbnailUrl: string | null;
  /** Base64. */
  thumbhash: string | null;
  expiresAt: string | null;
  /** Orders a user's pictures. */
  createdAt: string;
}

interface Generation {
  id: string;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  createdAt: string;
  /** By index. */
  images: Picture[];
}

interface State { generation: Generation; etag: string | null }

interface ImagePage { images: Picture[]; hasMore: boolean; nextCursor: string | null }

interface GenerationRequest { prompt: string; loraId: number; userId: number; num_images: number; seed?: number }

interface ProblemBody { title?: string; detail?: string; errors?: Record<string, string[]> }

/** A picture that the page shows large. */
interface Place { userId: number; imageId: string }

/** Pictures of one day, such as '2026-10-31', that follow each other. */
interface Run { day: string; count: number }

/** What one call of the gallery brought, or a part of it. */
interface Page {
  /** Reads it again; null: the newest. */
  cursor: string | null;
  count: number;
  /** In the server's order, as is the last: they tell where it ends when it is read again. */
  firstId: string;
  lastId: string;
  runs: Run[];
  /** Null while nobody looks at them. */
  images: Picture[] | null;
  /** The server's time in Unix ms at which its URLs end. */
  endsAt: number;
  /** This machine's time in Unix ms. */
  readAt: number;
  reading: Promise<void> | null;
}

/** Where pictures stand, without a look at each: all tiles are alike, and each day begins a row, with its heading above. */
interface Layout {
  columns: number;
  /** px from row to row. */
  row: number;
  /** px above the first row of a day. */
  heading: number;
}

/** Indexes of pictures, and px of the grid above and below them. */
interface Rows { from: number; to: number; before: number; after: number }

/** A generation that somebody here asked for and whose pictures are not all in the grid yet. */
interface Watched {
  generation: Generation;
  etag: string | null;
  /** Images that are shown elsewhere or were put away. */
  hidden: Set<string>;
  /** The server's time in Unix ms, for the elapsed time. */
  since: number;
  /** Its id before the server gave it one. */
  expected: string | null;
  /** Whether the server knows of it already. */
  asked: boolean;
  following: boolean;
}

interface WatchEvents {
  changed: () => void;
  ended: (generation: Generation) => void;
  failed: (error: unknown) => void;
}

interface TileEvents {
  open: (picture: Picture) => void;
  /** The picture did not load: asks for another URL. */
  broken: (picture: Picture) => Promise<unknown>;
  /** Its generation. */
  cancel: (picture: Picture) => void;
  retry: (picture: Picture) => void;
  putAway: (picture: Picture) => void;
}

interface TileOptions {
  /** That begins here. */
  day?: string;
  /** In sight at once. */
  first: boolean;
  /** The one of its generation that offers it. */
  cancel: boolean;
  /** The server's time in Unix ms. */
  since: number;
}

interface FeedEvents extends Pick<TileEvents, 'open' | 'cancel' | 'retry'>, Pick<WatchEvents, 'ended' | 'failed'> {
  progress: () => void;
}

/** The API. Whatever it refuses, and whatever does not reach it, is a `Problem`; an aborted call is an AbortError. */
interface Api {
  health(): Promise<{ mode: 'demo' | 'live' }>;
  users(signal: AbortSignal): Promise<User[]>;
  loraModels(userId: number, signal: AbortSignal): Promise<LoraModel[]>;
  /** @param cursor null: the newest */
  images(userId: number, limit: number, cursor: string | null, signal: AbortSignal): Promise<ImagePage>;
  image(userId: number, id: string, signal?: AbortSignal): Promise<Picture>;
  /** Restorable for 7 days. */
  remove(picture: Picture): Promise<unknown>;
  restore(picture: Picture): Promise<Picture>;
  /** @param key the same for a request that is sent again */
  generate(request: GenerationRequest, key: string): Promise<State>;
  cancel(id: string): Promise<State>;
  /** Runs these failed images again. */
  retry(id: string, imageIds: string[]): Promise<State>;
  /**
   * @param wait seconds until the answer that nothing is other than in `etag`; without an etag it answers at once
   * @returns null: no other state yet
   */
  generation(id: string, etag: string | null, wait: number, signal: AbortSignal): Promise<State | null>;
}

/** The first such element. @throws when there is none, or it is of another kind. */
type Find = <T extends HTMLElement = HTMLElement>(selector: string, kind?: new () => T, parent?: ParentNode) => T;

/** What this browser keeps. @param otherwise also tells the kind of value: an object, an array, a number … */
type Read = <T>(name: string, otherwise: T) => T;

/**
 * Does the work until it succeeds: what may pass is tried again, with growing pauses, at once when the network is back or the person asks.
 * Meanwhile the page says what is wrong.
 * @param quiet a long answer is no trouble, nor is one failure
 * @throws {Problem} that does not pass
 */
type Persist = <T>(work: () => Promise<T>, signal: AbortSignal, quiet?: boolean) => Promise<T>;

/** @param window px from the grid's top, and numbers of pictures */
type RowsIn = (layout: Layout, runs: Run[], window: { top: number; bottom: number; around: number; most: number }) => Rows;

interface GalleryEvents {
  /** Whatever was read, before it counts. */
  arrived: (pictures: Picture[]) => void;
  changed: () => void;
}

type Feed = import('./feed.js').Feed;
type Watch = import('./gallery.js').Watch;
