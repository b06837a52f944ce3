// Where hooks are posted to.

export const toHookPath = (agent: string) => `/hooks/${agent}`
