// The options of the named pipe, apart from what serves it: commands load them with the settings.

import { z } from 'zod'

export const namedPipeOptions = z.strictObject({
  path: z
    .string()
    .min(1, { abort: true })
    // A relative one would be another place for each process.
    .regex(/^\//, 'must be an absolute path, which begins with /')
    .optional()
    .describe('where the pipe is [$XDG_RUNTIME_DIR/otel-ai-monitor.pipe]'),
})
