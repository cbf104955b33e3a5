-- When something was done that others go by: 'restored', the database was put back from a copy.
CREATE TABLE chores (
    name    TEXT    PRIMARY KEY,
    done_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who was forgotten to the end, without a word of who it was: in a copy of before, the row with this id and moment is theirs.
CREATE TABLE forgotten_people (
    id           INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    forgotten_at INTEGER NOT NULL,
    PRIMARY KEY (id, created_at)
) STRICT, WITHOUT ROWID;
