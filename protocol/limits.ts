// Every maximum of the outside surface, with its reason. Lengths are UTF-16 code units unless a name says otherwise.

/** A room's text. Editors stay fluent to about this size, and its snapshot still fits a handful of 2 MB rows. */
export const TEXT_LENGTH_MAX = 1_000_000;

/** Files of a room that are there, and all that ever were: a large project's, and what a busy year deletes. */
export const FILES_MAX = 2_000;
export const FILES_EVER_MAX = 10_000;

/** A file's path: what a run's sandbox takes, too. */
export const FILE_PATH_LENGTH_MAX = 200;

/** The texts of a room together, deleted ones too: an object has 128 MB for them and for all that is made of them. */
export const PROJECT_LENGTH_MAX = 8_000_000;

/**
 * Bytes of one file that is no text, and of all that a room ever got, and of those that are there: pictures and small data.
 * An archive holds them all, and with the longest texts in two bytes a character they go through one call of 32 MiB.
 */
export const ASSET_BYTES_MAX = 4_000_000;
export const ASSETS_BYTES_MAX = 16_000_000;

/** Marks on a room's history, and the name of one: what a person still finds something in. */
export const MARKS_MAX = 500;
/** Of them, of forks, the newest: whoever may read a room may fork it, and the rest is kept for names. */
export const FORK_MARKS_MAX = 100;
export const MARK_NAME_LENGTH_MAX = 80;

/** Edits in one page of the log, and about how many characters of them: a second of a slow line. */
export const EDITS_PAGE_MAX = 8_192;
export const EDITS_PAGE_LENGTH_MAX = 2_000_000;

/** A zip file that is uploaded, and what is in it: a call from Worker to object takes 32 MiB. In bytes. */
export const ZIP_BYTES_MAX = 24_000_000;
export const ZIP_CONTENT_BYTES_MAX = 30_000_000;

/** Files that one join may ask the texts of: what an editor has open in its tabs. */
export const OPEN_FILES_MAX = 200;

/** One socket frame: a whole text as JSON, where an escaped unit takes six characters. */
export const FRAME_LENGTH_MAX = 7_000_000;

/** A REST body in bytes: the longest text in three-byte characters, with its JSON around it. */
export const BODY_BYTES_MAX = 4_000_000;

/** Splices in one edit: a replace-all over a large file; more than that is better sent as a whole text. */
export const SPLICES_MAX = 20_000;

/** Carets and selections one member shows at once: what an editor's multi-cursor mode reaches by hand. */
export const SELECTIONS_MAX = 200;

/** A person's name as others see it. */
export const NAME_LENGTH_MAX = 40;

/** A room's title. */
export const TITLE_LENGTH_MAX = 120;

/** The client's secret name: long enough to be unguessable when well chosen, short enough to store. */
export const CLIENT_ID_LENGTH_MAX = 128;

/** Sockets in one room: what one object serves without anybody waiting; classrooms fit. */
export const CONNECTIONS_MAX = 300;

/** Of them, viewers: their link may be anywhere, and the rest is kept for those who edit. */
export const VIEWERS_MAX = 250;

/** People a room remembers, who came to edit (their numbers and last sequences): bounds its memory against endless joining. */
export const MEMBERS_MAX = 50_000;

/** Viewers whose numbers it still knows when they come back: those of a large class, and of the class before. */
export const ONLOOKERS_MAX = 1_000;

/** Characters that came since a join's `since`: with more of them the text itself is told, whatever it cost to lead there. */
export const MISSED_LENGTH_MAX = 8_000_000;

/** Versions a base may lie behind the room's: mapping over this many edits still takes under a tenth of a second. */
export const LAG_MAX = 50_000;

/** A client's edits in flight: others wait behind them, for some tenths of a second at most. A typist has a handful. */
export const AHEAD_MAX = 2_000;

/**
 * Frames one socket may send at once, and per second after that, not counting edits that were accepted: those wait for
 * acks (AHEAD_MAX). Carets, pings and mistakes of a hundred scripted hands; the slowest machine still takes far more.
 */
export const FRAMES_BURST_MAX = 12_000;
export const FRAMES_PER_SECOND_MAX = 1_000;

/** Characters one socket may send at once, and per second after that: sixteen whole texts, then two a second. */
export const CHARACTERS_BURST_MAX = 16_000_000;
export const CHARACTERS_PER_SECOND_MAX = 2_000_000;

/** A frame that is mapped over more unseen edits than a crowd makes meanwhile pays for the rest, in characters an edit. */
export const MAPPED_FREE_MAX = 2_000;
export const CHARACTERS_PER_MAPPED = 50;

/** Characters sent to a socket since it last said anything. A silent reader pings; a dead one must not fill memory. */
export const UNHEARD_CHARACTERS_MAX = 64_000_000;

