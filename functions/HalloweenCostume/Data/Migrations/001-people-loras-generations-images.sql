-- Times are Unix milliseconds, ids of generations and images are UUIDv7 in lower case.

CREATE TABLE people (
    id         INTEGER PRIMARY KEY,
    first_name TEXT    NOT NULL,
    last_name  TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- A model's weights lie either in the LoRA bucket (object_name) or somewhere on the web (url).
-- fal_url is the copy in fal's own storage, fal_origin the service that holds it.
CREATE TABLE loras (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    trigger_word TEXT    NOT NULL,
    scale        REAL    NOT NULL DEFAULT 1,
    shared       INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
    object_name  TEXT,
    url          TEXT,
    fal_url      TEXT,
    fal_origin   TEXT,
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER,
    CHECK ((object_name IS NULL) <> (url IS NULL))
) STRICT;

CREATE INDEX loras_person ON loras (person_id);

-- Without a rowid its rows lie in its key: a page of the gallery reads one for each picture.
CREATE TABLE generations (
    id              TEXT    PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id),
    lora_id         INTEGER NOT NULL REFERENCES loras (id),
    prompt          TEXT    NOT NULL,
    num_images      INTEGER NOT NULL CHECK (num_images BETWEEN 1 AND 4),
    runs            INTEGER NOT NULL DEFAULT 1,
    status          TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      INTEGER NOT NULL,
    completed_at    INTEGER,
    idempotency_key TEXT,
    request_hash    TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX generations_idempotency ON generations (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX generations_person ON generations (person_id);
CREATE INDEX generations_lora ON generations (lora_id);

-- created_at of a ready image is the moment the picture was stored, made strictly increasing within a person:
-- whatever arrives while somebody pages stands before all that was there, also when a clock jumps.
CREATE TABLE images (
    id              TEXT    PRIMARY KEY,
    generation_id   TEXT    NOT NULL REFERENCES generations (id),
    person_id       INTEGER NOT NULL REFERENCES people (id),
    position        INTEGER NOT NULL,
    run             INTEGER NOT NULL DEFAULT 1,
    status          TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'ready', 'failed', 'blocked', 'cancelled')),
    error           TEXT,
    queue_position  INTEGER,
    seed            INTEGER NOT NULL,
    fal_request_id  TEXT,
    fal_status_url  TEXT,
    fal_result_url  TEXT,
    fal_cancel_url  TEXT,
    deadline_at     INTEGER,
    width           INTEGER,
    height          INTEGER,
    content_type    TEXT,
    bucket          TEXT,
    object_name     TEXT,
    thumbhash       TEXT,
    created_at      INTEGER NOT NULL,
    deleted_at      INTEGER,
    UNIQUE (generation_id, position)
) STRICT;

CREATE UNIQUE INDEX images_order ON images (person_id, created_at) WHERE status = 'ready';
CREATE INDEX images_gallery ON images (person_id, created_at) WHERE status = 'ready' AND deleted_at IS NULL;
CREATE INDEX images_unfinished ON images (generation_id) WHERE status IN ('queued', 'running');
CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
