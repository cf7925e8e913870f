// How many suggestions of a language model, which cost money, a user may have in a day.
//
// Counted in an object for each user: isolates come and go, and there are many at once, so what one of them remembers is
// no budget; a counter in D1 would make every key pause of every room wait for the one database that keeps the rooms.
// The platform's rate limits count in minutes and in each place apart. An object counts exactly, wherever the user is,
// near to them, and forgets at the end of the day.
import { DurableObject } from "cloudflare:workers";

const DAY_MS = 86_400_000;

export class CompletionSpending extends DurableObject<Env> {
  /** Takes one of `budget`; false when none is left today. */
  async spend(budget: number): Promise<boolean> {
    const used = this.ctx.storage.kv.get<number>("used") ?? 0;
    if (used >= budget) return false;
    this.ctx.storage.kv.put("used", used + 1);
    // The day ends in UTC, for all alike.
    if (used === 0) await this.ctx.storage.setAlarm(Math.floor(Date.now() / DAY_MS + 1) * DAY_MS);
    return true;
  }

  /** One was not used: who asked for it had gone before anything came. */
  giveBack(): void {
    const used = this.ctx.storage.kv.get<number>("used") ?? 0;
    if (used > 0) this.ctx.storage.kv.put("used", used - 1);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
