// Where hooks are posted to.

/** @param agent its id */
export const toHookPath = (agent: string) => `/hooks/${agent}`