// --- talk ---

/** A message: a page of prose, or a function with a question about it. */
export const MESSAGE_LENGTH_MAX = 4_000;

/** Members whom one message calls. */
export const MENTIONS_MAX = 20;

/** Messages of one connection within ten seconds: a quick exchange; all that come by REST count as one. */
export const MESSAGES_PER_TEN_SECONDS_MAX = 10;

/** Of a room's messages the last ones are kept, and of these so many characters: years of a pair, weeks of a class. */
export const MESSAGES_KEPT_MAX = 10_000;
export const MESSAGES_LENGTH_KEPT_MAX = 4_000_000;

/** Threads about the code that are open, all that are kept, and what is shown of the code that one is about. */
export const THREADS_OPEN_MAX = 500;
export const THREADS_MAX = 1_000;
export const QUOTE_LENGTH_MAX = 200;

/** Messages that one request gets, unless it asks for more, and at most. */
export const MESSAGES_PAGE = 50;
export const MESSAGES_PAGE_MAX = 200;

/** "Look here" of one connection within ten seconds, and of all in the room: more than that nobody can follow. */
export const LOOKS_PER_TEN_SECONDS_MAX = 3;
export const ROOM_LOOKS_PER_TEN_SECONDS_MAX = 20;

// --- running programs: the sandbox's defaults and mosts; a language's factor stretches the defaults ---

/** Wall time of a run: default, most, and for one that people type into (with as much silence as `idle`). In ms. */
export const RUN_WALL_MS = 10_000;
export const RUN_WALL_MS_MAX = 60_000;
export const RUN_INTERACTIVE_WALL_MS = 300_000;
export const RUN_INTERACTIVE_IDLE_MS = 60_000;

/** CPU time of a run, and of its compilation, which gets no choice. In ms. */
export const RUN_CPU_MS = 2_000;
export const RUN_CPU_MS_MAX = 15_000;
export const COMPILE_CPU_MS = 10_000;
export const COMPILE_WALL_MS = 30_000;

/** Memory of a run in KiB: enough for a learner's mistake to be seen as one, and several fit a small machine. */
export const RUN_MEMORY_KB = 262_144;
export const RUN_MEMORY_KB_MAX = 1_048_576;

/** Processes and threads of a run: a language runtime starts up to thirty by itself. */
export const RUN_PROCESSES = 64;
export const RUN_PROCESSES_MAX = 128;

/** Bytes a run may write to stdout and stderr together. */
export const RUN_OUTPUT_BYTES = 1_048_576;
export const RUN_OUTPUT_BYTES_MAX = 8_388_608;

/** Bytes of one file that a run writes, of all of them together, and descriptors open at once. */
export const RUN_FILE_BYTES = 33_554_432;
export const RUN_TMP_BYTES = 67_108_864;
export const RUN_OPEN_FILES = 256;

/** A text that comes with a run, and how many files do: all of a room's, with line ends of two characters. */
export const RUN_SOURCE_LENGTH_MAX = 2 * TEXT_LENGTH_MAX;
export const RUN_FILES_MAX = FILES_MAX;

/** Input given at the start, and in one message while it runs. */
export const RUN_STDIN_LENGTH_MAX = 1_048_576;
export const RUN_INPUT_LENGTH_MAX = 65_536;

/** Of the input given at the start, what a room shows: some screens of lines. The most would cost 300 readers 300 MB. */
export const RUN_STDIN_SHOWN_LENGTH_MAX = 4_000;

/** Body of a run's request in bytes: its source, files and input as JSON, bytes that are no text in base64. */
export const RUN_BODY_BYTES_MAX = 16_000_000;

// --- runs of a room ---

/** Starts in one room within a minute: a class that tries things; a script that floods the runner is stopped here. */
export const RUNS_PER_MINUTE_MAX = 30;

/** Readers of one room's run over REST: a class whose network takes no sockets. Each waits in the room's memory. */
export const RUN_STREAMS_MAX = 100;

/** Characters of a run's output and input that late joiners get: what the default output limit allows. */
export const RUN_KEPT_LENGTH_MAX = 1_000_000;

/** Characters typed into one run: as much as can be given at its start. */
export const RUN_TYPED_LENGTH_MAX = 1_048_576;

/** Characters of a run's output, and of its input, that stay in the library: the end, which says how it went. */
export const RUN_TAIL_LENGTH_MAX = 65_536;

/** Runs of one room that stay in the library. */
export const RUNS_KEPT_MAX = 200;

// --- completions ---

/** A suggestion: as much as a person reads before deciding on it. */
export const COMPLETION_LENGTH_MAX = 2_000;

/** Other files that come with a request for a completion, and the length of one: those that a person works on. */
export const COMPLETION_FILES_MAX = 50;
export const COMPLETION_FILE_LENGTH_MAX = 262_144;
