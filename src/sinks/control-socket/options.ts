// The options of the control socket, apart from what serves it: commands load them with the settings.

import { z } from 'zod'

export const controlSocketOptions = z.strictObject({
  path: z
    .string()
    .min(1, { abort: true })
    // A relative one would be another place for each process.
    .regex(/^\//, 'must be an absolute path, which begins with /')
    .optional()
    .describe('where the socket is [$XDG_RUNTIME_DIR/otel-ai-monitor/control.sock]'),
})
