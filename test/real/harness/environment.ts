// A client's environment: nothing of the developer's but the PATH.

/** @param url where the daemon is, for hooks that are commands: they post where the settings say */
export const basicEnv = (home: string, url: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  OTLP_PORT: new URL(url).port,
})
