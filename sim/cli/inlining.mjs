// Lets V8 join more of the small functions that an IO passes into one: an IO of `bench-oltp` takes about 0.9 of the time. To be imported first. Node 20 knows
// both; a V8 that does not says so and goes on without. Pages can't have it.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--max-inlined-bytecode-size=1200');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=5000');
