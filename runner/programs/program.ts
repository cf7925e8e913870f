// Programs as people write them, in every language that may run: the same tasks in each.

/** What a program that fails leaves: its exit code and what can be read in stderr, or in the compiler's output. */
export type Failure = { code: string; exitCode: number | null; says: RegExp };

export type Programs = {
  /** Reads a name and then numbers to the end of its input; prints "Hallo, NAME 😀: SUM". */
  greets: string;
  /** Is no program of this language. */
  isBroken: Failure;
  throws: Failure;
  exits3: string;
  /** Is ended by SIGKILL that it sends itself. */
  isKilled: string;
  /** Holds about 100 MB and then takes CPU time until its own clock says half a second; absent: it has none. */
  burns?: string;
};
