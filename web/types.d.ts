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

/** Who is here. */
interface Session {
  /** With `open` everybody who reaches the site may do everything. */
  access: 'open' | 'keys';
  role: 'person' | 'household' | 'admin';
  /** The key's. */
  name: string | null;
  /** The one profile of a person's key. */
  userId: number | null;
  expiresAt: string | null;
  /** Null: no limit. */
  rate: { hour: Rate; day: Rate } | null;
}

/** Pictures. */
interface Rate { limit: number; remaining: number; resetSeconds: number }

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

/** The API. Whatever it refuses, and whatever does not reach it, is a `Problem`; an aborted call is an AbortError. Without a session a call waits for one. */
interface Api {
  health(): Promise<{ mode: 'demo' | 'live' }>;
  /** @param userId whose rate it tells as well */
  session(userId?: number, signal?: AbortSignal): Promise<Session>;
  /** @param key which the server turns into a cookie */
  signIn(key: string): Promise<Session>;
  signOut(): Promise<unknown>;
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

/** Waits; ends at once when the person asks for it, the network is back, or the signal says so. */
type Rest = (ms: number, signal: AbortSignal) => Promise<void>;

/** By who is in trouble; `retry`: they wait for a go. */
type Troubles = Map<object, [text: string, retry: boolean]>;

/** Without a text their trouble is over. */
type ShowTrouble = (who: object, text?: string, retry?: boolean) => void;

/** Says what was done, for ten seconds. @param back undoes it */
type Toast = (text: string, back?: () => void) => void;

type MakeButton = (text: string, onClick: () => void, kind?: string) => HTMLButtonElement;

/** @param only one field, while the others stay @returns whether all is said at fields */
type ShowErrors = (errors: Record<string, string[]>, only?: string) => boolean;

type Post = (body: object, headers?: Record<string, string>) => RequestInit;

/** One that breaks off, or is none of the API's, is of a server that is not there. */
type BodyOf = (response: Response) => Promise<any>;

/** @param path below the API's own */
type Call<Answer> = (path: string, options?: RequestInit) => Promise<Answer>;

/** px from the grid's top to the row of that picture. */
type TopOf = (layout: Layout, runs: Run[], index: number) => number;

/** @param see gets a row's pictures and its px @returns px of all */
type EachRow = (layout: Layout, runs: Run[], see: (from: number, to: number, top: number, bottom: number) => void) => number;

/** The whole rows that are seen between two heights, and some around them. @param top px from the grid's, as is the bottom */
type RowsIn = (layout: Layout, runs: Run[], top: number, bottom: number) => Rows;

interface GalleryEvents {
  /** Whatever was read, before it counts. */
  arrived: (pictures: Picture[]) => void;
  changed: () => void;
}

/** The pictures of one profile on the page, from its choice until `close`: those under way first, then the gallery. */
type Feed = import('./feed.js').Feed;

/** A profile's ready pictures, newest first. Holds those that are looked at; of others it knows their days, and cursors to read them again. */
type Gallery = import('./gallery.js').Gallery;

/** What a feed and its gallery both do. */
interface Pictures {
  /** Null: not held now. */
  at(index: number): Picture | null;
  /** Of a picture that is held, else -1. */
  indexOf(id: string): number;
  /** @returns puts it back */
  remove(id: string): (image: Picture) => void;
}

interface FeedCalls extends Pictures {
  /** The next ready picture, or null. @param step 1 or -1 */
  next(index: number, step: number): Promise<Picture | null>;
  /** Reads on until that picture is there, or the end. */
  find(id: string): Promise<void>;
  /** Into sight, with the focus. */
  reveal(id: string): void;
  /** With new URLs. */
  renewed(id: string): Promise<Picture | null>;
}

interface GalleryCalls extends Pictures {
  /** Reads the next batch. @param big on the way to somewhere */
  append(big?: boolean): Promise<void>;
  /** Takes in what is new. @param order ids as they stand on the page, and stay */
  join(order?: string[]): Promise<void>;
  /** Reads what is missing, or whose URLs end: a call a page. Lets go of what is far. @returns ms until URLs end */
  look(from: number, to: number, pinned: number): number;
  /** Its page gets new URLs, once for all of its pictures. */
  renew(id: string): Promise<void>;
}

/** A profile's generations that this browser asked for, until the gallery shows their pictures. */
type Watch = import('./gallery.js').Watch;

interface WatchCalls {
  /** Shows a generation before the server knows of it. */
  expect(request: GenerationRequest): Watched;
  /** The server has answered; without a state it has refused. */
  settle(watched: Watched, state?: State): void;
  /** Nobody wants to see it, nor after a reload. */
  putAway(id: string): void;
  /** The gallery shows them. @returns whether one was here */
  hide(ids: string[]): boolean;
}

/** A picture's place in the grid, in any of its states. */
type Tile = import('./tile.js').Tile;

/** The blurred picture as a data URL; null for what is no ThumbHash of a photo. */
type Placeholder = (base64: string) => string | null;

/** @param kind where it is the same, they are there */
type ShowButtons = (kind: string, ...buttons: HTMLElement[]) => void;

/** A channel's value at each point, row by row, of its waves and its mean. */
type Channel = (across: number, down: number, scale: number, mean: number) => Float32Array;

// The admin page's.

interface PersonRecord extends User {
  createdAt: string;
  retiredAt: string | null;
  images: number;
  models: number;
}

interface ModelRecord extends LoraModel {
  scale: number;
  /** Everybody may use it. */
  shared: boolean;
  /** Who may besides its person. */
  userIds: number[];
  weights: 'url' | 'file';
  url: string | null;
  sizeBytes: number | null;
  createdAt: string;
  retiredAt: string | null;
}

interface ModelParts { trigger: string; scale: number; shared: boolean; userIds: number[] }

/** An access key; the key itself is told once, in an `Invite`. */
interface KeyRecord {
  id: number;
  name: string;
  role: Session['role'];
  userId: number | null;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

/** @property qr rows of the link's QR code with its quiet zone; 1 is dark */
interface Invite extends KeyRecord { inviteUrl: string; qr: string[] }

/** Pictures of a person on a day, such as '2026-10-31', of UTC; `returned` of them cost nothing. */
interface UsageRow { day: string; userId: number; firstName: string; lastName: string; requested: number; returned: number }

/** By day, the newest first, then by name. */
interface Usage { from: string; to: string; days: UsageRow[] }

/** Where a file is to be put, once, with exactly these headers. */
interface UploadAddress { uploadId: string; method: string; url: string; headers: Record<string, string> }

/** As `Api`, for admins. */
interface AdminCalls {
  people(signal: AbortSignal): Promise<PersonRecord[]>;
  addPerson(names: { firstName: string; lastName: string }): Promise<PersonRecord>;
  changePerson(id: number, what: { firstName?: string; lastName?: string; retired?: boolean }): Promise<PersonRecord>;
  /** @param confirm the full name */
  forgetPerson(id: number, confirm: string): Promise<PersonRecord>;
  models(signal: AbortSignal): Promise<ModelRecord[]>;
  expectUpload(sizeBytes: number): Promise<UploadAddress>;
  addModel(model: ModelParts & { personId: number; url?: string; uploadId?: string }): Promise<ModelRecord>;
  changeModel(id: number, what: Partial<ModelParts> & { retired?: boolean }): Promise<ModelRecord>;
  removeModel(id: number): Promise<unknown>;
  keys(signal: AbortSignal): Promise<KeyRecord[]>;
  issue(wanted: { name: string; role: Session['role']; userId?: number; expiresInDays?: number }): Promise<Invite>;
  revoke(id: number): Promise<unknown>;
  usage(days: string, signal: AbortSignal): Promise<Usage>;
}

/** @param progress gets the bytes that have left; an abort is an AbortError */
type Put = (address: UploadAddress, file: File, progress: (bytes: number) => void, signal: AbortSignal) => Promise<void>;

/** @param waiting is said when the answer takes long */
type OnSubmit = (form: HTMLFormElement, work: (data: FormData) => Promise<unknown>, waiting?: string) => void;

/** @param act the button's words @param work done when the person agrees */
type Confirm = (title: string, why: string, act: string, work: () => Promise<unknown>) => void;

interface PartCalls<T> {
  read: (signal: AbortSignal) => Promise<T>;
  /** Whether it shows something already, which stays while it reads. */
  filled: () => boolean;
  /** @returns what is to be said in place of it: that there is nothing */
  fill: (found: T) => string;
}

/** A person, a model or an invite, as a card. */
interface Item {
  key: number;
  title: string;
  badge: string;
  /** Retired, expired or revoked. */
  over: boolean;
  facts: [term: string, fact: string][];
  actions: { text: string; run: () => void; danger?: boolean }[];
}
