import { createRequire } from 'node:module';
import { env } from 'node:process';

// Its CommonJS form, as its name stands for this module here.
const { default: fc } = createRequire(import.meta.url)('fast-check');

/*
 * fast-check, in the place of the real one, with the same values in every run: a change is judged by what it does. To
 * look for what these values do not meet, set FAST_CHECK_SEED to another number.
 */
fc.configureGlobal({ seed: Number(env.FAST_CHECK_SEED ?? 20_260_101) });

export default fc;
