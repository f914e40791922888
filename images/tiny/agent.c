/*
 * tiny's guest agent: what no device can do, asked for by the host over a virtio-console port of its own.
 * The protocol is in README.md.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char port_path[] = "/dev/hvc3";
static const char console_path[] = "/dev/ttyS0";

enum { LONGEST_LINE = 120, LARGEST_SIZE = 1000 };

static int port;

static void answer(const char *text, const char *detail)
{
	char line[2 * LONGEST_LINE];
	int length = snprintf(line, sizeof line, "%s%s\n", text, detail);

	write(port, line, length);
}

/* A decimal number from 1 to LARGEST_SIZE followed by `end`; 0 if it is anything else. */
static int parse_number(const char **text, char end)
{
	int value = 0;
	const char *at = *text;

	if (*at < '1' || *at > '9')
		return 0;
	while (*at >= '0' && *at <= '9' && value <= LARGEST_SIZE)
		value = value * 10 + (*at++ - '0');
	if (*at != end || value > LARGEST_SIZE)
		return 0;
	*text = at + 1;
	return value;
}

static void handle_size(const char *arguments, const char *line)
{
	struct winsize size = { 0 };
	int console;

	size.ws_col = parse_number(&arguments, ' ');
	size.ws_row = size.ws_col ? parse_number(&arguments, '\0') : 0;
	if (!size.ws_row) {
		answer("error ", "size wants columns and rows from 1 to 1000");
		return;
	}
	console = open(console_path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (ioctl(console, TIOCSWINSZ, &size))
		answer("error ", "the console took no size");
	else
		answer("ok ", line);
	close(console);
}

static const struct {
	const char *verb;
	void (*handle)(const char *arguments, const char *line);
} verbs[] = {
	{ "size ", handle_size },
};

static void handle_line(const char *line)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t length = strlen(verbs[i].verb);

		if (!strncmp(line, verbs[i].verb, length)) {
			verbs[i].handle(line + length, line);
			return;
		}
	}
	answer("error ", "unknown request");
}

static int open_port(void)
{
	struct termios raw;

	port = open(port_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port < 0 || tcgetattr(port, &raw))
		return 0;
	cfmakeraw(&raw);
	return tcsetattr(port, TCSANOW, &raw) == 0;
}

int main(void)
{
	char line[LONGEST_LINE + 1], received[256];
	size_t length = 0;
	ssize_t count;

	if (!open_port())
		return 0;
	answer("hello ", "1");
	while ((count = read(port, received, sizeof received)) > 0) {
		for (ssize_t i = 0; i < count; i++) {
			if (received[i] != '\n') {
				if (length <= LONGEST_LINE)
					line[length++] = received[i];
				continue;
			}
			if (length > LONGEST_LINE) {
				answer("error ", "line too long");
			} else {
				line[length] = '\0';
				handle_line(line);
			}
			length = 0;
		}
	}
	return 0;
}
