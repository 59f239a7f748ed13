"""The first schema: conversations, documents with their index, and the ledger of what left."""

STATEMENTS = (
    """CREATE TABLE conversations (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        cloud INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL,
        characters INTEGER NOT NULL,
        embedder TEXT NOT NULL,
        added TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pages (
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        number INTEGER NOT NULL,
        text TEXT NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        boxes BLOB NOT NULL,
        PRIMARY KEY (document, number)
    ) STRICT""",
    """CREATE TABLE chunks (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        text TEXT NOT NULL,
        vector BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX chunks_by_document ON chunks (document)",
    """CREATE VIRTUAL TABLE chunk_words USING fts5(
        text, content='chunks', content_rowid='id', tokenize='porter unicode61'
    )""",
    """CREATE TRIGGER chunk_added AFTER INSERT ON chunks BEGIN
        INSERT INTO chunk_words (rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER chunk_removed AFTER DELETE ON chunks BEGIN
        INSERT INTO chunk_words (chunk_words, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TABLE collections (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE collection_documents (
        collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        PRIMARY KEY (collection, document)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE conversation_documents (
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        PRIMARY KEY (conversation, document)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        created TEXT NOT NULL,
        route TEXT,
        model TEXT NOT NULL DEFAULT '',
        reason TEXT,
        usage TEXT,
        cost_micro_usd INTEGER,
        energy_wh REAL,
        cost_basis TEXT,
        citations TEXT NOT NULL DEFAULT '[]',
        attachments TEXT NOT NULL DEFAULT '[]',
        searched INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX messages_by_conversation ON messages (conversation, id)",
    """CREATE TABLE ledger (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        entry TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
)
