// How many suggestions of a language model, which cost money, a user may have in a day.
//
// Counted in an object for each user: isolates come and go, and there are many at once, so what one of them remembers is
// no budget; a counter in D1 would make every key pause of every room wait for the one database that keeps the rooms.
// The platform's rate limits count in minutes and in each place apart. An object counts exactly, wherever the user is,
// near to them, and forgets at the end of the day.
import { DurableObject } from "cloudflare:workers";

const DAY_MS = 86_400_000;
/** Questions a day for each suggestion of the budget: room for typists, who often outrun the answer; an end for a script. */
const ASKS_PER_SUGGESTION = 5;

export class CompletionSpending extends DurableObject<Env> {
  /** Takes one of `budget`; false when none is left today, or too many were asked for, which cost money though nobody read on. */
  async spend(budget: number): Promise<boolean> {
    const used = this.ctx.storage.kv.get<number>("used") ?? 0;
    const asked = this.ctx.storage.kv.get<number>("asked") ?? 0;
    if (used >= budget || asked >= budget * ASKS_PER_SUGGESTION) return false;
    this.ctx.storage.kv.put("used", used + 1);
    this.ctx.storage.kv.put("asked", asked + 1);
    // The day ends in UTC, for all alike.
    if (asked === 0) await this.ctx.storage.setAlarm(Math.floor(Date.now() / DAY_MS + 1) * DAY_MS);
    return true;
  }

  /** One was not used: who asked for it had gone before anything came. That it was asked for stays counted. */
  giveBack(): void {
    const used = this.ctx.storage.kv.get<number>("used") ?? 0;
    if (used > 0) this.ctx.storage.kv.put("used", used - 1);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
