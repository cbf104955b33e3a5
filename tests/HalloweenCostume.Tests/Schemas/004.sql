BEGIN TRANSACTION;
CREATE TABLE people (
    id         INTEGER PRIMARY KEY,
    first_name TEXT    NOT NULL,
    last_name  TEXT    NOT NULL,
    created_at INTEGER NOT NULL
, retired_at INTEGER, forgotten_at INTEGER) STRICT;
INSERT INTO "people" VALUES(1,'John','Doe',1790000000000,NULL,NULL);
INSERT INTO "people" VALUES(2,'Jané','O''Neil',1790000001000,NULL,NULL);
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
    removed_at   INTEGER, erased_at INTEGER, fal_expires_at INTEGER, size_bytes INTEGER,
    CHECK ((object_name IS NULL) <> (url IS NULL))
) STRICT;
INSERT INTO "loras" VALUES(1,1,'johndoe',1.0,0,'01a00000-0000-7000-8000-000000000001.safetensors',NULL,'https://v3.fal.media/files/a/johndoe.safetensors','rest.fal.ai',1790000002000,NULL,NULL,NULL,NULL);
INSERT INTO "loras" VALUES(2,2,'janeoneil',0.8,1,NULL,'https://example.com/jane.safetensors',NULL,NULL,1790000003000,NULL,NULL,NULL,NULL);
INSERT INTO "loras" VALUES(3,2,'oldface',1.0,0,'01a00000-0000-7000-8000-000000000003.safetensors',NULL,NULL,NULL,1790000004000,1790000005000,1790000005000,NULL,NULL);
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
, key_id INTEGER, taken_run INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO "generations" VALUES('01a00000-0000-7000-8000-0000000000a1',1,1,'A portrait of johndoe as a ghost 👻',2,2,'completed',9,1790000010000,1790000020000,'key-1','hash-1',NULL,0);
INSERT INTO "generations" VALUES('01a00000-0000-7000-8000-0000000000a2',2,3,'oldface in a graveyard',1,1,'failed',4,1790000030000,1790000031000,NULL,'hash-2',NULL,0);
INSERT INTO "generations" VALUES('01a00000-0000-7000-8000-0000000000a3',2,3,'oldface as a witch',1,1,'queued',1,1790000040000,NULL,NULL,'hash-3',NULL,0);
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
INSERT INTO "images" VALUES('01a00000-0000-7000-8000-0000000000b1','01a00000-0000-7000-8000-0000000000a1',1,0,1,'ready',NULL,NULL,7,'r1','https://queue.fal.run/fal-ai/flux-lora/requests/r1/status','https://queue.fal.run/fal-ai/flux-lora/requests/r1','https://queue.fal.run/fal-ai/flux-lora/requests/r1/cancel',1790000610000,768,1024,'image/jpeg','halloween-costume-generated-images','1/01a00000-0000-7000-8000-0000000000b1.jpg','1QcSHQRnh493V4dIh4eXh1h4kJUI',1790000018000,NULL);
INSERT INTO "images" VALUES('01a00000-0000-7000-8000-0000000000b2','01a00000-0000-7000-8000-0000000000a1',1,1,2,'ready',NULL,NULL,9007199254740993,'r2','https://queue.fal.run/fal-ai/flux-lora/requests/r2/status','https://queue.fal.run/fal-ai/flux-lora/requests/r2','https://queue.fal.run/fal-ai/flux-lora/requests/r2/cancel',1790000620000,768,1024,'image/png','halloween-costume-generated-images','1/01a00000-0000-7000-8000-0000000000b2-2.png','1QcSHQRnh493V4dIh4eXh1h4kJUI',1790000020000,4102444800000);
INSERT INTO "images" VALUES('01a00000-0000-7000-8000-0000000000b3','01a00000-0000-7000-8000-0000000000a2',2,0,1,'blocked','The safety check held this picture back. Try other words, or run it again.',NULL,8,'r3','https://queue.fal.run/fal-ai/flux-lora/requests/r3/status','https://queue.fal.run/fal-ai/flux-lora/requests/r3','https://queue.fal.run/fal-ai/flux-lora/requests/r3/cancel',1790000630000,NULL,NULL,NULL,NULL,NULL,NULL,1790000030000,NULL);
INSERT INTO "images" VALUES('01a00000-0000-7000-8000-0000000000b4','01a00000-0000-7000-8000-0000000000a3',2,0,1,'queued',NULL,NULL,9,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1790000040000,NULL);
CREATE TABLE access_keys (
    id           INTEGER PRIMARY KEY,
    key_hash     TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('person', 'household', 'admin')),
    person_id    INTEGER REFERENCES people (id),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER,
    CHECK ((role = 'person') = (person_id IS NOT NULL))
) STRICT;
INSERT INTO "access_keys" VALUES(1,'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08','Old tablet','person',1,1790000010000,1790086410000,NULL,1790000020000);
INSERT INTO "access_keys" VALUES(2,'60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752','Kitchen','household',NULL,1790000011000,NULL,1790000012000,NULL);
CREATE TABLE sessions (
    token_hash TEXT    PRIMARY KEY,
    key_id     INTEGER NOT NULL,
    key_hash   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "sessions" VALUES('fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13',1,'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',1790000013000,1790086410000,NULL);
CREATE TABLE charges (
    image_id   TEXT    NOT NULL,
    run        INTEGER NOT NULL,
    key_id     INTEGER,
    person_id  INTEGER NOT NULL,
    charged_at INTEGER NOT NULL,
    returned   INTEGER NOT NULL DEFAULT 0 CHECK (returned IN (0, 1)),
    PRIMARY KEY (image_id, run)
) STRICT, WITHOUT ROWID;
INSERT INTO "charges" VALUES('01a00000-0000-7000-8000-0000000000b1',1,1,1,1790000014000,0);
INSERT INTO "charges" VALUES('01a00000-0000-7000-8000-0000000000b2',1,NULL,1,1790000014000,1);
CREATE TABLE lora_users (
    lora_id   INTEGER NOT NULL REFERENCES loras (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (lora_id, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "lora_users" VALUES(2,1);
CREATE TABLE lora_uploads (
    id          TEXT    PRIMARY KEY,
    object_name TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "lora_uploads" VALUES('01a00000-0000-7000-8000-0000000000c1','01a00000-0000-7000-8000-0000000000c1.safetensors',100,9999999999999);
CREATE TABLE chores (
    name    TEXT    PRIMARY KEY,
    done_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO chores VALUES('restored',1790000050000);
CREATE TABLE forgotten_people (
    id           INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    forgotten_at INTEGER NOT NULL,
    PRIMARY KEY (id, created_at)
) STRICT, WITHOUT ROWID;
INSERT INTO forgotten_people VALUES(3,1790000001500,1790000049000);
CREATE INDEX loras_person ON loras (person_id);
CREATE UNIQUE INDEX generations_idempotency ON generations (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX generations_person ON generations (person_id);
CREATE INDEX generations_lora ON generations (lora_id);
CREATE UNIQUE INDEX images_order ON images (person_id, created_at) WHERE status = 'ready';
CREATE INDEX images_gallery ON images (person_id, created_at) WHERE status = 'ready' AND deleted_at IS NULL;
CREATE INDEX images_unfinished ON images (generation_id) WHERE status IN ('queued', 'running');
CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_fal_request ON images (fal_request_id) WHERE fal_request_id IS NOT NULL;
CREATE INDEX access_keys_person ON access_keys (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX charges_key ON charges (key_id, charged_at) WHERE returned = 0 AND key_id IS NOT NULL;
CREATE INDEX charges_person ON charges (person_id, charged_at) WHERE returned = 0;
CREATE INDEX charges_time ON charges (charged_at);
CREATE INDEX lora_users_person ON lora_users (person_id);
PRAGMA user_version = 4;
COMMIT;
