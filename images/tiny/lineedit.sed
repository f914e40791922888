# Shell integration in busybox's line editor (libbb/lineedit.c).

# Enter in the shell's line editor marks where the command's output begins.
\|/\* Enter \*/|{
n
s/goto_new_line();/&\n\t\t\tif (state->flags \& WITH_PATH_LOOKUP) fputs_stdout(ESC"]133;C\\007");/
}

# Redrawing a line repeats the prompt, but not the marks up to A: the prompt did not begin anew.
/prompt_last_line = prmt_ptr + 1;/a\
	prmt_ptr = strstr(prompt_last_line, ESC"]133;A");\
	if (prmt_ptr && (prmt_ptr = strchr(prmt_ptr, 7)) != NULL)\
		prompt_last_line = prmt_ptr + 1;
