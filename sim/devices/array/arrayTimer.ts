/**
 * What a storage array has before it: kinds of its timers. `Request` and `Reply`: a message arrives. `Controller`: one has finished an operation. `Answer`: the
 * back end has. `Background`: an operation from elsewhere comes. `LinkDown`, `LinkUp`: an outage that was planned. `Expire`: an operation has waited for the
 * link for too long.
 */
export const ArrayTimer = { Request: 0, Controller: 1, Answer: 2, Reply: 3, Background: 4, LinkDown: 5, LinkUp: 6, Expire: 7 } as const;
