-- A key is 256 random bits that only its holder has; key_hash is the SHA-256 of its text, in lower-case hex.
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

CREATE INDEX access_keys_person ON access_keys (person_id) WHERE person_id IS NOT NULL;

-- A browser that signed in with a key. key_id 0 is the first admin's key, which is a setting.
CREATE TABLE sessions (
    token_hash TEXT    PRIMARY KEY,
    key_id     INTEGER NOT NULL,
    key_hash   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_expiry ON sessions (expires_at);

-- An image that was asked for, once for each run. returned: it cost nothing and does not count.
CREATE TABLE charges (
    image_id   TEXT    NOT NULL,
    run        INTEGER NOT NULL,
    key_id     INTEGER,
    person_id  INTEGER NOT NULL,
    charged_at INTEGER NOT NULL,
    returned   INTEGER NOT NULL DEFAULT 0 CHECK (returned IN (0, 1)),
    PRIMARY KEY (image_id, run)
) STRICT, WITHOUT ROWID;

CREATE INDEX charges_key ON charges (key_id, charged_at) WHERE returned = 0 AND key_id IS NOT NULL;
CREATE INDEX charges_person ON charges (person_id, charged_at) WHERE returned = 0;
CREATE INDEX charges_time ON charges (charged_at);

-- key_id: by whose key it was asked for. taken_run: the last run that a host with turns has begun.
ALTER TABLE generations ADD COLUMN key_id INTEGER;
ALTER TABLE generations ADD COLUMN taken_run INTEGER NOT NULL DEFAULT 0;

ALTER TABLE people ADD COLUMN retired_at INTEGER;
ALTER TABLE people ADD COLUMN forgotten_at INTEGER;

-- removed_at: not offered any more. erased_at: its weights are deleted. fal_expires_at: until when fal keeps its copy.
ALTER TABLE loras ADD COLUMN erased_at INTEGER;
ALTER TABLE loras ADD COLUMN fal_expires_at INTEGER;
ALTER TABLE loras ADD COLUMN size_bytes INTEGER;

-- Until now a model lost its weights when it was removed.
UPDATE loras SET erased_at = removed_at WHERE removed_at IS NOT NULL;

-- Who may use a model besides the person whose face it is.
CREATE TABLE lora_users (
    lora_id   INTEGER NOT NULL REFERENCES loras (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (lora_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX lora_users_person ON lora_users (person_id);

-- A file that is on its way into the LoRA bucket and belongs to no model yet.
CREATE TABLE lora_uploads (
    id          TEXT    PRIMARY KEY,
    object_name TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
