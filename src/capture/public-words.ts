// Words that the agents' programs themselves are made of: they tell nothing of who used them.

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

/** Tools, commands, hooks, roles and callers that come with the agents. */
export const publicNames = words(`
  Agent AskUserQuestion Bash BashOutput Edit EnterPlanMode ExitPlanMode Glob Grep KillBash KillShell LS
  ListMcpResourcesTool LSP MultiEdit NotebookEdit NotebookRead Read ReadMcpResourceTool SendMessage
  Skill SlashCommand StructuredOutput Task TaskCreate TaskGet TaskList TaskOutput TaskStop TaskUpdate
  TodoRead TodoWrite ToolSearch WebFetch WebSearch Write
  apply_patch close_agent exec_command imagegen list_mcp_resources read_mcp_resource request_user_input
  resume_agent send_input shell shell_command spawn_agent unified_exec update_plan view_image
  wait_agent web_search write_stdin
  activate_skill ask_user cli_help codebase_investigator complete_task delegate_to_agent edit exit_plan_mode
  enter_plan_mode get_internal_docs glob google_web_search grep_search list_directory lsp memory_read
  read_file read_many_files replace run_shell_command save_memory search_file_content task todo_write
  web_fetch write_file write_todos
  bash bash_output codesearch create fetch_copilot_cli_documentation github-mcp-server list_bash
  multiedit patch question read read_agent read_bash report_intent skill sql stop_bash store_memory
  str_replace_editor todoread todowrite update_todo view webfetch websearch write write_bash
  doom_loop external_directory permission tool unknown
  add-dir agents branch btw bug clear compact config context cost doctor exit export fast fork help hooks ide init
  init-verifiers login logout mcp memory model new output-style permissions plan plugin pr-comments quit
  release-notes rename resume review rewind security-review skills stats status statusline summary tasks
  terminal-setup theme todos upgrade usage vim
  ConfigChange Elicitation InstructionsLoaded Notification PermissionDenied PermissionRequest PostCompact
  PostToolUse PostToolUseFailure PreCompact PreToolUse SessionEnd SessionStart Setup Stop StopFailure
  SubagentStart SubagentStop subagent TaskCompleted TeammateIdle UserPromptSubmit WorktreeCreate WorktreeRemove
  startup manual auto prompt_input_exit other
  agent auxiliary builtin custom default general-purpose main sdk side_question prompt_suggestion speculation
  repl_main_thread outputStyle compact generate_session_title session_memory extract_memories
  away_summary hook_agent hook_prompt insights web_search_tool web_fetch_apply auto_mode
  Explore Plan claude-code-guide statusline-setup codex codex_tui codex_apps computer-use
  memory_extraction generalist explore build title
`)

/** Of models' names: makers, families and sizes. Numbers and versions are kept besides. */
export const publicModelWords = words(`
  anthropic openai google alibaba meta mistralai moonshotai deepseek xai zai
  claude opus sonnet haiku fable instant gpt chat chatgpt codex oss mini nano micro max pro plus turbo
  gemini flash lite gemma ultra preview latest exp experimental stable thinking reasoning reasoner
  qwen coder qwq vl next omni deepseek kimi glm grok llama mistral devstral codestral magistral large
  medium small tiny instruct it fast high low free model embedding text
`)

/** Directories of every machine. */
export const publicPathParts = words(`
  home Users root usr bin sbin lib lib64 share local opt etc var tmp private run user srv mnt media nix
  store src Documents Desktop Downloads .config .local .cache .claude .codex .gemini .qwen .copilot
  state node_modules .bin dist build test tests docs node npm npx bun deno bash sh zsh fish python
  python3 claude codex gemini qwen copilot opencode
`)
