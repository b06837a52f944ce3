// The script that bpftrace runs: from the template, the names of the agents and what this kernel can do.

import { readFileSync } from 'node:fs'
import { packageFile } from '../version.ts'

/** `functions`: probes on the kernel's own terminal code; `syscalls`: on every read(2) of the machine. */
export type ProbeMode = 'functions' | 'syscalls'

/** Where the kernel describes its types, from the root directory. */
export const KERNEL_TYPES = 'sys/kernel/btf/vmlinux'

/** What the kernel keeps of a name. */
export const MAX_NAME_BYTES = 15

const READS: Readonly<Record<ProbeMode, Readonly<Record<string, string>>>> = {
  functions: {
    read_begins: 'kfunc:tty_read',
    read_file: 'args->iocb->ki_filp',
    read_ends: 'kretfunc:tty_read',
    read_returned: '(int64)retval',
  },
  syscalls: {
    read_begins: 'tracepoint:syscalls:sys_enter_read, tracepoint:syscalls:sys_enter_readv',
    read_file: '(struct file *)*(uint64 *)((uint64)curtask->files->fdt->fd + (uint64)args->fd * 8)',
    read_ends: 'tracepoint:syscalls:sys_exit_read, tracepoint:syscalls:sys_exit_readv',
    read_returned: 'args->ret',
  },
}

/** Read at once: the user that the relay works as later may not be allowed to. */
const template = readFileSync(packageFile('src/probe/agents.bt'), 'utf8')

/** @param names of the agents' programs: letters, digits and `._+-` */
export function toScript(names: readonly string[], mode: ProbeMode): string {
  const lines = names.map(
    (name, at) => `\t@names["${name.slice(0, MAX_NAME_BYTES)}"] = (uint64)${at + 1};`,
  )
  const words: Readonly<Record<string, string>> = { ...READS[mode], names: lines.join('\n') }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? '')
}

/** The greatest length of a file name that bpftrace 0.17 knows; a longer one comes cut. */
export const MAX_FILE_BYTES = 199

/** Room for a tree of many processes, and for a storm of forks between two looks. */
const MAX_KEYS = '16384'
/** The names of 0.17, and those since 0.20. */
const ROOM: Readonly<Record<string, string>> = {
  BPFTRACE_STRLEN: String(MAX_FILE_BYTES + 1),
  BPFTRACE_MAX_STRLEN: String(MAX_FILE_BYTES + 1),
  BPFTRACE_MAP_KEYS_MAX: MAX_KEYS,
  BPFTRACE_MAX_MAP_KEYS: MAX_KEYS,
  BPFTRACE_PERF_RB_PAGES: '128',
}

/**
 * The variables that bpftrace is given. Version 0.17 asks the kernel for its
 * types, for which the kernel wants CAP_SYS_ADMIN; told where the file is, it
 * does without, but has no probes on functions then. Where it says by itself
 * that it has these, it needs no telling.
 */
export const toEnvironment = (mode: ProbeMode): Readonly<Record<string, string>> =>
  mode === 'functions' ? ROOM : { ...ROOM, BPFTRACE_BTF: `/${KERNEL_TYPES}` }
