/**
 * Loaded into a normalizer (`node --import`): puts a defect into it. Where the services ask for the normalizers they get
 * poisoned-normalizers.ts.
 */
import { registerHooks } from 'node:module';

const FACE = new URL('../../../normalizers/index.ts', import.meta.url).href;
const POISONED = new URL('poisoned-normalizers.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isOfServices = context.parentURL?.includes('/services/') === true;
    return resolved.url === FACE && isOfServices ? { ...resolved, url: POISONED } : resolved;
  },
});
